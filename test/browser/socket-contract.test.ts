import { beforeAll, describe, expect, it } from 'vitest';
import type { EngineName } from '../engines/engine.js';
import { engineInUse } from '../engines/engines.js';
import { startContractServer } from '../testing/contract-server.js';
import { socketContract } from '../testing/socket-contract.js';
import { useEngine } from './engine-stage.js';

/** What an engine does otherwise than the contract says, by clause. */
const OTHERWISE: Partial<Record<EngineName, Record<string, unknown>>> = {
  webkit: {
    // `close` comes in a task of its own: before or after the one that looks.
    'a refused handshake is error, then close 1006 before the next task': expect.toBeOneOf([
      [['error', 3]],
      [
        ['error', 3],
        ['close', 3, { code: 1006, reason: '', wasClean: false }],
      ],
    ]),
    // Of what is sent after close, six bytes of the frame's header count too.
    'send before open throws; after close it does not, and counts in bufferedAmount': {
      early: 'InvalidStateError',
      late: null,
      grewBy: 11,
    },
  },
};

const stage = useEngine();
const { name } = engineInUse();

describe(`the WebSocket of ${name}`, () => {
  const observed: Record<string, unknown> = {};
  beforeAll(async () => {
    const server = await startContractServer();
    const page = await stage.open();
    for (const { title } of socketContract) {
      observed[title] = await page.evaluate((...args) => bare.observe(...args), title, server.origin);
    }
    await server.close();
  });

  for (const { title, expected } of socketContract) {
    it(title, () => {
      expect(observed[title]).toEqual(OTHERWISE[name]?.[title] ?? expected(() => false));
    });
  }
});
