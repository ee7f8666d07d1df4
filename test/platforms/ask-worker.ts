import type { Seen } from './seen.js';

export type WorkerKind = 'a Web Worker' | 'a SharedWorker' | 'a service worker';

/** Called in a page: starts `/worker.js` as such a worker, and asks it what it sees. */
export async function askWorker(kind: WorkerKind, origin: string): Promise<Seen> {
  const options: WorkerOptions = { type: 'module' };
  const { port1, port2 } = new MessageChannel();
  const seen = new Promise<Seen>((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  });
  if (kind === 'a Web Worker') new Worker('/worker.js', options).postMessage(origin, [port2]);
  if (kind === 'a SharedWorker') new SharedWorker('/worker.js', options).port.postMessage(origin, [port2]);
  if (kind === 'a service worker') {
    await navigator.serviceWorker.register('/worker.js', { type: 'module' });
    const { active } = await navigator.serviceWorker.ready;
    active?.postMessage(origin, [port2]);
  }
  return seen;
}
