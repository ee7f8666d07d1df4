/** Fails when a rule of docs/spec.md or docs/protocol.md is cited by no test title, or a test cites a rule that is none. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const RULE = /\b(?:SE|AT|RE|GR|LI|PL|ME|SD|OB|EN|PS|PC|DL)\d+\b/g;
const CITATION = /\[((?:(?:SE|AT|RE|GR|LI|PL|ME|SD|OB|EN|PS|PC|DL)\d+(?:, )?)+)\]/g;

const pages = ['docs/spec.md', 'docs/protocol.md'].map((page) => readFileSync(join(root, page), 'utf8'));
const rules = new Set(
  [...pages.join('\n').matchAll(/^- \*\*((?:SE|AT|RE|GR|LI|PL|ME|SD|OB|EN|PS|PC|DL)\d+)\*\*/gm)].map(
    ([, rule]) => rule ?? '',
  ),
);

const cited = new Map<string, number>();
for (const file of readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })) {
  if (!file.endsWith('.test.ts')) continue;
  const text = readFileSync(join(root, 'test', file), 'utf8');
  for (const [, list] of text.matchAll(CITATION)) {
    for (const [rule] of (list ?? '').matchAll(RULE)) cited.set(rule, (cited.get(rule) ?? 0) + 1);
  }
}

const uncited = [...rules].filter((rule) => !cited.has(rule));
const unknown = [...cited.keys()].filter((rule) => !rules.has(rule));
if (rules.size === 0) throw new Error('no page states a rule');
for (const rule of uncited) console.error(`${rule} is cited by no test`);
for (const rule of unknown) console.error(`${rule} is cited by a test, but no page states it`);
console.log(`${rules.size} rules, ${[...cited.values()].reduce((sum, count) => sum + count, 0)} citations`);
process.exitCode = uncited.length + unknown.length > 0 ? 1 : 0;
