import { createWebSocketReceiver } from '@xstate/inspect';
import { describe, expect, test, vi } from 'vitest';
import { createXstateInspectBridge } from '../../src/inspect/bridge/index.js';
import { acceptsThenCloses } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';
import { startLoopbackServer } from './loopback-server.js';
import { useViewerGlobals } from './viewer-globals.js';
import { REFUSED_CHAT, type Seen, seenOf, whatIsSeenBy } from './what-was-seen.js';

useViewerGlobals();

/** A session that the bridge shows, over a server of its own, to viewers that `view` opens. */
const startShown = async () => {
  const { server, host } = await startLoopbackServer();
  const bridge = createXstateInspectBridge({
    send: (frame) => {
      for (const client of server.clients) client.send(JSON.stringify(frame));
    },
  });
  server.on('connection', (client) => client.on('message', (text) => bridge.receive(JSON.parse(String(text)))));
  const view = () => {
    const receiver = createWebSocketReceiver({ server: host, serialize: undefined });
    const seen = whatIsSeenBy(receiver);
    const count = (type: Seen['type']) => seen.filter((one) => one.type === type).length;
    /** Resolves once that many frames of a type have come. */
    const until = (type: Seen['type'], many = 1) => vi.waitUntil(() => count(type) >= many);
    return { seen, until, tell: receiver.send };
  };
  return { ...startSession({ inspect: bridge }), bridge, view };
};

describe('a receiver of @xstate/inspect over WebSocket', () => {
  test('is told of a chat from its beginning to its end', async () => {
    const { chats, clock, gateway, view } = await startShown();
    chats.retain('here before');
    const { seen, until } = view();
    await until('service.register');
    gateway.behave(acceptsThenCloses(4403));
    chats.select('42');
    await clock.advanceAsync(1_000);
    chats.dispose();
    await until('service.stop', 2);
    expect(seenOf('42', seen)).toEqual(REFUSED_CHAT);
  });

  test('is told, when it opens late, of every chat as it is now', async () => {
    const { chats, clock, view } = await startShown();
    chats.select('42');
    await clock.advanceAsync(1_000);
    chats.retain('7');
    const { seen, until } = view();
    await until('service.register', 2);
    const open = { liveness: 'healthy', proof: 'unproved', hint: {}, holding: 'wanted' };
    expect(seen.map(({ type, told }) => [type, ...told])).toEqual([
      ['service.register', '42', 'chat', { open }],
      ['service.register', '7', 'chat', { connecting: 'dialing' }],
    ]);
    chats.dispose();
  });

  test('drives no chart', async () => {
    const { chats, clock, bridge, view } = await startShown();
    chats.select('42');
    await clock.advanceAsync(1_000);
    const before = chats.get('42').getSnapshot();
    const { seen, tell, until } = view();
    await until('service.register');
    const origin = String(bridge.services[0]?.sessionId);
    const event = JSON.stringify({ name: 'chat.release', data: { type: 'chat.release' }, $$type: 'scxml', origin });
    tell({ type: 'xstate.event', event, service: origin });
    tell({ type: 'xstate.inspecting' });
    await until('service.register', 2);
    expect(chats.get('42').getSnapshot()).toBe(before);
    expect(seen.map(({ type }) => type)).toEqual(['service.register', 'service.register']);
    chats.dispose();
  });

  test.each([null, undefined, 'xstate.inspecting', {}, { type: 7 }])('is not answered when it says %j', (command) => {
    const send = vi.fn();
    const bridge = createXstateInspectBridge({ send });
    const { chats } = startSession({ inspect: bridge });
    chats.select('42');
    send.mockClear();
    bridge.receive(command);
    expect(send).not.toHaveBeenCalled();
    chats.dispose();
  });
});
