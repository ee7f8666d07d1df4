import { once } from 'node:events';
import { inspect } from '@xstate/inspect/lib/server.js';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { XStateDevInterface } from 'xstate/lib/devTools.js';
import { createXstateInspectBridge, type XstateInspectFrame } from '../../src/inspect/bridge/index.js';
import { acceptsThenCloses } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';
import { startLoopbackServer } from './loopback-server.js';
import { useViewerGlobals } from './viewer-globals.js';

/** The same server, but for how its types were imported. */
type InspectedServer = Parameters<typeof inspect>[0]['server'];

useViewerGlobals();

/** A session that the inspector for servers shows to a viewer, and the bridge too by itself. */
const startInspected = async () => {
  const { server, host } = await startLoopbackServer();
  inspect({ server: server as InspectedServer });
  const { __xstate__: devTools } = globalThis as unknown as { __xstate__: XStateDevInterface };
  const sent: XstateInspectFrame[] = [];
  const bridge = createXstateInspectBridge({ devTools, send: (frame) => sent.push(frame) });
  const session = startSession({ inspect: bridge });

  const shown: XstateInspectFrame[] = [];
  const viewer = new WebSocket(`ws://${host}`);
  onTestFinished(() => viewer.terminate());
  viewer.on('message', (frame) => shown.push(JSON.parse(String(frame))));
  await once(viewer, 'open');
  return { ...session, bridge, sent, shown, tell: (command: object) => viewer.send(JSON.stringify(command)) };
};

describe('the inspector of XState 4 for servers', () => {
  test('shows of the services what the bridge sends by itself', async () => {
    const { chats, clock, gateway, sent, shown, tell } = await startInspected();
    chats.retain('here before');
    tell({ type: 'xstate.inspecting' });
    await vi.waitUntil(() => shown.length === 1);
    shown.length = 0;
    sent.length = 0;

    gateway.behave(acceptsThenCloses(4403));
    chats.select('42');
    await clock.advanceAsync(1_000);
    chats.dispose();
    await vi.waitUntil(() => shown.length >= sent.length);
    expect(shown).toEqual(sent);
    expect(sent.length).toBeGreaterThan(20);
  });

  test('drives no chart, whatever a viewer sends, and shows no event that no chart took', async () => {
    const { chats, clock, bridge, shown, tell } = await startInspected();
    chats.select('42');
    await clock.advanceAsync(1_000);
    const origin = bridge.services[0]?.sessionId;
    const before = chats.get('42').getSnapshot();
    tell({ type: 'xstate.inspecting' });
    const event = { name: 'chat.release', data: { type: 'chat.release' }, $$type: 'scxml', type: 'external', origin };
    tell({ type: 'xstate.event', event: JSON.stringify(event) });
    tell({ type: 'xstate.inspecting' });
    await vi.waitUntil(() => shown.filter(({ type }) => type === 'service.register').length === 2);
    expect(before.state).toBe('open');
    expect(chats.get('42').getSnapshot()).toBe(before);
    expect(shown.map(({ type }) => type)).toEqual(['service.register', 'service.register']);
    chats.dispose();
  });
});
