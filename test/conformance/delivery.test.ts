import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { CloseWith, Refused } from '../../src/server/index.js';
import { type CheckOptions, type ConformanceReport, checkGateway } from '../../src/testing/index.js';
import { type CheckedGateway, type Mutation, startCheckedGateway } from './checked-gateway.js';
import { MUTATIONS } from './mutations.js';

const OPTIONS = {
  WebSocket,
  token: 'token-of-ada',
  otherToken: 'token-of-bob',
  idleMs: 900,
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
    expect([...seen]).toEqual(['{"body":"Hello"}']);
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
    const ofDelivery = duties.filter(({ id }) => id.startsWith('PS')).map(({ id }) => id);
    expect(new Set(MUTATIONS.map(([, , id]) => id).filter((id) => id.startsWith('PS')))).toEqual(new Set(ofDelivery));
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
