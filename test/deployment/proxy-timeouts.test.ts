import { expect, test, vi } from 'vitest';
import { isIn } from '../integration/real-session.js';
import { deployGateway, useNginx } from './deployment.js';

useNginx();

test('[LI1, RE1] a quiet connection is closed (1006) at the read timeout and comes back; one with a heartbeat below it stays', async () => {
  const { gateway, deployment, token } = await deployGateway({ READ_TIMEOUT: '2s' });
  const quiet = deployment.connect({ query: { token } });
  const lively = deployment.connect({
    query: { token },
    heartbeat: { ping: () => '{"type":"ping"}', intervalMs: 500, timeoutMs: 1_200 },
  });
  const closes: unknown[] = [];
  quiet.chats.on('close', ({ code, wasClean, willRetry }) => closes.push({ code, wasClean, willRetry }));
  lively.chats.on('close', (close) => closes.push(close));
  quiet.chats.select('quiet');
  lively.chats.select('lively');
  await lively.until('lively', isIn('open'));

  await vi.waitFor(() => expect(gateway.connections.accepted('quiet')).toBe(3), 10_000);
  await quiet.until('quiet', isIn('open'));
  expect(closes).toEqual(Array.from({ length: 2 }, () => ({ code: 1006, wasClean: false, willRetry: true })));
  const lives = gateway.connections.records.filter(({ closedAtMs }) => closedAtMs !== null);
  // nginx sets a timer anew only when that moves it by 300 ms or more.
  for (const { openedAtMs, closedAtMs } of lives) expect((closedAtMs ?? 0) - openedAtMs).toBeGreaterThan(1_600);
  expect([gateway.connections.accepted('lively'), gateway.connections.open('lively')]).toEqual([1, 1]);
});
