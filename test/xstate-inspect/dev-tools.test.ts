import { createDevTools } from '@xstate/inspect';
import { describe, expect, test } from 'vitest';
import {
  createXstateInspectBridge,
  type XstateInspectBridgeOptions,
  type XstateInspectFrame,
} from '../../src/inspect/bridge/index.js';
import { startSession } from '../support/session.js';

describe('the development tools of @xstate/inspect', () => {
  test('have a service for each chat in use', async () => {
    const devTools = createDevTools();
    const { chats, clock } = startSession({ inspect: createXstateInspectBridge({ devTools }), lingerMs: 0 });
    const ids = () => [...devTools.services].map(({ id }) => id);
    const release = chats.retain('7');
    chats.select('42');
    const both = ids();
    release();
    // Its last attempt is forgotten, and the next call notices.
    await clock.advanceAsync(61_000);
    chats.get('42');
    const one = ids();
    chats.dispose();
    expect({ both, one, none: ids() }).toEqual({ both: ['7', '42'], one: ['42'], none: [] });
  });

  test('take what there is later too', () => {
    const bridge = createXstateInspectBridge();
    const { chats } = startSession({ inspect: bridge });
    chats.select('42');
    const devTools = createDevTools();
    for (const service of bridge.services) Reflect.apply(devTools.register, devTools, [service]);
    const [service] = devTools.services;
    expect(service?.state.value).toEqual({ connecting: 'dialing' });
    expect(service?.initialState.value).toBe('idle');
    chats.dispose();
    expect([...devTools.services]).toEqual([]);
  });
});

describe('the options of the bridge', () => {
  test.each([
    [{ send: 'a viewer' }, 'The option send must be a function; received "a viewer"'],
    [
      { devTools: createDevTools },
      'The option devTools must be an object with the method register; received a function',
    ],
    [{ devtools: null }, 'The name of an option must be one of send, devTools; received "devtools"'],
  ])('are refused: %o', (options, message) => {
    expect(() => createXstateInspectBridge(options as XstateInspectBridgeOptions)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_OPTION', message }),
    );
  });
});

describe('a bridge that is closed', () => {
  test('has stopped every service, and sends nothing more', async () => {
    const devTools = createDevTools();
    const sent: XstateInspectFrame['type'][] = [];
    const bridge = createXstateInspectBridge({ devTools, send: ({ type }) => sent.push(type) });
    const { chats, clock } = startSession({ inspect: bridge });
    chats.select('42');
    await clock.advanceAsync(1_000);
    sent.length = 0;
    bridge.close();
    bridge.close();
    chats.select('7');
    await clock.advanceAsync(1_000);
    bridge.receive({ type: 'xstate.inspecting' });
    expect({ sent, services: bridge.services, registered: [...devTools.services] }).toEqual({
      sent: ['service.stop'],
      services: [],
      registered: [],
    });
    chats.dispose();
  });
});

describe('a service', () => {
  test('tells whoever subscribes of its state, until that unsubscribes', async () => {
    const bridge = createXstateInspectBridge();
    const { chats, clock } = startSession({ inspect: bridge });
    chats.select('42');
    const states: object[] = [];
    const [service] = bridge.services;
    const subscription = service?.subscribe((state) => states.push(state));
    await clock.advanceAsync(1_000);
    expect(states).toEqual([expect.objectContaining({ value: { connecting: 'dialing' } }), service?.state]);
    subscription?.unsubscribe();
    chats.select(null);
    await clock.advanceAsync(20_000);
    expect(states.length).toBe(2);
    chats.dispose();
  });
});
