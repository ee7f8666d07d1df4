import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Consumer, installConsumerWithPeers } from '../consumer.js';
import { ROOT } from '../packed-package.js';
import { outputOf } from '../run.js';

let consumer: Consumer;
beforeAll(async () => {
  consumer = await installConsumerWithPeers();
}, 600_000);
afterAll(() => consumer?.remove());

interface Definition {
  readonly file: string;
  readonly start: { readonly line: number };
}

const TSSERVER = join(ROOT, 'node_modules/typescript/lib/tsserver.js');

/** Where an editor goes from a column of every line of a file: TypeScript's own server, asked as editors ask it. */
const definitionsIn = async (file: string, lines: readonly string[], column: number): Promise<Definition[]> => {
  await writeFile(file, lines.join('\n'));
  const server = spawn(process.execPath, [TSSERVER, '--disableAutomaticTypingAcquisition']);
  const exited = once(server, 'exit');
  const ask = (seq: number, command: string, args = {}) =>
    server.stdin.write(`${JSON.stringify({ seq, type: 'request', command, arguments: { file, ...args } })}\n`);
  ask(0, 'open');
  for (const index of lines.keys()) ask(index + 1, 'definition', { line: index + 1, offset: column });
  const definitions: Definition[] = [];
  for await (const line of createInterface({ input: server.stdout })) {
    const { command, body } = line.startsWith('{') ? JSON.parse(line) : {};
    // Requests are answered in their order.
    if (command === 'definition') definitions.push(...body);
    if (definitions.length === lines.length) break;
  }
  server.kill();
  await exited;
  return definitions;
};

it('an editor goes from what an entry exports to the line of the sources that declares it', async () => {
  const entries = consumer.usable.map(({ name }) => name);
  const found = JSON.parse(await outputOf(process.execPath, ['names-by-import.mjs', ...entries], consumer.folder));
  const exported = Object.entries<string[]>(found).flatMap(([entry, names]) => names.map((name) => ({ entry, name })));
  const imports = exported.map(({ entry, name }) => `import {${name}} from '${entry}';`);
  const definitions = await definitionsIn(join(consumer.folder, 'editor.ts'), imports, 'import {'.length + 1);
  expect(definitions).toHaveLength(exported.length);
  for (const [index, { file, start }] of definitions.entries()) {
    const declaring = (await readFile(file, 'utf8')).split('\n')[start.line - 1];
    expect(relative(consumer.installed, file)).toMatch(/^(src|machines)\/.*\.ts$/);
    expect(declaring).toMatch(new RegExp(`^export .*\\b${exported[index]?.name}\\b`));
  }
});
