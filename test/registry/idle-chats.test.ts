import { describe, expect, test } from 'vitest';
import { IdleChats } from '../../src/registry/idle-chats.js';

const THROTTLE_MS = 2_000;
const COOLDOWN_MS = 60_000;

const start = ({ throttleMs = THROTTLE_MS, cooldownMs = COOLDOWN_MS } = {}) => {
  const time = { at: 1_000_000, wallAt: 5_000_000 };
  const clock = {
    now: () => time.at,
    wallNow: () => time.wallAt,
    setTimeout: () => null,
    clearTimeout: () => undefined,
  };
  const chats = new IdleChats(clock, { throttleMs, cooldownMs });
  const pass = (ms: number, wallMs = ms) => {
    time.at += ms;
    time.wallAt += wallMs;
  };
  return { chats, pass, now: () => ({ ...time }) };
};

describe('idle chats', () => {
  test('[SE9] are remembered until the cooldown after their last attempt is over, and given once', () => {
    const { chats, pass, now } = start();
    chats.add('42', now());
    pass(COOLDOWN_MS - 1);
    expect(chats.takeForgotten()).toEqual([]);
    pass(1);
    expect([chats.takeForgotten(), chats.takeForgotten()]).toEqual([['42'], []]);
  });

  test('[SE9] are remembered as long as the throttle, where that is longer', () => {
    const { chats, pass, now } = start({ cooldownMs: 500 });
    chats.add('42', now());
    pass(THROTTLE_MS - 1);
    expect(chats.takeForgotten()).toEqual([]);
    pass(1);
    expect(chats.takeForgotten()).toEqual(['42']);
  });

  test('[SE9] have cooled down after a sleep through which the clock stood still, but are throttled', () => {
    const { chats, pass, now } = start();
    chats.add('42', now());
    pass(THROTTLE_MS - 1, 3_600_000);
    expect(chats.takeForgotten()).toEqual([]);
    pass(1);
    expect(chats.takeForgotten()).toEqual(['42']);
  });

  test('[SE9] that have made no attempt are given at once', () => {
    const { chats } = start();
    chats.add('42', null);
    expect(chats.takeForgotten()).toEqual(['42']);
  });

  test('[SE9] are each given in their own time', () => {
    const { chats, pass, now } = start();
    chats.add('early', now());
    pass(1_000);
    chats.add('late', now());
    pass(COOLDOWN_MS - 1_000);
    expect(chats.takeForgotten()).toEqual(['early']);
    pass(999);
    expect(chats.takeForgotten()).toEqual([]);
    pass(1);
    expect(chats.takeForgotten()).toEqual(['late']);
  });

  test('[SE9] that are idle no longer are not given', () => {
    const { chats, pass, now } = start();
    chats.add('42', now());
    chats.delete('42');
    pass(COOLDOWN_MS);
    expect(chats.takeForgotten()).toEqual([]);
  });
});
