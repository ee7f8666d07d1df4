import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { FOLDER } from '../../docs/reference/entries.js';
import { checkBlocks } from './block-program.js';
import { isTyped } from './block-source.js';
import { type CodeBlock, codeBlocksOf, nameOf } from './code-blocks.js';
import { runExample } from './example.js';
import { notInFile } from './excerpt.js';
import { pages } from './pages.js';
import { READERS_FILES, readerNames } from './reader-names.js';
import { mistakesInShell } from './shell.js';
import { WRONG_PAGE } from './wrong-page.js';

const blocks = pages.flatMap(codeBlocksOf);
const excerpts = blocks.filter(({ mark }) => mark?.name === 'excerpt');
const unchecked = blocks.filter(({ mark }) => mark?.name === 'unchecked');
const others = blocks.filter(({ mark }) => mark === null || mark.name === 'types only');
const inLanguage = (...languages: string[]) => others.filter(({ language }) => languages.includes(language));

const typed = others.filter(isTyped);
const programs = inLanguage('ts', 'js');
const run = programs.filter(({ mark }) => mark === null);
const scripts = inLanguage('sh', 'bash');
const data = inLanguage('json');
// Its declarations are what the compiler has read; its examples are blocks like others.
const declarations = inLanguage('typescript').filter(({ page }) => page.startsWith(`${FOLDER}/`));
const KNOWN = [...typed, ...scripts, ...data, ...declarations, ...inLanguage('text')];

const named = (some: readonly CodeBlock[], more: (block: CodeBlock) => string = () => '') =>
  some.map((block) => [nameOf(block) + more(block), block] as const);

const wrong = codeBlocksOf(WRONG_PAGE);

const checked = checkBlocks([...typed, ...wrong.filter(({ mark }) => mark === null)], Object.keys(readerNames()));

describe('blocks of code', () => {
  test('are of languages that are checked here, or marked', () => {
    const unknown = others.filter((block) => !KNOWN.includes(block)).map(nameOf);
    expect(unknown).toEqual([]);
  });

  test('use every name that a reader is said to have', () => {
    const text = scripts.map(({ code }) => code).join('\n');
    expect([...checked.unusedNames, ...READERS_FILES.filter((file) => !text.includes(file))]).toEqual([]);
  });

  const whyNotRun = ({ mark }: CodeBlock) => (mark?.name === 'types only' ? ` (not run: ${mark.reason})` : '');
  test.each(named(typed, whyNotRun))('%s: is type-checked', (_, block) => {
    expect(checked.mistakesIn(block)).toEqual([]);
  });

  // What a block connects opens, takes a message, is lost, and comes back: with the block's options, and its listeners.
  test.each(named(run))('%s: runs', async (_, block) => {
    const printed = vi.spyOn(console, 'log').mockReturnValue();
    onTestFinished(() => printed.mockRestore());
    const { lasting, clock, gateway, logger } = await runExample(block);
    for (const chats of lasting) {
      const opened = vi.fn();
      chats.get('42').on('open', opened);
      chats.select('42');
      await clock.advanceAsync(0);
      gateway.latest('42').peer.sends('{"id":1,"text":"hello"}');
      gateway.latest('42').peer.drops();
      await clock.advanceAsync(30_000);
      expect(opened.mock.calls[1]).toMatchObject([{ chatId: '42', reconnected: true }]);
    }
    expect(logger.error).not.toHaveBeenCalled();
  });

  test.each(named(excerpts, ({ namedFile }) => `: is what ${namedFile} says`))('%s', (_, block) => {
    expect(notInFile(block)).toBe(null);
  });

  test.each(named(scripts))('%s: is a script, of commands that there are', async (_, { code }) => {
    expect(await mistakesInShell(code)).toEqual([]);
  });

  test.each(named(data))('%s: parses', (_, { code }) => {
    expect(() => JSON.parse(code)).not.toThrow();
  });

  const whyUnchecked = ({ mark }: CodeBlock) => (mark?.name === 'unchecked' ? ` (${mark.reason})` : '');
  test.each(named(unchecked, whyUnchecked))('%s: is of a language that nothing here checks', (_, { language }) => {
    expect(KNOWN.map((block) => block.language)).not.toContain(language);
  });
});

describe('what is wrong with a block is told', () => {
  test('where it is, by the compilers', () => {
    expect(wrong.filter(({ mark }) => mark === null).map((block) => checked.mistakesIn(block))).toEqual([
      [
        expect.stringMatching(/^docs\/wrong.md:4 'RejectedError' is declared but its value is never read/),
        expect.stringMatching(/^docs\/wrong.md:6 Object literal may only specify known properties/),
      ],
      [
        expect.stringContaining('`<img>` element should have an alt attribute'),
        expect.stringMatching(/^docs\/wrong.md:14 Property 'nothing' does not exist/),
      ],
      [],
      [expect.stringMatching(/^docs\/wrong.md:29 Argument of type 'number' is not assignable/)],
      [expect.stringMatching(/^docs\/wrong.md:39 Object is possibly 'null'/)],
    ]);
  });

  test('when an excerpt is of no file, or not as the file has it', () => {
    expect(wrong.filter(({ mark }) => mark?.name === 'excerpt').map(notInFile)).toEqual([
      'docs/wrong.md:45 follows no name of a file',
      "export type { ChatConnection } from './contract/chat-connection.js';",
    ]);
  });

  test('when a script is none, or names what there is not', async () => {
    const script =
      'npm run nothing -- x && TOKEN=x npx tsx test/nothing.ts # npm run nobody\nnode bot.js; npm test | (cat';
    expect(await mistakesInShell(script)).toEqual([
      expect.stringMatching(/syntax error/i),
      'package.json has no script "nothing"',
      'there is no file test/nothing.ts',
    ]);
  });
});
