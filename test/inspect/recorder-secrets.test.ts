import { expect, it } from 'vitest';
import type { ChatConnectionsOptions } from '../../src/index.js';
import type { InspectionMessage } from '../../src/inspect/inspection.js';
import { MessageWriter } from '../../src/inspect/node/message-writer.js';
import { Recorder } from '../../src/inspect/recorder.js';
import { type Behaviour, refuses, sequence } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

const TOKEN = 'tok+en/of chat=42&ä';
const PROTOCOL = 'a-protocol-that-is-a-secret';
const BODY = 'a body nobody else may read';
const SECRETS = [TOKEN, encodeURIComponent(TOKEN), 'of chat=42', PROTOCOL, BODY, 'gateway.example', '/api/v1'];

/** The gateway quotes the secrets it was given, and sends a body. */
const quotes =
  (code: number): Behaviour =>
  (peer) =>
    peer.after(0, () => {
      peer.accepts();
      peer.sends(BODY);
      peer.after(10, () => peer.closes(code, `bad ${TOKEN} and ${PROTOCOL}`));
    });

const SOURCES: Record<string, ChatConnectionsOptions> = {
  'a query': { query: { token: TOKEN } },
  'a query that is asked for': { query: async () => ({ token: TOKEN }) },
  'a query that fails later': {
    query: async ({ attempt }) => {
      if (attempt > 2) throw new Error(`refused: ${TOKEN}, ${encodeURIComponent(TOKEN)}`);
      return { token: TOKEN };
    },
  },
  'an address': {
    gateway: undefined as never,
    url: () => `wss://user:${encodeURIComponent(TOKEN)}@gateway.example/api/v1/?x=${encodeURIComponent(TOKEN)}`,
  },
};

for (const [name, source] of Object.entries(SOURCES)) {
  it(`[OB3] no viewer is told of what is secret in ${name}, of a subprotocol, a body or an address`, async () => {
    const { clock, gateway, chats } = startSession({
      inspect: (event) => recorder.next(event),
      protocols: [PROTOCOL],
      heartbeat: { ping: () => BODY },
      random: () => 0.5,
      ...source,
    });
    const recorder = new Recorder({ clock });
    const told: InspectionMessage[] = [];
    const written: string[] = [];
    const writer = new MessageWriter();
    const hear = (message: InspectionMessage) => {
      told.push(message);
      written.push(writer.textOf(message));
    };
    recorder.subscribe(hear);
    gateway.behave(sequence(quotes(1011), refuses(), quotes(1013), quotes(4401), quotes(4429), quotes(4403)));
    chats.select('42');
    chats.get('42').send(BODY);
    await clock.advanceAsync(300_000);
    chats.get('42').send(BODY);
    recorder.subscribe(hear);
    const frames = told.flatMap((message) => (message.type === 'frames' ? message.frames : message.record.frames));
    expect(frames.filter(({ event }) => event.type === 'connection.ended').length).toBeGreaterThan(3);
    const text = [JSON.stringify(told), ...written].join('\n');
    expect([...SECRETS, JSON.stringify(TOKEN).slice(1, -1)].filter((secret) => text.includes(secret))).toEqual([]);
    chats.dispose();
  });
}
