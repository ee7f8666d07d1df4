import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { ALL_DUTIES } from '../../src/conformance/all-duties.js';
import { CloseWith, Refused } from '../../src/server/index.js';
import { type CheckOptions, type ConformanceReport, checkGateway } from '../../src/testing/index.js';
import { type CheckedGateway, type Mutation, startCheckedGateway } from './checked-gateway.js';
import { MUTATIONS } from './mutations.js';

const OPTIONS = {
  WebSocket,
  token: 'token-of-ada',
  otherToken: 'token-of-bob',
  idleMs: 1_500,
  patienceMs: 2_000,
} satisfies CheckOptions;

const { otherToken: _, ...ALONE } = OPTIONS;

const gateways: CheckedGateway[] = [];
afterEach(async () => {
  await Promise.all(gateways.splice(0).map((gateway) => gateway.close()));
});

const start = async (mutation?: Mutation) => {
  const gateway = await startCheckedGateway(mutation);
  gateways.push(gateway);
  return gateway;
};

const check = (gateway: CheckedGateway, options: CheckOptions = {}) =>
  checkGateway(gateway.address, {
    ...OPTIONS,
    restart: gateway.restart,
    trim: (chatId) => gateway.trim(String(chatId)),
    ...options,
  });

const idsOf = ({ duties }: ConformanceReport, verdict: string) =>
  duties.filter((duty) => duty.verdict === verdict).map(({ id }) => id);

describe('the conformance kit, of a gateway that speaks delivery', () => {
  it('finds every duty kept by the server half, and leaves nothing open', async () => {
    const gateway = await start();
    const report = await check(gateway);
    expect(report.duties.filter(({ verdict }) => verdict !== 'kept')).toEqual([]);
    expect(report).toMatchObject({ outcome: 'kept', problem: null, protocol: 'delivery' });
    expect(report.address).toBe(gateway.address.replace(':id', String(report.chatId)));
    await vi.waitFor(() => expect(gateway.connections).toBe(0));
  });

  it('takes a token for each connection, a chat by name, and the message that the application wants', async () => {
    const seen = new Set<unknown>();
    const gateway = await start({ options: { onMessage: ({ data }) => seen.add(JSON.stringify(data)) && data } });
    const token = vi.fn(async () => 'token-of-ada');
    const report = await check(gateway, { token, chatId: 'a chat', message: { body: 'Hello' } });
    expect([report.outcome, report.chatId]).toEqual(['kept', 'a chat']);
    expect([...seen][0]).toBe('{"body":"Hello"}');
    expect([...seen].join()).not.toContain('evenkeel check');
    expect(token.mock.calls.length).toBeGreaterThan(30);
  });

  it('asks nothing that needs an operator or another user, and says what is missing', async () => {
    const { address } = await start();
    const { duties, outcome } = await checkGateway(address, { ...ALONE });
    expect(outcome).toBe('kept');
    expect(
      duties.filter(({ verdict }) => verdict === 'not-asked').map(({ id, seen, advice }) => [id, seen, advice]),
    ).toEqual([
      ['restart', 'needs the operator: give `restart` (--restart-command)', null],
      ['PS4-expired', 'needs the operator: give `trim` (--trim-url, --trim-command)', null],
      ['PS18-4403', 'needs another user: give `otherToken` (--other-token)', null],
    ]);
  });

  it.concurrent.each(MUTATIONS)('[%s] finds a gateway that %s by %s alone', async (_rules, _what, id, mutation) => {
    const gateway = await startCheckedGateway(mutation);
    try {
      const report = await check(gateway);
      expect(report.duties.filter(({ verdict }) => verdict === 'broken').map((duty) => [duty.id, duty.seen])).toEqual([
        [id, expect.any(String)],
      ]);
      const [broken] = report.duties.filter(({ verdict }) => verdict === 'broken');
      expect([report.outcome, broken?.advice]).toEqual(['broken', expect.stringMatching(/^[A-Z].*[^.]\.$/)]);
    } finally {
      await gateway.close();
    }
  });

  it('has a mutation for each duty of delivery', async () => {
    const { duties } = await check(await start());
    const alsoOfPlain = ['handshake', 'answers-closes', 'restart'];
    expect(new Set([...alsoOfPlain, ...MUTATIONS.map(([, , id]) => id)])).toEqual(new Set(duties.map(({ id }) => id)));
  });

  it('lets each duty stand on duties that there are', () => {
    const ids = new Set(ALL_DUTIES.map(({ id }) => id));
    expect(ids.size).toBe(ALL_DUTIES.length);
    expect(ALL_DUTIES.flatMap(({ after = [] }) => after).filter((id) => !ids.has(id))).toEqual([]);
  });

  it('[PS3, PS6] finds that a restart has brought back a backup', async () => {
    const gateway = await start();
    const backup = gateway.store.backup();
    const restart = async () => {
      gateway.store.restore(backup);
      await gateway.restart();
    };
    const report = await check(gateway, { restart });
    expect(idsOf(report, 'broken')).toEqual(['restart']);
  });

  it.each([
    ['the oldest event alone', () => 1],
    ['half the log', (head: number) => Math.floor(head / 2)],
    ['all events', (head: number) => head],
  ])('[PS4] needs no more of a trim than an event of its own run: %s', async (_what, count) => {
    const gateway = await start();
    const { duties } = await check(gateway, { trim: (chatId) => gateway.trim(String(chatId), count) });
    expect(duties.find(({ id }) => id === 'PS4-expired')).toMatchObject({
      verdict: 'kept',
      seen: 'a gap, expired; whole',
    });
  });

  it('[PS4] says that a trim has removed nothing', async () => {
    const gateway = await start();
    const { duties } = await check(gateway, { trim: () => undefined });
    expect(duties.find(({ id }) => id === 'PS4-expired')).toMatchObject({
      verdict: 'not-asked',
      seen: 'nothing of this run was trimmed: oldest is 1',
    });
  });

  it('[PS18] finds that a connection without hello is not closed within 15 s', async () => {
    const factor = 16;
    const clock = {
      now: () => performance.now() * factor,
      setTimeout: (fn: () => void, delayMs: number) => setTimeout(fn, delayMs / factor),
      clearTimeout: (timer: unknown) => clearTimeout(timer as number),
    };
    const { idleMs: __, ...options } = OPTIONS;
    const gateway = await start({ options: { helloTimeoutMs: 60_000 } });
    const inTime = { clock, patienceMs: 2_000 * factor };
    const report = await checkGateway(gateway.address, { ...options, ...inTime });
    expect(report.duties.filter(({ verdict }) => verdict === 'broken')).toMatchObject([
      { id: 'PS18-4408', seen: 'still open after 15 s' },
    ]);
    const hasty = await checkGateway(gateway.address, { ...options, ...inTime, idleMs: 12_000 });
    expect(hasty.duties.find(({ id }) => id === 'PS18-4408')).toMatchObject({
      verdict: 'not-asked',
      seen: 'not closed within the 12 s that were watched: give --idle 15',
    });
  });

  it('[PS5] says whose an event was that came in place of the own one', async () => {
    const mutation = MUTATIONS.find(([, what]) => what === 'does not say whose an event is')?.[3];
    const { duties } = await check(await start(mutation));
    expect(duties.find(({ id }) => id === 'PS6')?.seen).toBe(
      'no event for n = 1 within 2 s; one came with `from` null and `n` nothing',
    );
  });

  it('says what of a message came back otherwise, and calls no duty broken by it', async () => {
    const mangled = (d: unknown) => JSON.parse(JSON.stringify(d).replaceAll('😀', '?').replaceAll('__proto__', '__p'));
    const gateway = await start({ options: { onMessage: ({ data }) => ({ by: 'ada', ...mangled(data) }) } });
    const report = await check(gateway);
    expect(report.duties.filter(({ verdict }) => verdict !== 'kept')).toMatchObject([
      {
        id: 'any-json',
        verdict: 'not-asked',
        seen: 'emoji and other letters, names such as __proto__ came back otherwise: only the application may do that',
      },
    ]);
  });

  it.each([
    [
      'refuse',
      (data: unknown) => {
        if (Object.keys(data as object).join() !== 'text') throw new Refused('no-text');
        return data;
      },
    ],
    ['leave out', (data: unknown) => ({ text: (data as { readonly text?: unknown }).text ?? null })],
  ])('lets the application %s values that it does not take', async (_what, taken) => {
    const gateway = await start({ options: { onMessage: ({ data }) => taken(data) } });
    const { duties } = await check(gateway);
    expect(duties.find(({ id }) => id === 'any-json')).toMatchObject({
      verdict: 'kept',
      seen: 'the same: emoji and other letters, control characters; the application took no others',
    });
  });

  it('does not call a duty broken that stands on a broken one', async () => {
    const mutation = MUTATIONS.find(([, , id]) => id === 'PS6')?.[3];
    const report = await check(await start(mutation));
    expect(report.duties.find(({ id }) => id === 'PS7')).toMatchObject({
      verdict: 'not-asked',
      seen: 'it stands on PS6, which is broken',
    });
  });

  it('cannot run where the token is refused, or the message is', async () => {
    const gateway = await start();
    expect(await check(gateway, { token: 'token-of-eve' })).toMatchObject({
      outcome: 'not-run',
      problem: 'The server closed with 4401 (not authenticated): give a token that it takes',
      duties: [],
    });
    const refusing = await start({
      options: {
        onMessage: () => {
          throw new Refused('no-body');
        },
      },
    });
    expect(await check(refusing)).toMatchObject({
      outcome: 'not-run',
      problem: 'The application refuses the message that is sent to check it (no-body): name one that it takes',
    });
  });

  it('shows no token, whatever the server says', async () => {
    const gateway = await start({
      options: {
        authenticate: (auth) => {
          throw new CloseWith(4401, `bad token ${auth}`);
        },
      },
    });
    for (const token of ['token-of-ada', 'abc', 'a b+c%d']) {
      const report = await check(gateway, { token });
      expect(report.problem).toBe('The server closed with 4401 (bad token [redacted]): give a token that it takes');
      expect(JSON.stringify(report)).not.toContain(token);
    }
  });

  it('rejects for options and addresses that cannot be meant', async () => {
    await expect(checkGateway('ws://h/', { ...OPTIONS, idle: 3 } as never)).rejects.toMatchObject({
      code: 'ERR_INVALID_OPTION',
    });
    await expect(checkGateway('ws://h/', { ...OPTIONS, idleMs: 0 })).rejects.toMatchObject({
      code: 'ERR_INVALID_OPTION',
    });
    await expect(checkGateway('no address', OPTIONS)).rejects.toMatchObject({ code: 'ERR_INVALID_ADDRESS' });
    await expect(checkGateway('ws://h/:id', { ...OPTIONS, chatId: '' })).rejects.toMatchObject({
      code: 'ERR_INVALID_CHAT_ID',
    });
  });
});
