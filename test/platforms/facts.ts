import type { Surroundings } from './battery.js';

/** What a platform does where platforms differ, in words, by the column of the table in docs/spec.md. */
export type Facts = Readonly<Record<string, string>>;

/** How long after `error` a `close` may come. */
const LATE_MS = 500;

/** The platform's own sockets, globals and events, as the library meets them. */
export async function measureFacts({ origin, WebSocket = globalThis.WebSocket }: Surroundings): Promise<Facts> {
  const endOf = (path: string) =>
    new Promise<string>((resolve) => {
      const socket = new WebSocket(`${origin}${path}`);
      const events: string[] = [];
      socket.addEventListener('error', () => {
        events.push('`error`');
        setTimeout(() => resolve(events.join(', ')), LATE_MS);
      });
      socket.addEventListener('close', ({ code, wasClean }) => {
        events.push(`${code}${wasClean ? ', clean' : ''}`);
        setTimeout(() => resolve(events.join(', ')), 0);
      });
    });
  const [closed, brokenOff, refused] = await Promise.all(['/closes/4400/bye', '/ends', '/refuses'].map(endOf));
  const bufferedAmount = await new Promise<unknown>((resolve) => {
    const socket = new WebSocket(`${origin}/echoes/facts`);
    socket.addEventListener('open', () => {
      resolve(socket.bufferedAmount);
      socket.close();
    });
  });
  return {
    '`bufferedAmount`': typeof bufferedAmount === 'number' ? 'a number' : `${bufferedAmount}`,
    '`URL` of `ws:`': urlOf('ws://chat.example:8083/a'),
    'closed by the server': closed ?? '',
    'broken off': brokenOff ?? '',
    'refused with 401': refused ?? '',
    environment: environment(),
  };
}

function urlOf(text: string): string {
  const url = new URL(text);
  const host = url.host === 'chat.example:8083' ? '' : 'no `host`';
  return [host, canBeChanged(url) ? '' : 'no setters'].filter((lack) => lack !== '').join(', ') || 'whole';
}

function canBeChanged(url: URL): boolean {
  try {
    url.pathname = '/b';
    return url.pathname === '/b';
  } catch {
    return false;
  }
}

function environment(): string {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  try {
    return process?.env === undefined ? 'none' : `readable${process.env['CHAT_GATEWAY_URL'] ?? ''}`;
  } catch {
    return 'reading throws';
  }
}
