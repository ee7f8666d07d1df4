import { describe, expect, it } from 'vitest';
import type { Cursor } from '../../src/domain/delivery-frames.js';
import { ack, hello, msg, OTHER, SENDER, startRawWorld } from './raw-world.js';

describe('a gateway in Go, frame by frame', () => {
  it('[PS1, PS2] answers each hello with one welcome, which says what it says of each sender', async () => {
    const { client } = await startRawWorld();
    const ada = client();
    const first = await ada.greets({ senders: [SENDER, OTHER].map((id) => ({ id, acked: 0 })) });
    expect(first).toEqual({
      t: 'welcome',
      epoch: expect.stringMatching(/^[\w-]{16,}$/),
      oldest: 1,
      head: 0,
      tag: null,
      last: { [SENDER]: 0, [OTHER]: 0 },
      nacked: [],
      lost: [],
      resume: 'gap',
      why: 'new',
      window: 32,
      limit: 65_536,
    });
    ada.says(msg(1));
    const [{ tag } = { tag: '' }] = await ada.received('event');
    const second = await ada.greets(hello());
    expect(second).toEqual({ ...first, head: 1, tag, last: { [SENDER]: 1 } });
  });

  it('[PS4, PS5] sends every event after the cursor once, or says why it cannot', async () => {
    const { client, fill } = await startRawWorld();
    const cursors = await fill(200);
    const reader = client('bob');
    expect(await reader.greets({ cursor: cursors[3] ?? null })).toMatchObject({ resume: 'whole', head: 200 });
    const events = await reader.received('event', 197);
    expect(events.map(({ seq, d }) => ({ seq, d }))).toEqual(
      Array.from({ length: 197 }, (_, index) => ({ seq: index + 4, d: `m${index + 4}` })),
    );
    const last = cursors[200] as Cursor;
    expect(await reader.greets({ cursor: last })).toMatchObject({ resume: 'whole' });
    for (const [why, cursor] of [
      ['new', null],
      ['epoch', { ...last, epoch: 'another', seq: 999 }],
      ['diverged', { ...last, seq: 201 }],
      ['diverged', { ...last, tag: cursors[199]?.tag ?? null }],
      ['diverged', { ...last, seq: 0 }],
      ['diverged', { ...last, tag: null }],
    ] as const)
      expect(await client().greets({ cursor })).toMatchObject({ resume: 'gap', why, head: 200 });
    const ada = client();
    await ada.greets(hello(200));
    ada.says(msg(201));
    expect((await reader.received('event', 198)).slice(197)).toEqual(await ada.received('event'));
  });

  it('[PS6, PS7] takes the next number alone, and answers a repetition as it did', async () => {
    const { gateway, client } = await startRawWorld();
    const ada = client();
    await ada.greets(hello());
    for (const frame of [msg(1), msg(2), msg(1, 'changed'), { t: 'skip', s: SENDER, n: 2 }, msg(3)]) ada.says(frame);
    expect(await ada.received('ack', 5)).toEqual([ack(1, 1), ack(2, 2), ack(1, 1), ack(2, 2), ack(3, 3)]);
    expect(gateway.log()).toEqual(['m1', 'm2', 'm3']);
  });

  it('[PS11] takes a number once, whichever connection of its sender says it first', async () => {
    const { gateway, client } = await startRawWorld();
    const [before, after] = [client(), client()];
    await Promise.all([before.greets(hello()), after.greets(hello())]);
    for (let n = 1; n <= 50; n += 1) for (const one of [before, after]) one.says(msg(n));
    for (const one of [before, after])
      expect((await one.received('ack', 50)).map(({ n, seq }) => [n, seq])).toEqual(
        Array.from({ length: 50 }, (_, index) => [index + 1, index + 1]),
      );
    expect(gateway.log().length).toBe(50);
  });

  it('[PS2, PS7, PS10, PS17] keeps a refusal in `nacked` until it is known', async () => {
    const { gateway, client } = await startRawWorld();
    const ada = client();
    await ada.greets(hello());
    for (const frame of [msg(1, { text: '' }), msg(2, 'x'.repeat(66_000)), msg(3), msg(1, 'other')]) ada.says(frame);
    const refused = [
      { s: SENDER, n: 1, code: 'empty' },
      { s: SENDER, n: 2, code: 'too-long' },
    ];
    expect(await ada.received('nack', 3)).toEqual([...refused, refused[0]].map((one) => ({ t: 'nack', ...one })));
    await gateway.kill();
    await gateway.startAgain();
    const again = client();
    expect(await again.greets(hello())).toMatchObject({ nacked: refused, last: { [SENDER]: 3 } });
    expect(await again.greets(hello(1))).toMatchObject({ nacked: refused.slice(1) });
    again.says(msg(1));
    expect(await again.received('ack')).toEqual([ack(1, null)]);
    expect(gateway.log()).toEqual(['m3']);
  });

  it('[PS17] refuses a message that is too deep, however deep, and takes one that is not', async () => {
    const { gateway, client } = await startRawWorld();
    const ada = client();
    await ada.greets(hello());
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    const lists = [nested(500), nested(501), `[${nested(20_000)},"]["]`, `["\\"${'['.repeat(600)}",${nested(499)}]`];
    for (const [index, d] of lists.entries()) ada.says(`{"t":"msg","s":"${SENDER}","n":${index + 1},"d":${d}}`);
    await ada.received('ack', 2);
    expect(ada.of('nack')).toEqual([2, 3].map((n) => ({ t: 'nack', s: SENDER, n, code: 'too-deep' })));
    expect(gateway.log().map((d) => JSON.stringify(d))).toEqual([lists[0], lists[3]]);
  });

  it('[PS9] passes a number without a message', async () => {
    const { gateway, client } = await startRawWorld();
    const ada = client();
    await ada.greets(hello());
    for (const frame of [msg(1), { t: 'skip', s: SENDER, n: 2 }, msg(2, 'late'), msg(3)]) ada.says(frame);
    expect(await ada.received('ack', 4)).toEqual([ack(1, 1), ack(2, null), ack(2, null), ack(3, 2)]);
    expect(gateway.log()).toEqual(['m1', 'm3']);
  });

  it('[PS3, PS8, PS13] knows that it was put back: it says who lost messages, and takes nothing more of them', async () => {
    const { gateway, client, fill } = await startRawWorld();
    const cursors = await fill(2);
    gateway.backUp('backup.db');
    const ada = client();
    await ada.greets(hello(2));
    ada.says(msg(3));
    const [at] = await ada.received('event');
    await gateway.kill();
    gateway.use('backup.db');
    await gateway.startAgain();
    const again = client();
    const lost = { lost: [SENDER], last: { [SENDER]: 2 } };
    const cursor = { ...(cursors[2] as Cursor), seq: 3, tag: at?.tag ?? null };
    expect(await again.greets({ ...hello(3), cursor })).toMatchObject({ ...lost, why: 'diverged' });
    expect(await again.greets(hello(2))).toMatchObject(lost);
    again.says(msg(2));
    expect(await again.received('ack')).toEqual([ack(2, 2)]);
    again.says(msg(3));
    expect((await again.closed).code).toBe(1012);
    await gateway.kill();
    await gateway.startAgain();
    const later = client();
    expect(await later.greets(hello(2))).toMatchObject(lost);
    later.says({ t: 'skip', s: SENDER, n: 3 });
    expect((await later.closed).code).toBe(1012);
    expect(gateway.log()).toEqual(['m1', 'm2']);
  });

  it('[PS8, PS13] closes with 1012 when the log goes back under its connections', async () => {
    const { gateway, client } = await startRawWorld();
    const [ada, again, bob] = [client(), client(), client('bob')];
    await Promise.all([ada.greets(hello()), again.greets(hello()), bob.greets()]);
    for (let n = 1; n <= 3; n += 1) ada.says(msg(n));
    await Promise.all([ada.received('ack', 3), bob.received('event', 3)]);
    await again.greets(hello());
    gateway.goBackTo(1);
    ada.says(msg(4));
    expect((await ada.closed).code).toBe(1012);
    again.says({ t: 'hello', v: 1, ...hello(), cursor: null });
    expect((await again.closed).code).toBe(1012);
    const eve = client('eve');
    await eve.greets();
    eve.says(msg(1, 'another', OTHER));
    await eve.received('event');
    expect((await bob.closed).code).toBe(1012);
    expect(gateway.log()).toEqual(['m1', 'another']);
  });

  it('[PS14] sends a slow reader everything', async () => {
    const { client } = await startRawWorld();
    const [ada, slow] = [client(), client('bob')];
    const { epoch } = await ada.greets(hello());
    await slow.greets({ cursor: { epoch, seq: 0, tag: null } });
    slow.stopsReading();
    for (let n = 1; n <= 400; n += 1) ada.says(msg(n, String(n).padEnd(60_000)));
    await ada.received('ack', 400);
    slow.reads();
    const events = await slow.received('event', 400);
    expect(events.map(({ d }) => Number(d))).toEqual(Array.from({ length: 400 }, (_, index) => index + 1));
  });

  it('[PS16] answers a ping before hello, and before the answers to what came earlier', async () => {
    const { client } = await startRawWorld();
    const ada = client();
    await ada.opens();
    ada.says({ t: 'ping' });
    expect(await ada.received('pong')).toEqual([{ t: 'pong' }]);
    await ada.greets(hello());
    for (let n = 1; n <= 100; n += 1) ada.says(msg(n));
    ada.says({ t: 'ping' });
    await ada.received('ack', 100);
    const order = ada.frames.map(({ t }) => t).filter((t) => t === 'ack' || t === 'pong');
    expect(order.lastIndexOf('pong')).toBeLessThan(100);
  });

  it('ignores fields that it does not know, and takes any JSON value', async () => {
    const { client } = await startRawWorld();
    const values = [null, false, 1e300, 'é\u2028<&>😀', [], { t: 'ping', N: [{ '': null }] }];
    const ada = client();
    await ada.greets(hello());
    for (const [index, d] of values.entries())
      ada.says({ ...msg(index + 1, d), N: 99, S: 'other', T: 'ping', more: {} });
    expect((await ada.received('event', values.length)).map(({ d }) => d)).toEqual(values);
  });

  it('[PS4, PS5] trims the log, and closes for a reader that is too slow', async () => {
    const { client, fill } = await startRawWorld('-keep', '10');
    const cursors = await fill(30);
    const reads = async (seq: number) => {
      const reader = client('bob');
      return { reader, welcome: await reader.greets({ cursor: cursors[seq] ?? null }) };
    };
    expect(await reads(19)).toMatchObject({ welcome: { resume: 'gap', oldest: 21, why: 'expired' } });
    const { reader, welcome } = await reads(20);
    expect(welcome).toMatchObject({ resume: 'whole', oldest: 21, head: 30 });
    expect((await reader.received('event', 10)).map(({ seq }) => seq)).toEqual([
      21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
    ]);
    reader.stopsReading();
    const ada = client();
    await ada.greets(hello(30));
    for (let n = 31; n <= 400; n += 1) {
      ada.says(msg(n, String(n).padEnd(60_000)));
      await ada.received('event', n - 30);
    }
    reader.reads();
    expect((await reader.closed).code).toBe(1012);
  });
});
