import { generate } from 'mqtt-packet';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type ChatConnectionsOptions, createChatConnections } from '../../src/index.js';
import { startTcpProxy } from '../support/tcp-proxy.js';
import { firstFrameOptions } from './options/first-frame.js';
import { graphqlOptions } from './options/graphql-ws.js';
import { homeAssistantOptions } from './options/home-assistant.js';
import { mqttOptions } from './options/mqtt.js';
import { socketIoOptions } from './options/socket-io.js';
import { type Protocol, tokenOf } from './protocol.js';
import { startFirstFrame, tokenFrom } from './servers/first-frame.js';
import { startGraphql } from './servers/graphql-ws.js';
import { startHomeAssistant } from './servers/home-assistant.js';
import { startMqtt } from './servers/mqtt.js';
import { startSocketIo } from './servers/socket-io.js';

let lastId = 0;
const nextId = () => {
  lastId += 1;
  return lastId;
};

const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  'graphql-ws 6': {
    start: startGraphql,
    options: (credentials) => graphqlOptions(async () => tokenOf(credentials)),
    say: (text) => {
      const payload = { query: 'query ($text: String!) { say(text: $text) }', variables: { text } };
      return JSON.stringify({ id: String(nextId()), type: 'subscribe', payload });
    },
    refused: { reason: 'rejected', attempts: 1 },
    saysBye: false,
  },
  'Socket.IO 4, Engine.IO 4': {
    start: startSocketIo,
    options: (credentials) => socketIoOptions(() => tokenOf(credentials)),
    say: (text) => `42${JSON.stringify(['say', text])}`,
    refused: { reason: 'rejected', attempts: 1 },
    saysBye: true,
    isForgetful: true,
  },
  'MQTT 3.1.1 (Aedes)': {
    start: startMqtt,
    options: (credentials) => mqttOptions('ana', async () => tokenOf(credentials)),
    say: (text) => generate({ cmd: 'publish', topic: 'said', payload: text, qos: 0, dup: false, retain: false }),
    refused: { reason: 'rejected', attempts: 1 },
    saysBye: true,
  },
  'Home Assistant’s frames': {
    start: startHomeAssistant,
    options: (credentials) => homeAssistantOptions(() => tokenOf(credentials), nextId),
    say: (text) => JSON.stringify({ id: nextId(), type: 'say', text }),
    refused: { reason: 'rejected', attempts: 1 },
    saysBye: false,
  },
  'a token in the first frame, our gateway': {
    start: startFirstFrame,
    options: (credentials, { origin }) =>
      firstFrameOptions(() =>
        credentials === 'right' ? tokenFrom(origin.replace('ws', 'http'), 'ana') : Promise.resolve(tokenOf('wrong')),
      ),
    say: (text) => JSON.stringify({ type: 'message', text }),
    refused: { reason: 'unauthorized', attempts: 2 },
    saysBye: false,
  },
};

/** Nothing waits for longer than a test takes. */
const HASTY = {
  throttleMs: 20,
  backoff: { firstMs: 20, baseMs: 20, maxMs: 50 },
};
const HASTY_HEARTBEAT = { intervalMs: 250, timeoutMs: 250 };

/** A chat that speaks the protocol with a real server, through a network that the test rules. */
const start = async (protocol: Protocol, credentials: 'right' | 'wrong' = 'right') => {
  let server = await protocol.start(0);
  const proxy = await startTcpProxy(server.origin);
  const options: ChatConnectionsOptions = protocol.options(credentials, server);
  const attempts: unknown[] = [];
  const note = (_message: string, { event }: { readonly event: string }) => {
    if (event === 'attempt.started') attempts.push(event);
  };
  const heartbeat = options.heartbeat && { ...options.heartbeat, ...HASTY_HEARTBEAT };
  const chats = createChatConnections({
    ...options,
    ...HASTY,
    ...(heartbeat && { heartbeat }),
    gateway: proxy.origin,
    WebSocket,
    logger: { debug: note, info: note, warn: note, error: note },
  });
  onTestFinished(async () => {
    chats.dispose();
    await proxy.close();
    await server.stop();
  });
  const chat = chats.get('42');
  const becomes = async (state: ReturnType<typeof chat.getSnapshot>['state']) => {
    await vi.waitFor(() => expect(chat.getSnapshot().state).toBe(state), { timeout: 2_000, interval: 5 });
    return chat.getSnapshot();
  };
  const hears = (expected: readonly unknown[]) =>
    vi.waitFor(() => expect(server.log).toEqual(expected), { timeout: 2_000, interval: 5 });
  return {
    chats,
    chat,
    proxy,
    attempts,
    becomes,
    hears,
    say: (...texts: string[]) => texts.map((text) => chat.send(protocol.say(text)).status),
    stop: () => server.stop(),
    startAgain: async () => {
      server = await protocol.start(server.port);
    },
  };
};

describe.each(Object.entries(PROTOCOLS))('%s', (_, protocol) => {
  test('[GR1] is greeted first, hears what was queued after its welcome, and then what is said', async () => {
    const { chats, becomes, hears, say } = await start(protocol);
    chats.select('42');
    expect(say('one', 'two')).toEqual(['queued', 'queued']);
    await becomes('open');
    expect(say('three')).toEqual(['sent']);
    await hears(['hello', 'one', 'two', 'three']);
  });

  test('[GR1, RE1] is greeted again after it was away', async () => {
    const { chats, becomes, hears, say, stop, startAgain } = await start(protocol);
    chats.select('42');
    await becomes('open');
    await stop();
    await becomes('backoff');
    expect(say('meanwhile')).toEqual(['queued']);
    await startAgain();
    await becomes('open');
    await hears(['hello', 'meanwhile']);
  });

  test('[LI1, LI2, LI6] is kept while it answers, and found when it does not', async () => {
    const { chats, chat, becomes, proxy } = await start(protocol);
    chats.select('42');
    await becomes('open');
    const lost = vi.fn();
    chat.on('close', lost);
    await new Promise((resolve) => setTimeout(resolve, 900));
    expect(lost).not.toHaveBeenCalled();
    proxy.stall();
    await vi.waitFor(() => expect(lost).toHaveBeenCalled(), { timeout: 5_000, interval: 5 });
    expect(chat.getSnapshot().lastFailure?.kind).toBe('half-open');
  });

  test.runIf(protocol.refused)('[GR2, RE5] ends it where the credentials are wrong, and is left in peace', async () => {
    const { chats, becomes, attempts } = await start(protocol, 'wrong');
    chats.select('42');
    const { failure } = await becomes('failed');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([failure?.reason, attempts.length]).toEqual([protocol.refused?.reason, protocol.refused?.attempts]);
  });

  test('[SD1, EN3] gets all that was sent before an orderly end', async () => {
    const { chats, becomes, hears, say } = await start(protocol);
    chats.select('42');
    await becomes('open');
    const texts = Array.from({ length: 30 }, (_, index) => `text ${index}`);
    expect(new Set(say(...texts))).toEqual(new Set(['sent']));
    if (protocol.isForgetful) await hears(['hello', ...texts]);
    chats.dispose();
    await hears(['hello', ...texts, ...(protocol.saysBye ? ['bye'] : [])]);
  });
});
