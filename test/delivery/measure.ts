/** `npx tsx test/delivery/measure.ts`: what delivery costs a client for each message, beside the bare connection. */
import { createChatConnections as createCompiled } from '../../src/compiled.js';
import { createDelivery } from '../../src/delivery/index.js';
import { createChatConnections } from '../../src/index.js';
import { createFakeGateway, createFakePage, createVirtualClock, type FakePeer } from '../../src/testing/index.js';

const RECEIVED = 50_000;
const SENT = 20_000;
const ROUNDS = 6;
const DATA = { text: 'hello there' };

interface Frame {
  readonly t: string;
  readonly s: string;
  readonly n: number;
  readonly senders: readonly { readonly id: string }[];
}

/** A server that answers within the call, so that only the client is measured. */
const answers = (peer: FakePeer): void =>
  peer.onMessage((data) => {
    const { t, s, n, senders } = JSON.parse(String(data)) as Frame;
    if (t === 'msg') peer.sends(`{"t":"ack","s":"${s}","n":${n},"seq":null}`);
    if (t !== 'hello') return;
    const last = Object.fromEntries(senders.map(({ id }) => [id, 0]));
    const log = { epoch: 'e', oldest: 1, head: 0, tag: null };
    const answer = { last, nacked: [], lost: [], resume: 'gap', why: 'new', window: 32, limit: 65_536 };
    peer.sends(JSON.stringify({ t: 'welcome', ...log, ...answer }));
  });

const microseconds = async (count: number, run: () => unknown): Promise<number> => {
  const since = performance.now();
  await run();
  return ((performance.now() - since) / count) * 1_000;
};

for (const [engine, create] of Object.entries({ XState: createChatConnections, compiled: createCompiled })) {
  const clock = createVirtualClock();
  const gateway = createFakeGateway({
    clock,
    behaviour: (peer) =>
      peer.after(0, () => {
        peer.accepts();
        answers(peer);
      }),
  });
  const shared = { gateway: 'ws://gateway.example', WebSocket: gateway.WebSocket, signals: createFakePage(), clock };
  const bare = create(shared);
  bare.on('message', ({ data }) => JSON.parse(String(data)));
  bare.select('bare');
  const delivery = createDelivery({
    clock,
    maxMessages: 1_000_000,
    maxBytes: 1_000_000_000,
    connections: (own) => create({ ...shared, ...own }),
  });
  const chat = delivery.get('delivered');
  chat.on('message', () => undefined);
  delivery.connections.select('delivered');
  for (let turn = 0; turn < 20; turn += 1) await clock.advanceAsync(100);
  const { peer: toBare } = gateway.latest('bare');
  const { peer: toDelivery } = gateway.latest('delivered');

  let seq = 0;
  let n = 0;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const frames = Array.from({ length: RECEIVED }, () => {
      seq += 1;
      return JSON.stringify({ t: 'event', seq, tag: `tag ${seq}`, from: null, d: DATA });
    });
    const bareReceived = await microseconds(RECEIVED, () => {
      for (const frame of frames) toBare.sends(frame);
    });
    const received = await microseconds(RECEIVED, () => {
      for (const frame of frames) toDelivery.sends(frame);
    });
    const bareSent = await microseconds(SENT, () => {
      for (let left = SENT; left > 0; left -= 1) {
        n += 1;
        bare.get('bare').send(JSON.stringify({ t: 'msg', s: 's', n, d: DATA }));
      }
    });
    const sent = await microseconds(SENT, async () => {
      for (let left = SENT; left > 0; left -= 1) {
        const receipt = chat.send(DATA);
        while (receipt.status !== 'acked') await null;
      }
    });
    const written = [received - bareReceived, sent - bareSent].map((own) => own.toFixed(2));
    process.stdout.write(
      `${engine}, round ${round}: own µs for each message received ${written[0]}, sent and acked ${written[1]}\n`,
    );
  }
  delivery.dispose();
  bare.dispose();
}
