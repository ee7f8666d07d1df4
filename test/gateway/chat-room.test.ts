import { expect, it, vi } from 'vitest';
import { type DeliveryStore, memoryStore } from '../../src/server/index.js';
import { ChatRoom, type Member } from './chat-room.js';

const setting = (historySize = 50) => {
  const store = memoryStore();
  const publish = (chat: string, data: unknown) =>
    store.append([{ kind: 'publication', chat, data: JSON.stringify(data) }]);
  const failed = vi.fn();
  const room = (over: DeliveryStore = store) => new ChatRoom('1', { store: over, publish, historySize, failed });
  return { store, publish, failed, room };
};

const member = () => {
  const told: string[] = [];
  const closed: number[] = [];
  const one: Member = {
    send: (frame) => told.push((JSON.parse(frame) as { text?: string }).text ?? 'joined'),
    close: (code) => closed.push(code),
  };
  return { ...one, told, closed };
};

it('tells what was logged before and after a member joined, once and in order, however much it is', async () => {
  const { publish, room } = setting(3);
  const say = async (from: number, to: number) => {
    for (let n = from; n <= to; n += 1) await publish('1', { text: `m${n}` });
  };
  await say(1, 5);
  const one = member();
  const chat = room();
  await chat.join(one, 0);
  await say(6, 600);
  await chat.wake();
  expect(one.told).toEqual(['joined', ...Array.from({ length: 598 }, (_, index) => `m${index + 3}`)]);
});

it('closes its members with 1012 when the log is not what it was, and tells who comes then what there is', async () => {
  const { store, publish, failed, room } = setting();
  const chat = room();
  const backup = store.backup();
  const one = member();
  await chat.join(one, 0);
  await chat.post('ana', { text: 'today' });
  store.restore(backup);
  await publish('1', { text: 'another day' });
  await chat.wake();
  expect([one.told, one.closed, failed.mock.calls.length]).toEqual([['joined', 'today'], [1012], 1]);
  chat.leave(one);
  const next = member();
  await chat.join(next, 0);
  expect(next.told).toEqual(['joined', 'another day']);
});

it('closes its members with 1011 when the log cannot be read, and is there again when it can', async () => {
  const { store, room } = setting();
  let isAway = true;
  const flaky: DeliveryStore = {
    ...store,
    greet: (...asked) => (isAway ? Promise.reject(new Error('away')) : store.greet(...asked)),
  };
  const chat = room(flaky);
  const [one, next] = [member(), member()];
  await expect(chat.join(one, 0)).rejects.toThrow('away');
  chat.leave(one);
  isAway = false;
  await chat.join(next, 0);
  expect([one.closed, next.told]).toEqual([[1011], ['joined']]);
});
