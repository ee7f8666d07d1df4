import { SourceMap } from 'node:module';
import { join } from 'node:path';
import { compile, parse, VERSION } from 'svelte/compiler';
import { svelte2tsx } from 'svelte2tsx';
import type { SourceFile } from 'typescript';
import { type CodeBlock, fileNameOf } from './code-blocks.js';
import { ROOT } from './pages.js';

/** What a block is to the compiler of TypeScript. */
export interface BlockSource {
  readonly block: CodeBlock;
  /** A file that there is not, in a folder of the block's own. */
  readonly file: string;
  readonly text: string;
  /** Which line of the block, from 0, is at that position of the text; null for what only the compiler sees. */
  lineAt(source: SourceFile, position: number): number | null;
  /** What the compiler of its own language says. */
  readonly mistakes: readonly string[];
  /** Whether all that it uses is in the text: not so where markup uses it too. */
  readonly isWhole: boolean;
}

type BlockText = Pick<BlockSource, 'text' | 'lineAt' | 'mistakes' | 'isWhole'>;

const plain = (text: string, isWhole: boolean): BlockText => ({
  text,
  lineAt: (source, position) => source.getLineAndCharacterOfPosition(position).line,
  mistakes: [],
  isWhole,
});

const SCRIPT = /<script\b(?![^>]*(?:importmap|json))[^>]*>(.*?)<\/script>/gs;

/** The scripts in markup, on the lines they stand on. */
const scriptsIn = (code: string): string => {
  let text = code.replace(/[^\n]/g, ' ');
  for (const { 0: whole, 1: script = '', index } of code.matchAll(SCRIPT)) {
    const start = index + whole.indexOf(script, whole.indexOf('>'));
    text = text.slice(0, start) + script + text.slice(start + script.length);
  }
  return text;
};

/** As `svelte-check` does it: a script of what the component means, and the warnings of Svelte's own compiler. */
const component = (code: string): BlockText => {
  const { code: text, map } = svelte2tsx(code, { isTsFile: true, mode: 'ts', version: VERSION, parse });
  const { warnings } = compile(code, { generate: false });
  const sourceMap = new SourceMap({ ...map, sourcesContent: [code], sourceRoot: '' });
  const ignored = [...text.matchAll(/\/\*Ωignore_startΩ\*\/.*?\/\*Ωignore_endΩ\*\//gs)];
  return {
    text,
    mistakes: warnings.map(({ message, start }) => `line ${start?.line} of the component: ${message}`),
    isWhole: false,
    lineAt(source, position) {
      if (ignored.some(({ index, 0: { length } }) => index <= position && position < index + length)) return null;
      const { line, character } = source.getLineAndCharacterOfPosition(position);
      const entry = sourceMap.findEntry(line, character);
      return 'originalLine' in entry ? entry.originalLine : 0;
    },
  };
};

interface TypedLanguage {
  readonly extension: string;
  readonly textOf: (code: string) => BlockText;
}

const LANGUAGES: Readonly<Record<string, TypedLanguage>> = {
  ts: { extension: '.ts', textOf: (code) => plain(code, true) },
  tsx: { extension: '.tsx', textOf: (code) => plain(code, true) },
  js: { extension: '.js', textOf: (code) => plain(code, true) },
  svelte: { extension: '.svelte.ts', textOf: component },
  vue: { extension: '.vue.ts', textOf: (code) => plain(scriptsIn(code), false) },
  html: { extension: '.html.js', textOf: (code) => plain(scriptsIn(code), false) },
};

/** Whether the compiler of TypeScript has a say in the language. */
export const isTyped = ({ language }: CodeBlock): boolean => language in LANGUAGES;

export const sourceOf = (block: CodeBlock): BlockSource => {
  const language = LANGUAGES[block.language];
  if (language === undefined) throw new Error(`${block.language} is not typed`);
  const name = fileNameOf(block)?.replace(/\.\w+$/, '') ?? 'block';
  const file = join(ROOT, block.page, String(block.line), name + language.extension);
  return { block, file, ...language.textOf(block.code) };
};
