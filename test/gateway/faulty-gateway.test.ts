import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FaultyGateway, startFaultyGateway } from '../../docs/demo/faults/faulty-gateway.js';
import { TestClient } from './test-client.js';

let faulty: FaultyGateway;

beforeEach(async () => {
  faulty = await startFaultyGateway();
});
afterEach(() => faulty.stop());

const texts = (client: TestClient) => client.frames.flatMap((frame) => (frame.type === 'message' ? [frame.text] : []));

async function login(): Promise<string> {
  const response = await fetch(`${faulty.url}/api/v1/login`, { method: 'POST', body: '{"user":"ana"}' });
  return ((await response.json()) as { token: string }).token;
}

const dial = (token: string) => new TestClient(faulty, '1', { token });

async function join(): Promise<TestClient> {
  const client = dial(await login());
  await client.received(1);
  return client;
}

const PING = { type: 'ping' };

describe('a strike', () => {
  it('drops every connection with a reset, and the next one opens', async () => {
    const client = await join();
    faulty.strike({ type: 'drop' });
    expect(await client.closed).toBe(1006);
    await join();
  });

  it('silences every connection and tells nobody, and the next one is answered', async () => {
    const client = await join();
    faulty.strike({ type: 'silence' });
    client.send(PING);
    const next = await join();
    next.send(PING);
    await next.received(2);
    expect([client.frames.length, faulty.gateway.connections.open()]).toEqual([1, 2]);
  });

  it('closes every connection with the code and the reason asked for', async () => {
    const client = await join();
    faulty.strike({ type: 'close', code: 4429, reason: 'retry-after=60' });
    expect(await client.closed).toBe(4429);
  });

  it('expires every token: who is there and who comes with it is told 4401, and a new one is good', async () => {
    const token = await login();
    const client = dial(token);
    await client.received(1);
    faulty.strike({ type: 'expire-tokens' });
    expect([await client.closed, await dial(token).closed]).toEqual([4401, 4401]);
    await join();
  });
});

describe('a strike at what the gateway has stored', () => {
  it('kills the gateway without a word; it is back with everything', async () => {
    const client = await join();
    await faulty.gateway.post('1', 'ben', 'said');
    expect(await faulty.strike({ type: 'kill' })).toBe(true);
    expect(await client.closed).toBe(1006);
    const again = await join();
    await again.received(2);
    expect(texts(again)).toEqual(['said']);
  });

  it('[PS13] restores the log as it was when the gateway started, while it does not run', async () => {
    await faulty.gateway.post('1', 'ben', 'today');
    const client = await join();
    expect(await faulty.strike({ type: 'restore' })).toBe(true);
    expect(await client.closed).toBe(1006);
    await faulty.gateway.post('1', 'ben', 'today again');
    const again = await join();
    await again.received(2);
    expect(texts(again)).toEqual(['today again']);
  });

  it('forgets all but the newest messages of one chat', async () => {
    for (const chatId of ['1', '2'])
      for (const text of ['a', 'b', 'c', 'd', 'e']) await faulty.gateway.post(chatId, 'ben', text);
    await faulty.strike({ type: 'forget', chatId: '1' });
    const client = await join();
    await client.received(4);
    expect(texts(client)).toEqual(['c', 'd', 'e']);
    const other = new TestClient(faulty, '2', { token: await login() });
    expect(await other.received(6)).toHaveLength(6);
    other.close();
  });
});

describe('a condition', () => {
  it('refuses handshakes with 503, and logs in all the same', async () => {
    await faulty.change({ handshakes: 'refused' });
    expect(await dial(await login()).failed).toBe('Unexpected server response: 503');
    await faulty.change({ handshakes: 'accepted' });
    await join();
  });

  it('leaves handshakes without an answer, forgets who gave up, and answers the others when it is over', async () => {
    const hang = (count: number) => vi.waitFor(() => expect(faulty.gateway.hungHandshakes).toBe(count), 5000);
    await faulty.change({ handshakes: 'hung' });
    const token = await login();
    const [patient, impatient] = [dial(token), dial(token)];
    await hang(2);
    impatient.close();
    await hang(1);
    await faulty.change({ handshakes: 'accepted' });
    await patient.received(1);

    await faulty.change({ handshakes: 'hung' });
    const late = dial(token);
    await hang(1);
    await faulty.change({ handshakes: 'refused' });
    expect(await late.failed).toBe('Unexpected server response: 503');
    await faulty.change({ handshakes: 'hung' });
    const last = dial(token);
    await hang(1);
    await faulty.change({ gateway: 'stopped' });
    expect(await last.failed).toBe('socket hang up');
  });

  it('stops the gateway with 1001 and resets whoever comes, until it runs again', async () => {
    const client = await join();
    expect(await faulty.change({ gateway: 'stopped' })).toEqual({
      gateway: 'stopped',
      handshakes: 'accepted',
      line: 'good',
    });
    expect(await client.closed).toBe(1001);
    await expect(login()).rejects.toThrow('fetch failed');
    await faulty.change({ gateway: 'running' });
    await join();
  });

  it('cuts the line: nothing gets through until it is good again, and then nothing is missing', async () => {
    const client = await join();
    await faulty.change({ line: 'cut' });
    client.send(PING);
    faulty.gateway.post('1', 'ben', 'meanwhile');
    await faulty.change({ gateway: 'running' });
    expect(client.frames.length).toBe(1);
    await faulty.change({ line: 'good' });
    expect(await client.received(3)).toMatchObject([{ type: 'joined' }, { text: 'meanwhile' }, { type: 'pong' }]);
  });

  it('slows the line: a second for each segment, each way', async () => {
    const client = await join();
    await faulty.change({ line: 'slow' });
    const sentAt = performance.now();
    client.send(PING);
    await vi.waitFor(() => expect(client.frames.length).toBe(2), { timeout: 10_000, interval: 20 });
    expect(performance.now() - sentAt).toBeGreaterThan(1990);
  });
});
