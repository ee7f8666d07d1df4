import type { AddressInfo } from 'node:net';
import { expect, it, vi } from 'vitest';
import type { WebSocketServer } from 'ws';
import type { Delivery } from '../../src/delivery/index.js';
import { blockAt, runExample } from './example.js';

it('the page and the server of docs/delivery.md work together', async () => {
  const server = await runExample(blockAt('docs/delivery.md', 'In the server'));
  const { port } = (server.topLevel['sockets'] as WebSocketServer).address() as AddressInfo;
  const history = { cursor: server.topLevel['cursor'], messages: [{ data: { text: 'from the backend' } }] };
  const page = await runExample(blockAt('docs/delivery.md', 'In the page'), {
    origin: `http://127.0.0.1:${port}`,
    fetch: async () => new Response(JSON.stringify(history)),
  });
  const delivery = page.topLevel['delivery'] as Delivery;
  try {
    await vi.waitFor(() => {
      expect(page.reader.append.mock.calls).toEqual([
        ['42', { text: 'from the backend' }],
        ['42', { text: 'hello' }],
      ]);
      expect(page.reader.record.mock.calls.map(([event]) => (event as { readonly status?: string }).status)).toEqual([
        'stored',
        'sent',
        'acked',
      ]);
    });
  } finally {
    delivery.dispose();
  }
});
