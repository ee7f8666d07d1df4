import { expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { LogRecord } from '../../src/index.js';
import { createSeededRandom } from '../../src/testing/index.js';
import { isIn, startRealSession } from '../integration/real-session.js';
import { logIn, startGatewayProcess } from './gateway-process.js';

const CLIENTS = 200;

/** A fifth of RE2's figures. */
const BACKOFF = { firstMs: 600, baseMs: 400, maxMs: 6_000 };

/** RE2's bounds of the delay before the k-th reconnection. */
const boundsOf = (attempt: number): [number, number] => {
  const longestMs = Math.min(BACKOFF.maxMs, BACKOFF.baseMs * 2 ** (attempt - 1));
  return attempt === 1 ? [0, BACKOFF.firstMs] : [longestMs / 2, longestMs];
};

interface Entry extends LogRecord {
  readonly at: number;
}

/** A client of its own: one user in one chat, who writes two messages whenever the connection is lost. */
const startClient = (gateway: { readonly origin: string }, index: number) => {
  const chatId = `chat-${index}`;
  const records: Entry[] = [];
  const record = (_message: string, fields: LogRecord) => records.push({ ...fields, at: performance.now() });
  const { chats, until } = startRealSession(gateway.origin, {
    WebSocket,
    query: async ({ signal }) => ({ token: await logIn(gateway, `user-${index}`, signal) }),
    throttleMs: 50,
    backoff: BACKOFF,
    random: createSeededRandom(index),
    // Every other one keeps its messages for less time than the gateway is away.
    queue: { ttlMs: index % 2 === 0 ? 60_000 : 300 },
    logger: { debug: record, info: record, warn: record, error: record },
  });
  const queued: number[] = [];
  const settled: number[] = [];
  const texts: unknown[] = [];
  const echoes: unknown[] = [];
  const chat = chats.get(chatId);
  chats.on('close', () => {
    for (const text of ['first', 'second']) {
      const { id, status } = chat.send(JSON.stringify({ type: 'message', text }));
      if (status === 'queued') queued.push(id);
    }
  });
  chats.on('sent', ({ id, data }) => {
    settled.push(id);
    texts.push((JSON.parse(String(data)) as { text: string }).text);
  });
  chats.on('undelivered', ({ messages }) => settled.push(...messages.map(({ id }) => id)));
  chats.on('message', ({ data }) => {
    const frame = JSON.parse(String(data)) as { type: string; text?: string };
    if (frame.type === 'message') echoes.push(frame.text);
  });
  chats.select(chatId);
  return {
    until: (...states: Parameters<typeof isIn>) => until(chatId, isIn(...states)),
    records,
    queued,
    settled,
    texts,
    echoes,
  };
};

type Client = ReturnType<typeof startClient>;

const kept = (client: Client, event: LogRecord['event']) => client.records.filter((record) => record.event === event);

test('[RE2, RE1, SD3] fault 26: the gateway is killed and started again under 200 clients: all return, spread, no message lost', {
  timeout: 60_000,
}, async () => {
  const first = await startGatewayProcess();
  const clients = Array.from({ length: CLIENTS }, (_, index) => startClient(first, index));
  await Promise.all(clients.map((client) => client.until('open')));
  const lost = Promise.all(clients.map((client) => client.until('backoff')));
  await first.kill();
  await lost;
  await startGatewayProcess(first.port);
  const returned = await Promise.all(clients.map((client) => client.until('open', 'failed')));

  expect(returned.map(({ state }) => state)).toEqual(clients.map(() => 'open'));
  expect(clients.map((client) => kept(client, 'attempt.opened').length)).toEqual(clients.map(() => 2));

  // Each wait is within its bounds, and the attempt comes after it, but for how late records are written.
  for (const client of clients) {
    const scheduled = kept(client, 'retry.scheduled');
    const started = kept(client, 'attempt.started').slice(1);
    expect(started.map(({ attempt }) => attempt)).toEqual(scheduled.map(({ attempt }) => attempt));
    for (const [index, { at, attempt, waitMs = Number.NaN }] of scheduled.entries()) {
      const [shortestMs, longestMs] = boundsOf(attempt);
      expect([waitMs >= shortestMs, waitMs <= longestMs]).toEqual([true, true]);
      expect((started[index]?.at ?? 0) - at).toBeGreaterThanOrEqual(waitMs - 50);
    }
  }

  // The first attempts are spread evenly over the whole of the first delay.
  const firstWaits = clients.map((client) => kept(client, 'retry.scheduled')[0]?.waitMs ?? Number.NaN);
  const tenths = Array.from({ length: 10 }, (_, tenth) => {
    const fromMs = (tenth * BACKOFF.firstMs) / 10;
    return firstWaits.filter((waitMs) => waitMs >= fromMs && waitMs < fromMs + BACKOFF.firstMs / 10).length;
  });
  expect([Math.min(...tenths) >= CLIENTS / 25, Math.max(...tenths) <= CLIENTS / 5]).toEqual([true, true]);
  const firstStarts = clients.map((client) => kept(client, 'attempt.started')[1]?.at ?? Number.NaN);
  expect(Math.max(...firstStarts) - Math.min(...firstStarts)).toBeGreaterThan(BACKOFF.firstMs * 0.8);

  // Every message that was accepted as `queued` is sent or reported, once; what was sent has arrived.
  await vi.waitFor(() => {
    for (const { queued, settled } of clients) expect([...settled].sort()).toEqual(queued);
    for (const { texts, echoes } of clients) expect(echoes).toEqual(texts);
  }, 5_000);
  expect(clients.map(({ queued }) => queued.length)).toEqual(clients.map(() => 2));
  const patient = clients.filter((_, index) => index % 2 === 0);
  expect(patient.map(({ texts }) => texts)).toEqual(patient.map(() => ['first', 'second']));
});
