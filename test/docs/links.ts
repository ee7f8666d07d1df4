import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { visit } from 'unist-util-visit';
import { type Page, pages, ROOT } from './pages.js';
import { missingCommand } from './shell.js';

const ADDRESS_IN_HTML = /\s(?:href|src)="([^"]*)"/g;

/** Where the links, images and definitions of a page lead, as they are written. */
export const addressesIn = ({ tree }: Page): string[] => {
  const addresses: string[] = [];
  visit(tree, (node) => {
    if (node.type === 'link' || node.type === 'image' || node.type === 'definition') addresses.push(node.url);
    if (node.type === 'html') for (const [, url = ''] of node.value.matchAll(ADDRESS_IN_HTML)) addresses.push(url);
  });
  return addresses;
};

/** Why an address on a page leads nowhere; null if it leads somewhere, or out of the project. */
export const whyBroken = (page: Page, address: string): string | null => {
  if (/^[a-z][a-z+.-]*:/i.test(address)) return URL.canParse(address) && !/\s/.test(address) ? null : 'no address';
  const [path = '', anchor] = address.split('#');
  const target = path === '' ? page.path : posix.join(posix.dirname(page.path), decodeURIComponent(path));
  const linked = target === page.path ? page : pages.find((one) => one.path === target);
  const isThere = linked !== undefined || (!target.startsWith('..') && existsSync(join(ROOT, target)));
  if (!isThere) return `there is no ${target}`;
  if (anchor === undefined) return null;
  if (linked === undefined) return `${target} is no page, and has no #${anchor}`;
  return linked.anchors.has(anchor) ? null : `${target} has no #${anchor}`;
};

const IN_PROJECT = /^(?:src|test|docs|machines)\/[\w./-]+$/;

/** What the text of a page names, as code, and there is not: a file of the project, or a script of package.json. */
export const missingNamesIn = ({ tree }: Page): string[] => {
  const missing: string[] = [];
  visit(tree, 'inlineCode', ({ value }) => {
    if (IN_PROJECT.test(value) && !existsSync(join(ROOT, value))) missing.push(value);
    const command = missingCommand(value);
    if (command !== null) missing.push(command);
  });
  return missing;
};
