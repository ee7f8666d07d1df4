import { join } from 'node:path';
import { toString as textOf } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import type { Page } from './pages.js';

/**
 * What a comment before a block says of it, to nobody who reads the page:
 *
 * `<!-- types only: why -->`   type-checked, and not run
 * `<!-- excerpt -->`           lines of the file that the text before it names last; `// …` stands for what is left out
 * `<!-- unchecked: why -->`    of a language that nothing here knows
 *
 * Without one a block is checked as far as its language can be, and run if it is TypeScript.
 */
export type Mark =
  | { readonly name: 'types only' | 'unchecked'; readonly reason: string }
  | { readonly name: 'excerpt' };

export interface CodeBlock {
  /** The path of its page. */
  readonly page: string;
  /** The heading it stands under. */
  readonly heading: string;
  /** Which of that language it is under its heading, from 1. */
  readonly number: number;
  /** The line of its first line of code, from 1. */
  readonly line: number;
  /** Empty if the block names none. */
  readonly language: string;
  readonly code: string;
  readonly mark: Mark | null;
  /** The last file that is named before it, within the project: by a link, or as `folder/file.ts`. */
  readonly namedFile: string | null;
}

/** The page, the heading and the language, in words. */
export const nameOf = ({ page, heading, language, number }: CodeBlock): string =>
  `${page} › ${heading} › ${language || 'no language'}${number > 1 ? ` ${number}` : ''}`;

/** The name of the file that a block says it is, in a comment on its first line. */
export const fileNameOf = ({ code }: CodeBlock): string | null =>
  /^(?:\/\/|<!--|#) *([\w./-]+\.\w+) *(?:-->)?$/.exec(code.split('\n', 1)[0] ?? '')?.[1] ?? null;

const A_FILE = /^[\w.-]+(?:\/[\w.-]+)+\.\w+$/;

export const codeBlocksOf = ({ path, tree }: Page): CodeBlock[] => {
  const blocks: CodeBlock[] = [];
  let heading = path;
  let namedFile: string | null = null;
  visit(tree, (node, index, parent) => {
    if (node.type === 'heading') {
      heading = textOf(node);
      namedFile = null;
    }
    if (node.type === 'link' && !/^\w+:|^#/.test(node.url)) namedFile = join(path, '..', node.url);
    if (node.type === 'inlineCode' && A_FILE.test(node.value)) namedFile = node.value;
    if (node.type !== 'code' || parent === undefined || index === undefined) return;
    const language = node.lang ?? '';
    const line = (node.position?.start.line ?? 0) + 1;
    const alike = blocks.filter((block) => block.heading === heading && block.language === language);
    const before = parent.children[index - 1];
    const mark = before?.type === 'html' ? markIn(before.value) : null;
    blocks.push({ page: path, heading, number: alike.length + 1, line, language, code: node.value, mark, namedFile });
  });
  return blocks;
};

const MARK = /^<!-- (?:(?<excerpt>excerpt)|(?<name>types only|unchecked): (?<reason>.+)) -->$/;

const markIn = (comment: string): Mark | null => {
  const { excerpt, name, reason = '' } = MARK.exec(comment)?.groups ?? {};
  if (excerpt !== undefined) return { name: 'excerpt' };
  return name === undefined ? null : { name: name as 'types only' | 'unchecked', reason };
};
