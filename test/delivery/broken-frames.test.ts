import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLOSED, OPEN } from '../../src/contract/web-socket.js';
import { type Script, scriptedClient, unheardRejections, welcomeFor } from './scripted-client.js';

/** `BROKEN_RUNS=5000` looks longer, `BROKEN_SEED=…` looks elsewhere. */
const RUNS = Number(process.env['BROKEN_RUNS'] ?? 60);
const SEED = Number(process.env['BROKEN_SEED'] ?? 20261129);
/** Stands for the sender of the message that the client sent. */
const SENDER = 'the-sender-of-the-client';

const FRAMES = {
  welcome: {
    t: 'welcome',
    epoch: 'e',
    oldest: 1,
    head: 0,
    tag: null,
    last: {},
    nacked: [{ s: SENDER, n: 1, code: 'too-long' }],
    lost: [SENDER],
    resume: 'gap',
    why: 'new',
    window: 32,
    limit: 65_536,
  },
  event: { t: 'event', seq: 1, tag: 't1', from: SENDER, n: 1, d: 'x' },
  ack: { t: 'ack', s: SENDER, n: 1, seq: 1 },
  nack: { t: 'nack', s: SENDER, n: 1, code: 'too-long' },
  brief: { t: 'brief', from: null, d: 'x' },
};

const NO_TEXT = [undefined, '', 1, {}];
const NO_NUMBER = [undefined, -1, 1.5, 2 ** 53, '1'];
const NO_POSITIVE = [...NO_NUMBER, null, 0];
const NACKED = { s: 's', n: 1, code: 'c' };

/** What a field must not be; undefined: it is left out. */
const WRONG: readonly [type: keyof typeof FRAMES, field: string, values: readonly unknown[]][] = [
  ['welcome', 'epoch', [...NO_TEXT, null]],
  ['welcome', 'oldest', NO_POSITIVE],
  ['welcome', 'head', [...NO_NUMBER, null]],
  ['welcome', 'tag', NO_TEXT],
  ['welcome', 'last', [undefined, null, [], 1, { s: -1 }, { s: '1' }]],
  [
    'welcome',
    'nacked',
    [undefined, null, {}, [null], [{ ...NACKED, s: 1 }], [{ ...NACKED, n: 0 }], [{ ...NACKED, code: '' }]],
  ],
  ['welcome', 'lost', [undefined, null, 's', [1], ['']]],
  ['welcome', 'resume', [undefined, null, 'half']],
  ['welcome', 'why', [undefined, null, 'other']],
  ['welcome', 'window', NO_POSITIVE],
  ['welcome', 'limit', NO_POSITIVE],
  ['event', 'seq', NO_POSITIVE],
  ['event', 'tag', [...NO_TEXT, null]],
  ['event', 'from', NO_TEXT],
  ['event', 'n', NO_POSITIVE],
  ['event', 'd', [undefined]],
  ['ack', 's', [...NO_TEXT, null]],
  ['ack', 'n', NO_POSITIVE],
  ['ack', 'seq', [...NO_NUMBER, 0]],
  ['nack', 's', [...NO_TEXT, null]],
  ['nack', 'n', NO_POSITIVE],
  ['nack', 'code', [...NO_TEXT, null]],
  ['brief', 'from', [undefined]],
  ['brief', 'd', [undefined]],
];

/** A server that keeps the protocol from its second connection on; before that it says these texts, early and late. */
const brokenAtFirst = (early: readonly string[], late: readonly string[]): Script => {
  const last = new Map<string, number>();
  let seq = 0;
  return (frame, server) => {
    const isSane = server.connection > 0;
    const says = (texts: readonly string[], sender = SENDER) => {
      for (const text of isSane ? [] : texts) server.says(text.replaceAll(SENDER, sender));
    };
    if (frame.t === 'hello') {
      says(early);
      const { senders } = frame;
      server.sends(
        welcomeFor(frame, {
          head: seq,
          tag: seq === 0 ? null : `t${seq}`,
          last: Object.fromEntries(senders.map(({ id }) => [id, last.get(id) ?? 0])),
          lost: senders.filter(({ id, acked }) => acked > (last.get(id) ?? 0)).map(({ id }) => id),
          resume: 'gap',
          why: 'diverged',
        }),
      );
    }
    if (frame.t !== 'msg') return;
    const { s, n, d } = frame;
    says(late, s);
    if (!isSane) return;
    last.set(s, n);
    seq += 1;
    server.sends({ t: 'event', seq, tag: `t${seq}`, from: s, n, d });
    server.sends({ t: 'ack', s, n, seq });
  };
};

/** What becomes of a message that is sent once the server is sane. */
const outcomeAfter = async (early: readonly string[], late: readonly string[]) => {
  const client = scriptedClient(brokenAtFirst(early, late));
  await client.connect();
  client.chat.send('to a broken server');
  await client.settle(1_000);
  const isGivenUp = client.gateway.sockets[0]?.readyState === CLOSED;
  client.gateway.open[0]?.peer.drops();
  await client.settle(60_000);
  const receipt = client.chat.send('to a sane server');
  await client.settle(1_000);
  const { link } = client.chat.getSnapshot();
  const outcome = { link, status: receipt.status, data: client.seen.at(-1)?.data, id: client.seen.at(-1)?.id };
  client.delivery.dispose();
  return { isGivenUp, isWell: outcome.id === receipt.id, ...outcome };
};

const WELL = { link: 'live', status: 'acked', data: 'to a sane server', isWell: true };
const GIVEN_UP = { ...WELL, isGivenUp: true };

describe('a frame of the server that breaks the protocol', () => {
  it.each(WRONG)('[PC9] makes the client give the connection up: %s.%s', async (type, field, values) => {
    for (const value of values) {
      const text = JSON.stringify({ ...FRAMES[type], [field]: value });
      const rejections = await unheardRejections(async () => {
        expect(await outcomeAfter([text], []), `early ${text}`).toMatchObject(GIVEN_UP);
        expect(await outcomeAfter([], [text]), `late ${text}`).toMatchObject(GIVEN_UP);
      });
      expect(rejections).toEqual([]);
    }
  });

  it.each([
    '',
    'no JSON',
    'null',
    '1',
    '[]',
    '{}',
    '{"t":1}',
    '{"t":"other"}',
    '{"t":"toString"}',
    '{"t":"__proto__"}',
  ])('[PC9] makes the client give the connection up: %j', async (text) => {
    expect(await outcomeAfter([text], [])).toMatchObject(GIVEN_UP);
    expect(await outcomeAfter([], [text])).toMatchObject(GIVEN_UP);
  });
});

describe('a binary frame', () => {
  it('[PC9] makes the client give the connection up', async () => {
    const client = scriptedClient((frame, server) => {
      if (frame.t !== 'hello') return;
      server.sends(welcomeFor(frame));
      if (server.connection === 0) server.peer.after(30, () => server.peer.sends(new ArrayBuffer(2)));
    });
    await client.connect();
    await client.settle(60_000);
    expect(client.gateway.sockets.map(({ readyState }) => readyState)).toEqual([CLOSED, OPEN]);
    expect(client.chat.getSnapshot().link).toBe('live');
  });
});

describe('a server that says anything', () => {
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom(0, -1, 1, 2, 2 ** 53 - 1, 2 ** 53, null, '', SENDER, [], {}));
  const changed = fc
    .tuple(fc.constantFrom(...Object.values(FRAMES)), fc.nat(11), value)
    .map(([frame, place, other]) => {
      const names = Object.keys(frame).slice(1);
      return JSON.stringify({ ...frame, [names[place % names.length] ?? 't']: other });
    });
  const texts = fc.array(fc.oneof(changed, changed, fc.json(), fc.string()), { maxLength: 4 });

  it('[PC7, PC9] makes the library throw nothing, and messages and events come once it is sane', async () => {
    const rejections = await unheardRejections(() =>
      fc.assert(
        fc.asyncProperty(texts, texts, async (early, late) => {
          expect(await outcomeAfter(early, late)).toMatchObject(WELL);
        }),
        { numRuns: RUNS, seed: SEED },
      ),
    );
    expect(rejections).toEqual([]);
  }, 3_600_000);
});
