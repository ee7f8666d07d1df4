import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { logIn } from '../faults/gateway-process.js';
import { ChatRoom } from './chat-room.js';
import { ConnectionLedger } from './connection-ledger.js';
import { startGateway } from './gateway.js';
import { Rooms } from './rooms.js';
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

describe('a room', () => {
  it('remembers fewer messages if they are long', () => {
    const room = new ChatRoom(50);
    for (let posted = 0; posted < 50; posted += 1) room.post('ben', LONG);
    const frames: string[] = [];
    room.join((frame) => frames.push(frame), 0);
    expect(frames.slice(1).map((frame) => (JSON.parse(frame) as { id: number }).id)).toEqual([47, 48, 49, 50]);
  });

  it('in which nothing was said goes with its last member', async () => {
    const { gateway, join } = await start();
    const [first, last] = [await join('1'), await join('1')];
    first.close();
    await vi.waitUntil(() => gateway.connections.open() === 1, { interval: 5 });
    expect(gateway.rooms).toBe(1);
    last.close();
    await vi.waitUntil(() => gateway.connections.open() === 0, { interval: 5 });
    expect(gateway.rooms).toBe(0);
  });

  const nobody = () => undefined;
  const idsIn = (rooms: Rooms, chatId: string) => {
    const frames: string[] = [];
    rooms.join(chatId, (frame) => frames.push(frame), 0)();
    return frames.slice(1).map((frame) => (JSON.parse(frame) as { id: number }).id);
  };

  it('in which something was said waits ten minutes for somebody to come back, and goes', () => {
    let now = 0;
    const rooms = new Rooms(50, () => now);
    const leave = rooms.join('1', nobody, 0);
    rooms.post('1', 'ben', 'before');
    leave();
    now += 600_000 - 1;
    rooms.post('2', 'ben', 'elsewhere');
    expect(idsIn(rooms, '1')).toEqual([1]);
    now += 600_000;
    rooms.post('2', 'ben', 'elsewhere');
    now += 600_000;
    rooms.post('2', 'ben', 'elsewhere');
    expect([rooms.size, idsIn(rooms, '1')]).toEqual([1, []]);
  });

  it('that waits goes sooner when many others wait', () => {
    const rooms = new Rooms(50);
    for (let chat = 1; chat <= 10_000; chat += 1) rooms.post(`${chat}`, 'ben', 'hello');
    expect(rooms.size).toBeLessThanOrEqual(100);
    expect(['9951', '10000', '9900'].map((chatId) => idsIn(rooms, chatId))).toEqual([[1], [1], []]);
  });

  it('with somebody in it stays, however many wait', () => {
    const rooms = new Rooms(50);
    rooms.join('1', nobody, 0);
    rooms.post('1', 'ben', 'hello');
    for (let chat = 2; chat <= 1_000; chat += 1) rooms.post(`${chat}`, 'ben', 'hello');
    expect(idsIn(rooms, '1')).toEqual([1]);
  });
});

describe('tokens', () => {
  it('are given out at the same cost, however many are good', () => {
    const now = vi.fn(() => 0);
    const tokens = new Tokens(60_000, now);
    const asked = (count: number) => {
      now.mockClear();
      for (let issued = 0; issued < count; issued += 1) tokens.issue('ana');
      return now.mock.calls.length;
    };
    const first = asked(10);
    asked(10_000);
    expect(asked(10)).toBe(first);
  });

  it('are good until they expire, and forgotten afterwards', () => {
    let now = 0;
    const tokens = new Tokens(60_000, () => now);
    const issued = Array.from({ length: 100 }, () => {
      now += 1_000;
      return tokens.issue('ana').token;
    });
    const good = issued.filter((token) => tokens.userOf(token) === 'ana');
    expect([good, tokens.size]).toEqual([issued.slice(-60), 100]);
    now += 60_000;
    expect(issued.filter((token) => tokens.userOf(token) !== null)).toEqual([]);
    tokens.issue('ana');
    now += 60_000;
    tokens.issue('ana');
    expect(tokens.size).toBe(2);
  });
});

it('the latest of very many connections are remembered', () => {
  const ledger = new ConnectionLedger();
  for (let opened = 0; opened < 200_000; opened += 1) ledger.opened(`${opened}`);
  expect(ledger.records.length).toBeLessThanOrEqual(50_000);
  expect([ledger.records.at(-1)?.chatId, ledger.accepted('175001')]).toEqual(['199999', 1]);
});
