import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { checkGateway } from '../../src/conformance/index.js';
import { startGoGateway } from './gateway-process.js';

it('a gateway in Go keeps every duty that the conformance check asks for', async () => {
  const gateway = await startGoGateway();
  const { outcome, problem, protocol, duties } = await checkGateway(gateway.template(), {
    token: 'ada',
    otherToken: 'bob',
    refused: { text: '' },
    WebSocket,
    trim: (chatId) => gateway.trim(chatId ?? ''),
    restart: async () => {
      await gateway.stop();
      await gateway.startAgain();
    },
  });
  expect({ outcome, problem, protocol }).toEqual({ outcome: 'kept', problem: null, protocol: 'delivery' });
  expect(duties.filter(({ verdict }) => verdict !== 'kept')).toEqual([]);
});
