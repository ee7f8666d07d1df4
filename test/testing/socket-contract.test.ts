import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket as WsWebSocket } from 'ws';
import {
  accepts,
  acceptsThenCloses,
  type Behaviour,
  createFakeGateway,
  hangs,
  refuses,
} from '../../src/testing/index.js';
import { type ContractServer, startContractServer } from './contract-server.js';
import { CLOSE_REASON, type Clause, type Difference, GREETING, type Story, socketContract } from './socket-contract.js';

interface Subject {
  readonly name: string;
  readonly differences: readonly Difference[];
  observe(clause: Clause, server: ContractServer): Promise<unknown>;
}

const fakeStories: Record<Story, Behaviour> = {
  accepts: accepts(),
  greets: (peer) =>
    peer.after(0, () => {
      peer.accepts();
      peer.sends(GREETING.text);
      peer.sends(Uint8Array.from(GREETING.bytes));
      peer.closes(1000, 'bye');
    }),
  refuses: refuses(),
  hangs: hangs(),
  drops: (peer) => {
    peer.onMessage(() => peer.after(0, () => peer.drops()));
    accepts()(peer);
  },
  'closes/1000': acceptsThenCloses(1000, CLOSE_REASON),
  'closes/1001': acceptsThenCloses(1001, CLOSE_REASON),
  'closes/4401': acceptsThenCloses(4401, CLOSE_REASON),
};

const fake: Subject = {
  name: 'the fake socket',
  differences: [],
  observe({ observe }) {
    const { WebSocket } = createFakeGateway({
      behaviour: (peer) => fakeStories[new URL(peer.url).pathname.slice(1) as Story](peer),
    });
    return observe({ WebSocket, urlOf: (story) => `ws://fake.test/${story}` });
  },
};

const wsPackage: Subject = {
  name: 'the ws package',
  differences: [
    'a failed handshake is CLOSING at error',
    "close() takes the protocol's own codes",
    'throws errors of its own',
  ],
  observe: ({ observe }, { origin }) => observe({ WebSocket: WsWebSocket, urlOf: (story) => `${origin}/${story}` }),
};

const nodeMajor = Number.parseInt(process.versions.node, 10);
let nativeObservations: Promise<Record<string, unknown>> | undefined;
/** In a Node of its own, since Node 20 has it only behind a flag. */
const native: Subject = {
  name: "Node's native WebSocket",
  differences: [
    'close() while CONNECTING fails inside the call and never ends CLOSED',
    'bufferedAmount ignores what is sent after close',
    ...(nodeMajor < 24 ? (['a failed handshake raises no close'] as const) : []),
  ],
  async observe({ title }, { origin }) {
    nativeObservations ??= observeNatively(origin);
    return (await nativeObservations)[title];
  },
};

async function observeNatively(origin: string): Promise<Record<string, unknown>> {
  const script = fileURLToPath(new URL('native-contract.ts', import.meta.url));
  const args = ['--no-warnings', '--experimental-websocket', '--import', 'tsx', script, origin];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 20_000 });
  return JSON.parse(stdout);
}

describe.each([fake, wsPackage, native])('$name', (subject) => {
  let server: ContractServer;
  beforeAll(async () => {
    server = await startContractServer();
  });
  afterAll(() => server.close());

  for (const clause of socketContract) {
    test(clause.title, { timeout: 25_000 }, async () => {
      const has = (difference: Difference): boolean => subject.differences.includes(difference);
      expect(await subject.observe(clause, server)).toEqual(clause.expected(has));
    });
  }
});
