import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quiet } from './fake-server-socket.js';
import { serving } from './serving.js';

const VALID = {
  hello: {
    t: 'hello',
    v: 1,
    senders: [{ id: 'sender-of-test-a', acked: 0 }],
    cursor: { epoch: 'e', seq: 0, tag: null },
  },
  msg: { t: 'msg', s: 'sender-of-test-b', n: 1, d: 1 },
  skip: { t: 'skip', s: 'sender-of-test-b', n: 1 },
  brief: { t: 'brief', d: 1 },
  seen: { t: 'seen', seq: 1 },
} as const;

const NO_NUMBER = [undefined, null, '1', true, 1.5, -1, 2 ** 53, 1e300, [1], { n: 1 }];
const NO_SENDER = [
  undefined,
  null,
  '',
  1,
  'x'.repeat(15),
  'x'.repeat(129),
  'sender-of-test-ä',
  'sender of test a',
  'sender-of-test-a\n',
  ['sender-of-test-a'],
];
const NO_SENDERS = [
  undefined,
  null,
  {},
  'sender-of-test-a',
  [null],
  ['sender-of-test-a'],
  [[]],
  [{}],
  [{ id: 'sender-of-test-a' }],
  [
    { id: 'sender-of-test-a', acked: 0 },
    { id: 'sender-of-test-a', acked: 1 },
  ],
  ...NO_SENDER.map((id) => [{ id, acked: 0 }]),
  ...NO_NUMBER.map((acked) => [{ id: 'sender-of-test-a', acked }]),
];
const NO_CURSOR = [
  undefined,
  1,
  'e',
  [],
  {},
  { epoch: 'e', seq: 0 },
  { epoch: 1, seq: 0, tag: null },
  { epoch: 'e', seq: 0, tag: 1 },
  ...NO_NUMBER.map((seq) => ({ epoch: 'e', seq, tag: null })),
];

/** What each field cannot be. */
const WRONG: { readonly [Type in keyof typeof VALID]: { readonly [field: string]: readonly unknown[] } } = {
  hello: { v: [undefined, null, 0, 2, '1', [1]], senders: NO_SENDERS, cursor: NO_CURSOR },
  msg: { s: NO_SENDER, n: [...NO_NUMBER, 0], d: [undefined] },
  skip: { s: NO_SENDER, n: [...NO_NUMBER, 0] },
  brief: { d: [undefined] },
  seen: { seq: NO_NUMBER },
};

const CASES = Object.entries(WRONG).flatMap(([type, fields]) =>
  Object.entries(fields).flatMap(([field, values]) =>
    values.map((value) => [type, field, { ...VALID[type as keyof typeof VALID], [field]: value }] as const),
  ),
);

const CODES = [4400, 1003, 1007, 1009, 4403];

describe('a frame that breaks the protocol', () => {
  const test = serving();

  /** A connection that has been welcomed and has sent a message. */
  const connected = async () => {
    const socket = test.connect();
    await socket.greets({ senders: [{ id: 'sender-of-test-a', acked: 0 }] });
    socket.says({ t: 'msg', s: 'sender-of-test-a', n: 1, d: 'before' });
    return socket;
  };

  it.each(CASES)('[PS18] closes with 4400: %s with a wrong %s', async (type, _field, frame) => {
    const socket = await connected();
    socket.says(frame, { t: 'msg', s: 'sender-of-test-a', n: 2, d: 'after' });
    expect(await socket.closes()).toEqual({ code: 4400, reason: expect.stringMatching(`^${type} (without|of|with) `) });
    expect(socket.of('ack')).toEqual([{ t: 'ack', s: 'sender-of-test-a', n: 1, seq: 1 }]);
    await quiet();
    expect((await test.server.cursor('lobby')).seq).toBe(1);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{"t":"ping"'],
    ['a number', '1'],
    ['null', 'null'],
    ['a list', '[{"t":"ping"}]'],
    ['no type', '{}'],
    ['a type of the server', '{"t":"welcome"}'],
    ['a type that objects have', '{"t":"constructor"}'],
    ['a type that is none', '{"t":["ping"]}'],
    ['a byte order mark', '\ufeff{"t":"ping"}'],
    ['lists that never end', '['.repeat(60_000)],
  ])('[PS18] closes with 4400: %s', async (_case, text) => {
    const socket = await connected();
    socket.says(text);
    expect(await socket.closes()).toMatchObject({ code: 4400 });
    expect(socket.of('ack')).toHaveLength(1);
  });

  it('[PS18] closes with 1003 if it is binary, and with 1007 if its bytes are not UTF-8', async () => {
    const [binary, broken] = [await connected(), await connected()];
    binary.saysRaw(new Uint8Array([123, 125]), true);
    broken.saysRaw(new Uint8Array([34, 0xc3, 0x28, 34]));
    expect(await binary.closes()).toEqual({ code: 1003, reason: 'frames are text' });
    expect(await broken.closes()).toEqual({ code: 1007, reason: 'not UTF-8' });
  });

  it('[PS18] closes with 1009 if it is above the limit and has no number to refuse', async () => {
    test.serve({ limit: 200 });
    for (const frame of [
      { ...VALID.brief, d: 'x'.repeat(300) },
      { ...VALID.hello, auth: 'x'.repeat(300) },
      { ...VALID.msg, n: 0, d: 'x'.repeat(300) },
      { ...VALID.msg, d: undefined, more: 'x'.repeat(300) },
      'x'.repeat(300),
      `[${'1,'.repeat(150)}1]`,
    ]) {
      const socket = test.connect();
      await socket.greets();
      socket.says(frame);
      expect(await socket.closes()).toEqual({ code: 1009, reason: 'a frame has at most 200 bytes' });
    }
  });

  it('is read in whatever holds its bytes', async () => {
    const bytes = new TextEncoder().encode(JSON.stringify({ ...VALID.msg, d: 'grüße 👋' }));
    const shifted = new Uint8Array([0, 0, ...bytes, 0]).subarray(2, 2 + bytes.length);
    // Parts of a character too.
    const parts = [bytes.subarray(0, bytes.length - 5), new Uint8Array(bytes.subarray(bytes.length - 5)).buffer];
    for (const data of [shifted, bytes.slice().buffer, parts, new TextDecoder().decode(bytes)]) {
      const socket = test.connect();
      await socket.greets();
      socket.saysRaw(data);
      await socket.received('ack');
    }
    const reader = test.connect();
    await reader.greets({ cursor: { ...(await test.server.cursor('lobby')), seq: 0, tag: null } });
    expect((await reader.received('event')).map(({ d }) => d)).toEqual(['grüße 👋']);
  });

  it('[PS18] whatever it is, harms nothing but its own connection', async () => {
    const witness = test.connect('bob');
    await witness.greets();
    const anyField = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(0, 1, 2, 'sender-of-test-a', 'sender-of-test-b', null),
    );
    const almost = fc
      .tuple(
        fc.constantFrom(...Object.values(VALID)),
        fc.dictionary(fc.constantFrom('t', 'v', 's', 'n', 'd', 'seq', 'senders', 'cursor', 'auth', 'x'), anyField),
      )
      .map(([frame, changes]) => JSON.stringify({ ...frame, ...changes }));
    const cut = fc.tuple(almost, fc.nat(80)).map(([text, at]) => text.slice(0, at));
    const text = fc.oneof(almost, cut, fc.json(), fc.string({ unit: 'binary', maxLength: 40 }));
    const frame = fc.oneof(
      { weight: 6, arbitrary: fc.record({ data: text.map((value) => new TextEncoder().encode(value)) }) },
      { weight: 1, arbitrary: fc.record({ data: fc.uint8Array({ maxLength: 40 }) }) },
      { weight: 1, arbitrary: fc.record({ data: fc.uint8Array({ maxLength: 40 }), isBinary: fc.boolean() }) },
    );
    let published = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 6 }), fc.boolean(), async (frames, isGreeted) => {
        const socket = test.connect('eve', 'eves');
        if (isGreeted) await socket.greets();
        for (const { data, ...rest } of frames) socket.saysRaw(data, 'isBinary' in rest && rest.isBinary === true);
        await quiet(3);
        if (socket.closed !== undefined) {
          expect(CODES).toContain(socket.closed.code);
          expect(socket.closed.reason).toMatch(/^.{1,60}$/);
        }
        // What was acked is there, however often it was.
        const { seq: head } = await test.server.cursor('eves');
        for (const { seq } of socket.of('ack')) expect(seq ?? 0).toBeLessThanOrEqual(head);
        socket.ends();
        published += 1;
        await test.server.publish('lobby', published);
        await witness.received('event', published);
      }),
      { numRuns: 300 },
    );
    expect(witness.closed).toBeUndefined();
    expect(test.records.filter(({ event }) => event !== 'connection.closed')).toEqual([]);
  });
});
