import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { logIn } from '../faults/gateway-process.js';
import { RawClient } from '../server/raw-client.js';
import { type Gateway, type GatewayOptions, MISSING_CHAT, PRIVATE_CHAT, startGateway } from './gateway.js';
import { TestClient } from './test-client.js';

const SENDER = 'sender-of-a-test';

let gateway: Gateway;

const start = async (options?: GatewayOptions) => {
  const started = await startGateway(options);
  onTestFinished(() => started.end());
  return started;
};
beforeEach(async () => {
  gateway = await start();
});

const tokenOf = (user: string) => logIn({ origin: gateway.url }, user);

const deliverTo = (chatId: string, token?: string) => {
  const query = token === undefined ? '' : `?token=${token}`;
  const client = new RawClient(`${gateway.url.replace('http', 'ws')}/api/v1/chats/${chatId}/delivery${query}`);
  onTestFinished(() => client.end());
  return client;
};

describe('the two paths of a chat', () => {
  it('[PS5, PS6] have one log: what is said on either is heard on both, under one number', async () => {
    const [ana, ben] = [await tokenOf('ana'), await tokenOf('ben')];
    const [delivery, plain] = [deliverTo('1', ana), new TestClient(gateway, '1', { token: ben })];
    await Promise.all([delivery.greets(), plain.received(1)]);
    plain.send({ type: 'message', text: 'plain', clientId: 'c1' });
    await delivery.received('event');
    delivery.says({ t: 'msg', s: SENDER, n: 1, d: { text: 'delivered', clientId: 'c2' } });
    const at = expect.stringMatching(/^\d{4}-.*Z$/);
    const said = [
      { from: 'ben', text: 'plain', at, clientId: 'c1' },
      { from: 'ana', text: 'delivered', at, clientId: 'c2' },
    ];
    expect((await delivery.received('event', 2)).map(({ seq, d }) => [seq, d])).toEqual([
      [1, said[0]],
      [2, said[1]],
    ]);
    expect((await plain.received(3)).slice(1)).toEqual(
      said.map((message, index) => ({ type: 'message', id: index + 1, ...message })),
    );
    expect(await delivery.received('ack')).toEqual([{ t: 'ack', s: SENDER, n: 1, seq: 2 }]);
    plain.close();
  });

  it('[PS10] refuse what is no message, each in its own words', async () => {
    const client = deliverTo('1', await tokenOf('ana'));
    await client.greets();
    client.says({ t: 'msg', s: SENDER, n: 1, d: { text: '' } });
    expect(await client.received('nack')).toEqual([{ t: 'nack', s: SENDER, n: 1, code: 'not-a-message' }]);
  });
});

describe('entering a chat by delivery', () => {
  it('[PS18] takes a token in the address, or one in the hello', async () => {
    const token = await tokenOf('ana');
    for (const [client, hello] of [
      [deliverTo('1', token), {}],
      [deliverTo('1'), { auth: token }],
    ] as const) {
      expect(await client.greets(hello)).toMatchObject({ t: 'welcome', head: 0 });
    }
  });

  it.each([
    ['an unknown token', '1', 'made-up', 4401],
    ['a chat that is not there', MISSING_CHAT, null, 4404],
    ['a chat that is not theirs', PRIVATE_CHAT, null, 4403],
    ['a malformed chat id', '%E0%A4%A', null, 4400],
  ])('[PS18] closes who comes with %s', async (_what, chatId, given, code) => {
    const token = given ?? (await tokenOf('ana'));
    const client = deliverTo(chatId, token);
    expect((await client.closed).code).toBe(code);
  });

  it('[PS18] closes who says hello with a token that is none, or says nothing', async () => {
    const client = deliverTo('1');
    await client.opens();
    client.says({ t: 'hello', v: 1, senders: [], cursor: null, auth: 'made-up' });
    expect((await client.closed).code).toBe(4401);
    gateway = await start({ loginTimeoutMs: 50 });
    expect((await deliverTo('1').closed).code).toBe(4408);
  });
});

describe('the history of a chat over HTTP', () => {
  const ask = async (chatId: string, token: string) => {
    const response = await fetch(`${gateway.url}/api/v1/chats/${chatId}/messages?token=${token}`);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('[PC8] is the newest messages, and the cursor from which delivery goes on', async () => {
    gateway = await start({ historySize: 2 });
    for (const text of ['a', 'b', 'c']) await gateway.post('1', 'ben', text);
    const token = await tokenOf('ana');
    const { status, body } = await ask('1', token);
    expect([status, body]).toMatchObject([
      200,
      {
        messages: [
          { id: 2, text: 'b' },
          { id: 3, text: 'c' },
        ],
      },
    ]);
    await gateway.post('1', 'ben', 'd');
    const client = deliverTo('1', token);
    expect(await client.greets({ cursor: body['cursor'] as never })).toMatchObject({ resume: 'whole' });
    expect(await client.received('event')).toMatchObject([{ seq: 4, d: { text: 'd' } }]);
  });

  it('[PS4] goes on after the old log was forgotten; who missed something finds a gap', async () => {
    for (const text of ['a', 'b', 'c', 'd']) await gateway.post('1', 'ben', text);
    const token = await tokenOf('ana');
    const before = (await ask('1', token)).body['cursor'] as { epoch: string; seq: number; tag: string };
    await gateway.forget('1', 1);
    expect((await ask('1', token)).body).toMatchObject({ cursor: before, messages: [{ id: 4 }] });
    const client = deliverTo('1', token);
    const cursor = { ...before, seq: 1 };
    expect(await client.greets({ cursor })).toMatchObject({ resume: 'gap', why: 'expired' });
  });

  it('is told to those who may enter', async () => {
    const token = await tokenOf('ana');
    const asked = [ask('1', ''), ask(MISSING_CHAT, token), ask(PRIVATE_CHAT, token), ask('%E0%A4%A', token)];
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([401, 404, 403, 400]);
  });
});
