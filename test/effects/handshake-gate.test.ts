import { afterEach, describe, expect, test, vi } from 'vitest';
import { HandshakeGate } from '../../src/effects/handshake-gate.js';

afterEach(() => vi.unstubAllGlobals());

const atOnce = (grant: () => void) => grant();

/** A gate with the order in which it let chats in. */
const gateOf = (limit: number, first: () => string | null = () => null) => {
  const gate = new HandshakeGate(() => limit, first, atOnce);
  const granted: string[] = [];
  const enter = (host: string, chatId: string) => gate.enter(host, chatId, () => granted.push(chatId));
  return { enter, granted };
};

describe('HandshakeGate', () => {
  test('[AT4] lets the first ones in at once, the others in the order they came', () => {
    const { enter, granted } = gateOf(2);
    const leaveA = enter('one', 'a');
    const leaveB = enter('one', 'b');
    enter('one', 'c');
    enter('one', 'd');
    const atOnce = [...granted];
    leaveB();
    const afterB = [...granted];
    leaveA();
    expect({ atOnce, afterB, afterA: granted }).toEqual({
      atOnce: ['a', 'b'],
      afterB: ['a', 'b', 'c'],
      afterA: ['a', 'b', 'c', 'd'],
    });
  });

  test('[AT4] counts each host, port included, by itself', () => {
    const { enter, granted } = gateOf(1);
    enter('one:1', 'a');
    enter('one:2', 'b');
    enter('one:1', 'c');
    expect(granted).toEqual(['a', 'b']);
  });

  test('[AT4] lets the selected chat in before those that have waited longer', () => {
    let selected: string | null = null;
    const { enter, granted } = gateOf(1, () => selected);
    const leave = enter('one', 'a');
    enter('one', 'b');
    enter('one', 'c');
    selected = 'c';
    leave();
    expect(granted).toEqual(['a', 'c']);
  });

  test('[AT4] is not held up by a selected chat that does not wait', () => {
    const { enter, granted } = gateOf(1, () => 'elsewhere');
    const leave = enter('one', 'a');
    enter('one', 'b');
    leave();
    expect(granted).toEqual(['a', 'b']);
  });

  test('[AT4] takes a slot back once, however often it is given back', () => {
    const { enter, granted } = gateOf(1);
    const leave = enter('one', 'a');
    for (const chatId of ['b', 'c']) enter('one', chatId);
    leave();
    leave();
    leave();
    expect(granted).toEqual(['a', 'b']);
  });

  test('[AT4] passes over a chat that gave its place up, and frees no slot for it', () => {
    const { enter, granted } = gateOf(1);
    const leaveA = enter('one', 'a');
    const leaveB = enter('one', 'b');
    enter('one', 'c');
    leaveB();
    const whileBusy = [...granted];
    leaveA();
    expect({ whileBusy, granted }).toEqual({ whileBusy: ['a'], granted: ['a', 'c'] });
  });

  test('[AT4] lets a chat in again that gave its slot back', () => {
    const { enter, granted } = gateOf(1);
    enter('one', 'a')();
    enter('one', 'a')();
    enter('one', 'a');
    enter('one', 'b');
    expect(granted).toEqual(['a', 'a', 'a']);
  });

  test('[AT4] lets the others in one after the other, however many wait or have gone', () => {
    const { enter, granted } = gateOf(1);
    const places = Array.from({ length: 100_000 }, (_, chat) => enter('one', `chat-${chat}`));
    for (const [chat, leave] of places.entries()) if (chat % 4 > 0 && chat > 2) leave();
    for (const leave of places) leave();
    expect(granted.slice(0, 5)).toEqual(['chat-0', 'chat-1', 'chat-2', 'chat-4', 'chat-8']);
    expect(granted).toHaveLength(25_002);
  });

  test('[AT4] lets a chat that came back wait behind those that stayed', () => {
    const { enter, granted } = gateOf(1);
    const leaveA = enter('one', 'a');
    const leaveB = enter('one', 'b');
    const leaveC = enter('one', 'c');
    leaveB();
    enter('one', 'b');
    leaveA();
    leaveC();
    expect(granted).toEqual(['a', 'c', 'b']);
  });

  test('[SE9] keeps nothing of a host once nobody dials or waits there', () => {
    const maps: ReadonlyMap<string, unknown>[] = [];
    vi.stubGlobal(
      'Map',
      class extends Map<string, unknown> {
        constructor() {
          super();
          maps.push(this);
        }
      },
    );
    const { enter } = gateOf(1);
    const [hosts] = maps;
    const leaves = ['one', 'two', 'three'].map((host) => [enter(host, 'a'), enter(host, 'b')]);
    const whileBusy = hosts?.size;
    for (const [leave] of leaves) leave?.();
    const whileOneDials = hosts?.size;
    for (const [, leave] of leaves) leave?.();
    expect([whileBusy, whileOneDials, hosts?.size]).toEqual([3, 3, 0]);
  });

  test('[AT4] counts those who still dial when others have left', () => {
    const { enter, granted } = gateOf(2);
    const [leaveA] = [enter('one', 'a'), enter('one', 'b')];
    leaveA?.();
    for (const chatId of ['c', 'd']) enter('one', chatId);
    expect(granted).toEqual(['a', 'b', 'c']);
  });

  test('[AT4] counts those who dial a host now, though those who left it before are let go of later', () => {
    const later: (() => void)[] = [];
    const gate = new HandshakeGate(
      () => 2,
      () => null,
      (fn) => later.push(fn),
    );
    const granted: string[] = [];
    const enter = (chatId: string) => gate.enter('one', chatId, () => granted.push(chatId));
    const leaves = [enter('a'), enter('b')];
    for (const leave of leaves) leave();
    later.shift()?.();
    for (const chatId of ['c', 'd', 'e']) enter(chatId);
    later.shift()?.();
    enter('f');
    expect(granted).toEqual(['a', 'b', 'c', 'd']);
  });

  test('[AT4] never lets more in than there are slots, whoever comes and goes', () => {
    const gate = new HandshakeGate(
      () => 3,
      () => null,
      atOnce,
    );
    let busy = 0;
    let peak = 0;
    const inside: (() => void)[] = [];
    for (let chat = 0; chat < 200; chat += 1) {
      const leave = gate.enter('one', `chat-${chat}`, () => {
        busy += 1;
        peak = Math.max(peak, busy);
        inside.push(() => {
          busy -= 1;
          leave();
        });
      });
      if (chat % 2 === 0) inside.shift()?.();
    }
    while (inside.length > 0) inside.shift()?.();
    expect({ peak, busy }).toEqual({ peak: 3, busy: 0 });
  });
});
