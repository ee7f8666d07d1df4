import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './pages.js';
import { READERS_FILES } from './reader-names.js';

const run = promisify(execFile);

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** The simple commands of a script, as words: comments and variables before a command left out. */
const commandsIn = (script: string): string[][] =>
  script
    .replace(/\\\n/g, ' ')
    .replace(/(?:^|\s)#.*$/gm, '')
    .split(/\n|&&|\|\||[;|]/)
    .map((command) =>
      command
        .trim()
        .split(/\s+/)
        .filter((word) => word !== ''),
    )
    .map((words) => words.slice(words.findIndex((word) => !/^\w+=/.test(word))))
    .filter((words) => words.length > 0);

const isFile = (path: string) => READERS_FILES.includes(path) || existsSync(join(ROOT, path));

/** What a command names and there is not: a script of package.json, or a file to run. */
const missingIn = ([program = '', first = '', second = '']: readonly string[]): string | null => {
  if (program === 'npm' && (first === 'run' || first === 'start' || first === 'test')) {
    const name = first === 'run' ? second : first;
    return name in scripts ? null : `package.json has no script "${name}"`;
  }
  const file = program === 'npx' && first === 'tsx' ? second : program === 'node' || program === 'tsx' ? first : null;
  return file === null || file.startsWith('-') || isFile(file) ? null : `there is no file ${file}`;
};

/** What is wrong with a script of a shell, which is not run. */
export const mistakesInShell = async (script: string): Promise<string[]> => {
  const syntax = await run('sh', ['-n', '-c', script]).then(
    () => [],
    ({ stderr }: { stderr: string }) => [stderr.trim()],
  );
  return [...syntax, ...commandsIn(script).flatMap((words) => missingIn(words) ?? [])];
};

/** A command in the middle of a sentence. */
export const missingCommand = (text: string): string | null => {
  const [words = []] = commandsIn(text);
  return missingIn(words);
};
