import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { logIn } from '../faults/gateway-process.js';
import { ConnectionLedger } from './connection-ledger.js';
import { startGateway } from './gateway.js';
import { TestClient } from './test-client.js';
import { Tokens } from './tokens.js';

const LONG = 'x'.repeat(60_000);
/** More than two systems keep of what is not read, at 60 kB each. */
const TOO_MANY = 1_000;

const start = async () => {
  const gateway = await startGateway();
  onTestFinished(() => gateway.stop());
  const token = await logIn({ origin: gateway.url }, 'ana');
  const join = async (chatId: string) => {
    const client = new TestClient(gateway, chatId, { token });
    onTestFinished(() => client.close());
    await client.received(1);
    return client;
  };
  return { gateway, join };
};

it('a member that does not read is closed with 1013 when too much waits for it; the others get everything', async () => {
  const { gateway, join } = await start();
  const [slow, other] = [await join('1'), await join('1')];
  slow.stopsReading();
  for (let posted = 1; posted <= TOO_MANY; posted += 1) {
    gateway.post('1', 'ben', LONG);
    if (posted % 10 === 0) await vi.waitUntil(() => other.frames.length > posted, { interval: 1, timeout: 5_000 });
  }
  slow.reads();
  expect([await slow.closed, slow.reason]).toEqual([1013, 'does not read what it is sent']);
  expect([slow.frames.length < TOO_MANY, other.frames.length]).toEqual([true, TOO_MANY + 1]);
});

it('a member that reads is told a long history at once', async () => {
  const { gateway, join } = await start();
  for (let posted = 0; posted < 50; posted += 1) gateway.post('1', 'ben', '漢'.repeat(20_000));
  const client = await join('1');
  const frames = await client.received(2);
  client.send({ type: 'ping' });
  await vi.waitUntil(() => client.frames.some(({ type }) => type === 'pong'), { interval: 5 });
  expect(frames.at(-2)).toMatchObject({ id: 50 });
});

it('a member is told fewer messages if they are long', async () => {
  const { gateway, join } = await start();
  for (let posted = 0; posted < 50; posted += 1) await gateway.post('1', 'ben', LONG);
  const client = await join('1');
  client.send({ type: 'ping' });
  await vi.waitUntil(() => client.frames.some(({ type }) => type === 'pong'), { interval: 5 });
  expect(client.frames.flatMap((frame) => (frame.type === 'message' ? [frame.id] : []))).toEqual([47, 48, 49, 50]);
});

it('a room goes with its last member; what was said there is in the log', async () => {
  const { gateway, join } = await start();
  const [first, last] = [await join('1'), await join('1')];
  first.close();
  await vi.waitUntil(() => gateway.connections.open() === 1, { interval: 5 });
  expect(gateway.rooms).toBe(1);
  last.send({ type: 'message', text: 'before' });
  await last.received(2);
  last.close();
  await vi.waitUntil(() => gateway.connections.open() === 0, { interval: 5 });
  expect(gateway.rooms).toBe(0);
  expect(await (await join('1')).received(2)).toMatchObject([{ type: 'joined' }, { id: 1, text: 'before' }]);
});

describe('tokens', () => {
  it('are good until they expire', () => {
    let now = 0;
    const tokens = new Tokens('secret', 60_000, () => now);
    const issued = Array.from({ length: 100 }, () => {
      now += 1_000;
      return tokens.issue('ana').token;
    });
    const good = () => issued.filter((token) => tokens.userOf(token) === 'ana');
    expect(good()).toEqual(issued.slice(-60));
    tokens.expireAll();
    expect(good()).toEqual([]);
    expect(tokens.userOf(tokens.issue('ben').token)).toBe('ben');
  });

  it('that were expired are so for whoever is told since when, and later ones are good at once', () => {
    const now = () => 1_000;
    const tokens = new Tokens('secret', 60_000, now);
    const issued = [0, 1, 2].map(() => {
      const { token } = tokens.issue('ana');
      return { token, expiredAt: tokens.expireAll() };
    });
    const { token: good } = tokens.issue('ana');
    const another = new Tokens('secret', 60_000, now);
    another.expireUntil(issued.at(-1)?.expiredAt ?? 0);
    another.expireUntil(0);
    for (const one of [tokens, another]) {
      expect([...issued.map(({ token }) => token), good].map((token) => one.userOf(token))).toEqual([
        null,
        null,
        null,
        'ana',
      ]);
    }
  });

  it('are good for all who have the secret, and for nobody else', () => {
    const { token } = new Tokens('secret', 60_000).issue('ana');
    const others = ['secret', 'another'].map((secret) => new Tokens(secret, 60_000));
    expect(others.map((tokens) => tokens.userOf(token))).toEqual(['ana', null]);
    const [text = '', signature = ''] = token.split('.');
    const [other = ''] = new Tokens('another', 60_000).issue('ana').token.split('.');
    const made = [null, '', '.', text, `${text}.`, `.${signature}`, `${other}.${signature}`, `${token}x`];
    expect(made.map((one) => others[0]?.userOf(one))).toEqual(made.map(() => null));
  });
});

it('the latest of very many connections are remembered', () => {
  const ledger = new ConnectionLedger();
  for (let opened = 0; opened < 200_000; opened += 1) ledger.opened(`${opened}`);
  expect(ledger.records.length).toBeLessThanOrEqual(50_000);
  expect([ledger.records.at(-1)?.chatId, ledger.accepted('175001')]).toEqual(['199999', 1]);
});
