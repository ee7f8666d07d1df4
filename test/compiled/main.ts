/** `npm run compile`: compiles the shipped charts again. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compilations } from './compilations.js';

for (const { path, compiled, text } of compilations()) {
  const file = join(import.meta.dirname, '../..', path);
  writeFileSync(file, text);
  execFileSync('npx', ['biome', 'check', '--write', file], { stdio: 'inherit' });
  const { values, rows, outcomes, text: table } = compiled;
  process.stdout.write(
    `${path}: ${values.length} places, ${rows} rows, ${outcomes} outcomes, ${table.length} characters\n`,
  );
}
