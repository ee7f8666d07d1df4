import { describe, expect, it } from 'vitest';
import { hello, msg, SENDER, startRawWorld } from './raw-world.js';

const TWICE = [SENDER, SENDER].map((id) => ({ id, acked: 0 }));

describe('a gateway in Go, with what it closes', () => {
  it('[PS8] closes for a number that leaves one out', async () => {
    const { gateway, closedBy } = await startRawWorld();
    expect(await closedBy({ t: 'hello', v: 1, ...hello(), cursor: null }, msg(1), msg(3))).toBe(4400);
    expect(gateway.log()).toEqual(['m1']);
  });

  it.each([
    ['no JSON', 4400, '{'],
    ['an array', 4400, '[]'],
    ['null', 4400, 'null'],
    ['no type', 4400, '{}'],
    ['an unknown type', 4400, '{"t":"other"}'],
    ['a second version', 4400, '{"t":"hello","v":2,"senders":[],"cursor":null}'],
    ['a hello without a cursor', 4400, '{"t":"hello","v":1,"senders":[]}'],
    ['a hello without senders', 4400, '{"t":"hello","v":1,"cursor":null}'],
    ['a sender that is too short', 4400, '{"t":"msg","s":"short","n":2,"d":1}'],
    ['no number', 4400, `{"t":"msg","s":"${SENDER}","d":1}`],
    ['number 0', 4400, `{"t":"msg","s":"${SENDER}","n":0,"d":1}`],
    ['half a number', 4400, `{"t":"msg","s":"${SENDER}","n":1.5,"d":1}`],
    ['a number that is too large', 4400, `{"t":"msg","s":"${SENDER}","n":9007199254740992,"d":1}`],
    ['a message without d', 4400, `{"t":"msg","s":"${SENDER}","n":2}`],
    ['a hello with one sender twice', 4400, `{"t":"hello","v":1,"senders":${JSON.stringify(TWICE)},"cursor":null}`],
    ['what is not JSON above the limit', 1009, 'x'.repeat(66_000)],
    ['a list above the limit', 1009, JSON.stringify(['x'.repeat(66_000)])],
    ['a message without d above the limit', 1009, `{"t":"msg","s":"${SENDER}","n":2,"more":"${'x'.repeat(66_000)}"}`],
    ['a skip above the limit', 1009, `{"t":"skip","s":"${SENDER}","n":2,"more":"${'x'.repeat(66_000)}"}`],
    ['a message above the limit that leaves one out', 4400, JSON.stringify(msg(3, 'x'.repeat(66_000)))],
    ['deep lists that do not end', 4400, `{"t":"msg","s":"${SENDER}","n":2,"d":${'['.repeat(20_000)}`],
    ['a binary frame', 1003, Buffer.from('{"t":"ping"}')],
    ['a frame far above the limit', 1009, JSON.stringify(msg(2, 'x'.repeat(300_000)))],
  ] as const)('[PS18] closes for %s with %i; what came before it counts', async (_what, code, frame) => {
    const { gateway, closedBy } = await startRawWorld();
    expect(await closedBy({ t: 'hello', v: 1, ...hello(), cursor: null }, msg(1), frame, msg(2))).toBe(code);
    expect(gateway.log()).toEqual(['m1']);
  });

  it('[PS18] tells whom it does not let in, after the upgrade', async () => {
    const { client } = await startRawWorld();
    const codes = [client(''), client('ada', 'private'), client('ada', 'missing')].map(async (one) => one.closed);
    expect((await Promise.all(codes)).map(({ code }) => code)).toEqual([4401, 4403, 4404]);
  });

  it('closes with 4403 for the sender of another user, whatever is said of it', async () => {
    const { client, fill } = await startRawWorld();
    await fill(1);
    const bob = client('bob');
    await bob.opens();
    bob.says({ t: 'hello', v: 1, ...hello(), cursor: null });
    expect((await bob.closed).code).toBe(4403);
    const again = client('bob');
    await again.greets();
    again.says(msg(2));
    expect((await again.closed).code).toBe(4403);
    const elsewhere = client('bob', 'another chat/å');
    expect(await elsewhere.greets(hello())).toMatchObject({ last: { [SENDER]: 0 } });
  });

  it('[PS1, PS18] closes with 4400 for what comes before hello, and with 4408 when none comes', async () => {
    const { closedBy } = await startRawWorld();
    expect(await closedBy(msg(1))).toBe(4400);
    const { closedBy: hastilyClosedBy } = await startRawWorld('-hello', '50ms');
    expect(await hastilyClosedBy()).toBe(4408);
  });
});
