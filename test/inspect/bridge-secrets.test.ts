import { describe, expect, it } from 'vitest';
import { createXstateInspectBridge } from '../../src/inspect/bridge/index.js';
import { type Behaviour, refuses, sequence } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

const TOKEN = 'tok+en/of chat=42&ä';
const SENT = 'a message to the server';
const RECEIVED = 'a message from the server';
const SPELLINGS = [TOKEN, encodeURIComponent(TOKEN), 'of chat=42', '?token=', SENT, RECEIVED];

/** The gateway talks, and quotes the token and its whole address when it closes. */
const quotes =
  (code: number): Behaviour =>
  (peer) =>
    peer.after(0, () => {
      peer.accepts();
      peer.sends(RECEIVED);
      peer.after(10, () => peer.closes(code, `bad ${TOKEN} at ${peer.url}`));
    });

describe('the bridge to @xstate/inspect', () => {
  it('[OB3] tells no secret and no message in any frame or service, though close reasons quote the token', async () => {
    const told: string[] = [];
    const tell = (value: unknown) => told.push(JSON.stringify(value));
    const bridge = createXstateInspectBridge({
      send: tell,
      devTools: {
        register: (service) => {
          tell(service.machine.definition);
          service.subscribe(tell);
          service.send = tell;
        },
      },
    });
    const { chats, clock, gateway } = startSession({
      inspect: bridge,
      query: async () => ({ token: TOKEN }),
      heartbeat: { ping: () => SENT },
    });
    gateway.behave(sequence(quotes(1011), refuses(), quotes(4401), quotes(4403)));
    chats.select('42');
    chats.get('42').send(SENT);
    await clock.advanceAsync(120_000);
    bridge.receive({ type: 'xstate.inspecting' });
    const { state, lastClose } = chats.get('42').getSnapshot();
    chats.dispose();
    expect({ state, code: lastClose?.code, sockets: gateway.sockets.length }).toEqual({
      state: 'failed',
      code: 4403,
      sockets: 4,
    });
    expect(told.length).toBeGreaterThan(50);
    // Reasons are told, without what they quote.
    expect(told.some((one) => one.includes('bad '))).toBe(true);
    expect(told.filter((one) => SPELLINGS.some((spelling) => one.includes(spelling)))).toEqual([]);
  });
});
