import { expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createChatConnections } from '../../src/index.js';
import { startTcpProxy } from '../support/tcp-proxy.js';
import { yjsConnections } from './options/yjs.js';
import { startYjs } from './servers/yjs.js';

const eventually = (check: () => void) => vi.waitFor(check, { timeout: 5_000, interval: 5 });

/** A writer of the document, through a network that the test rules. */
const startWriter = async (origin: string) => {
  const proxy = await startTcpProxy(origin);
  const { options, docOf, attach } = yjsConnections();
  const chats = createChatConnections({
    ...options,
    throttleMs: 20,
    backoff: { firstMs: 20, baseMs: 20, maxMs: 50 },
    heartbeat: { ...options.heartbeat, intervalMs: 200, timeoutMs: 200 },
    gateway: proxy.origin,
    WebSocket,
  });
  attach(chats);
  onTestFinished(async () => {
    chats.dispose();
    await proxy.close();
  });
  chats.select('doc');
  const said = docOf('doc').getArray<string>('said');
  return { chat: chats.get('doc'), proxy, said };
};

test('documents come to agree, and again after the server was away and after a link that was dead', async () => {
  let server = await startYjs(0);
  onTestFinished(() => server.stop());
  const [ana, ben] = [await startWriter(server.origin), await startWriter(server.origin)];
  const agree = (...texts: string[]) =>
    eventually(() => {
      for (const { said } of [ana, ben]) expect(said.toArray().sort()).toEqual(texts.sort());
    });
  ana.said.push(['before']);
  await agree('before');

  await server.stop();
  await eventually(() => expect(ana.chat.getSnapshot().state).toBe('backoff'));
  ana.said.push(['while it was away']);
  server = await startYjs(server.port);
  await agree('before', 'while it was away');

  ben.proxy.strand();
  ben.said.push(['into the void']);
  await eventually(() => expect(ben.chat.getSnapshot().lastFailure?.kind).toBe('half-open'));
  await agree('before', 'into the void', 'while it was away');
});
