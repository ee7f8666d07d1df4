import { expect, test, vi } from 'vitest';
import { logIn, startGatewayProcess } from '../faults/gateway-process.js';
import { isIn } from '../integration/real-session.js';
import { type Deployment, deploy, deployGateway, useNginx } from './deployment.js';

useNginx();

/** An open chat of a user who writes two messages whenever the connection is lost. */
const openChat = async (deployment: Deployment, token: string | (() => Promise<string>)) => {
  const session = deployment.connect({
    query: async () => ({ token: typeof token === 'string' ? token : await token() }),
  });
  const { chats } = session;
  const chat = chats.get('42');
  const closes: { at: number; code: number }[] = [];
  const queued: unknown[] = [];
  const echoed: unknown[] = [];
  chats.on('close', ({ code }) => {
    closes.push({ at: performance.now(), code });
    for (const text of ['first', 'second']) {
      const { status } = chat.send(JSON.stringify({ type: 'message', text }));
      if (status === 'queued') queued.push(text);
    }
  });
  chats.on('message', ({ data }) => {
    const { type, text } = JSON.parse(String(data)) as { type: string; text?: string };
    if (type === 'message') echoed.push(text);
  });
  chats.select('42');
  await session.until('42', isIn('open'));
  return {
    ...session,
    chat,
    closes,
    echoed,
    isBack: () =>
      vi.waitFor(() => {
        expect([chat.getSnapshot().state, queued]).toEqual(['open', ['first', 'second']]);
        expect(echoed.slice(-2)).toEqual(queued);
      }, 10_000),
  };
};

test('[RE1, SD2] after a reload connections stay until the shutdown timeout, then come back; what is queued arrives', async () => {
  const { deployment, token } = await deployGateway({ SHUTDOWN_TIMEOUT: '2s' });
  const early = await openChat(deployment, token);
  const inLog = async (words: RegExp) => (await deployment.nginx.errorLog()).match(words)?.length;
  const workers = await inLog(/start worker process \d+/g);
  const reloadedAt = performance.now();
  deployment.nginx.signal('SIGHUP');
  await vi.waitFor(async () => expect(await inLog(/gracefully shutting down/g)).toBe(workers));
  early.chat.send('{"type":"message","text":"still here"}');
  await vi.waitFor(() => expect(early.echoed).toEqual(['still here']));
  const late = await openChat(deployment, token);
  await early.isBack();
  expect(early.closes).toEqual([{ at: expect.any(Number), code: 1006 }]);
  expect((early.closes[0]?.at ?? 0) - reloadedAt).toBeGreaterThan(1_900);
  expect(late.closes).toEqual([]);
});

test('[RE1] told to quit, nginx keeps connections until the shutdown timeout, takes no new ones, and ends', async () => {
  const { deployment, token } = await deployGateway({ SHUTDOWN_TIMEOUT: '2s' });
  const { until, chat, echoed, isBack } = await openChat(deployment, token);
  deployment.nginx.signal('SIGQUIT');
  await vi.waitFor(() => expect(deployment.ask('/api/v1')).rejects.toThrow('ECONNREFUSED'));
  chat.send('{"type":"message","text":"still here"}');
  await vi.waitFor(() => expect(echoed).toEqual(['still here']));
  const { lastClose } = await until('42', isIn('backoff'));
  expect([lastClose?.code, await deployment.nginx.ended]).toEqual([1006, 0]);
  await deployment.nginx.start();
  await isBack();
});

test('[RE1, SD2] while nginx is away every attempt fails and counts; when it is back, so is the chat', async () => {
  const { deployment, token } = await deployGateway();
  const { until, isBack } = await openChat(deployment, token);
  await deployment.nginx.stop();
  const away = await until('42', ({ attempt, state }) => attempt >= 3 && state === 'backoff');
  expect([away.state, away.lastFailure?.kind, away.lastClose?.code]).toEqual(['backoff', 'handshake', 1006]);
  await deployment.nginx.start();
  await isBack();
});

test('[RE1, SD2] while the gateway is away (502) every attempt fails and counts; when it is back, so is the chat', async () => {
  const { gateway, deployment, token } = await deployGateway();
  const { until, isBack } = await openChat(deployment, token);
  await gateway.stop();
  const away = await until('42', ({ attempt, state }) => attempt >= 3 && state === 'backoff');
  expect([away.state, away.lastFailure?.kind, away.lastClose?.code]).toEqual(['backoff', 'handshake', 1006]);
  expect(await deployment.nginx.accessLog()).toContain('/api/v1/chats/42/ws 502, ');
  await gateway.start();
  await isBack();
});

test('[RE1, SD2] a gateway that is killed is found gone at once, and found again', async () => {
  const killed = await startGatewayProcess();
  const deployment = await deploy(killed.port);
  const { until, closes, isBack } = await openChat(deployment, () => logIn(killed, 'ana'));
  const killedAt = performance.now();
  await killed.kill();
  await until('42', isIn('backoff'));
  await startGatewayProcess(killed.port);
  await isBack();
  expect(closes).toEqual([{ at: expect.any(Number), code: 1006 }]);
  expect((closes[0]?.at ?? 0) - killedAt).toBeLessThan(2_000);
});

test('[RE1] the gateway is looked up anew: one that starts later than nginx, or elsewhere, needs no reload', async () => {
  const { gateway, deployment, token } = await deployGateway();
  deployment.gatewayIsAt();
  const { chats, until } = deployment.connect({ query: { token } });
  chats.select('missing');
  await until('missing', ({ attempt }) => attempt >= 3);
  deployment.gatewayIsAt('127.0.0.1');
  const { lastClose } = await until('missing', isIn('failed'));
  expect([lastClose?.code, gateway.connections.accepted()]).toEqual([4404, 1]);
});
