import { describe, expect, test } from 'vitest';
import * as compiled from '../../src/compiled.js';
import { runDefinitionOf } from '../../src/engine/run-definition.js';
import { runOnTable } from '../../src/engine/run-on-table.js';
import { runOnXstate } from '../../src/engine/run-on-xstate.js';
import * as entry from '../../src/index.js';
import { isInspectable } from '../support/engine-in-use.js';

describe('connections', () => {
  test('know how other charts run on the engine of theirs', () => {
    const run = runDefinitionOf(entry.createChatConnections());
    // Beside this, it has the observer of the connections.
    expect([String(run), run === runOnTable]).toEqual([String(runOnXstate()), !isInspectable]);
    expect(runDefinitionOf(compiled.createChatConnections())).toBe(runOnTable);
  });

  test('show nothing of it', () => {
    const chats = entry.createChatConnections();
    expect(Object.keys(chats)).toEqual([
      ...['select', 'retain', 'get', 'on', 'retry', 'reconnect', 'subscribe', 'getSnapshot', 'dispose'],
    ]);
    const { dispose: name } = Symbol as { dispose?: symbol };
    expect(Object.getOwnPropertySymbols({ ...chats })).toEqual(name === undefined ? [] : [name]);
  });
});

test.each([
  ['a copy of connections', { ...entry.createChatConnections() }],
  ['an object of another kind', {}],
  ['nothing', undefined],
  ['a text', 'chats'],
])('%s is refused', (_, given) => {
  expect(() => runDefinitionOf(given as object)).toThrow(
    expect.objectContaining({
      name: 'TypeError',
      code: 'ERR_INVALID_OPTION',
      message: expect.stringMatching(/^The connections must be what createChatConnections returned/),
    }),
  );
});
