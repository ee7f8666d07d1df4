import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import GithubSlugger from 'github-slugger';
import { toString as textOf } from 'mdast-util-to-string';
import { remark } from 'remark';
import remarkGfm from 'remark-gfm';
import { visit } from 'unist-util-visit';

export const ROOT = join(import.meta.dirname, '../..');

const parser = remark().use(remarkGfm);

/** A page of the documentation. */
export interface Page {
  /** Within the project. */
  readonly path: string;
  readonly tree: ReturnType<typeof parser.parse>;
  /** What a link to the page may name after its `#`: headings as GitHub names them, and ids in HTML. */
  readonly anchors: ReadonlySet<string>;
}

const ID = /<\w+[^>]*\sid="([^"]+)"/g;

export const parsePage = (path: string, text: string): Page => {
  const tree = parser.parse(text);
  const slugger = new GithubSlugger();
  const anchors = new Set<string>();
  visit(tree, (node) => {
    if (node.type === 'heading') anchors.add(slugger.slug(textOf(node)));
    if (node.type === 'html') for (const [, id = ''] of node.value.matchAll(ID)) anchors.add(id);
  });
  return { path, tree, anchors };
};

const underDocs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.md') && !path.includes('node_modules') && !path.startsWith('site'))
  .map((path) => `docs/${path.replaceAll('\\', '/')}`)
  .sort();

/** README.md, and every page under docs/. */
export const pages: readonly Page[] = ['README.md', ...underDocs].map((path) =>
  parsePage(path, readFileSync(join(ROOT, path), 'utf8')),
);
