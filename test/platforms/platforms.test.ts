import { describe, expect, test } from 'vitest';
import { REQUIRED } from './battery.js';
import { factsOf } from './platform-table.js';
import { nodeProgram, runProgram } from './run-program.js';

const NODE_MAJOR = Number.parseInt(process.versions.node, 10);

const PLATFORMS: readonly [name: string, args: readonly string[]][] = [
  ['the `ws` package', nodeProgram('ws-program.ts')],
  // Node 20 has it behind a flag.
  [NODE_MAJOR < 24 ? 'Node 20, 22' : 'Node 24', nodeProgram('program.ts', '--experimental-websocket')],
  ['mock-socket 9', nodeProgram('mock-socket-program.ts')],
];

describe.concurrent('the battery', () => {
  test.each(PLATFORMS)('[AT5, SD1, LI2, EN1] passes on %s, which is as the table says', async (name, args) => {
    expect(await runProgram(process.execPath, args)).toEqual({
      report: REQUIRED,
      facts: factsOf(name),
      endsByItself: true,
    });
  });
});
