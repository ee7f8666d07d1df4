import { describe, expect, expectTypeOf, test } from 'vitest';
import * as compiled from '../../src/compiled.js';
import * as entry from '../../src/index.js';
import { createFakeGateway, createVirtualClock } from '../../src/testing/index.js';

describe('evenkeel/compiled', () => {
  test('has the names of evenkeel, and its types but for what is inspected', () => {
    expect(Object.keys(compiled)).toEqual(Object.keys(entry));
    expectTypeOf<Parameters<typeof compiled.createChatConnections>[0]>().toEqualTypeOf<
      compiled.ChatConnectionsOptions | undefined
    >();
    expectTypeOf<compiled.ChatConnectionsOptions>().toEqualTypeOf<Omit<entry.ChatConnectionsOptions, 'inspect'>>();
    expectTypeOf<ReturnType<typeof compiled.createChatConnections>>().toEqualTypeOf<entry.ChatConnections>();
  });

  test('[AT1] connects, delivers and reconnects', async () => {
    const clock = createVirtualClock();
    const gateway = createFakeGateway({ clock });
    const chats = compiled.createChatConnections({ gateway: 'ws://h', WebSocket: gateway.WebSocket, clock });
    const received: unknown[] = [];
    chats.on('message', ({ data }) => received.push(data));
    chats.select('42');
    await clock.advanceAsync(100);
    gateway.latest('42').peer.sends('hello');
    gateway.latest('42').peer.drops();
    await clock.advanceAsync(10_000);
    gateway.latest('42').peer.sends('again');
    expect([received, chats.get('42').getSnapshot().state, gateway.sockets.length]).toEqual([
      ['hello', 'again'],
      'open',
      2,
    ]);
    chats.dispose();
    expect(clock.pending.length - gateway.pendingTasks).toBe(0);
  });

  test('refuses inspect, and says which entry has it', () => {
    const options = { inspect: () => undefined } as compiled.ChatConnectionsOptions;
    expect(() => compiled.createChatConnections(options)).toThrow(
      expect.objectContaining({
        name: 'TypeError',
        code: 'ERR_INVALID_OPTION',
        message: expect.stringMatching(/^The option inspect must be .*import from 'evenkeel' to inspect/),
      }),
    );
  });
});
