/** A worker of any kind: a message names the server's origin, and its port is answered with what is seen. */
import { see } from './seen.js';

const answer = async ({ data, ports: [port] }: MessageEvent<string>) => port?.postMessage(await see({ origin: data }));

addEventListener('message', answer);
addEventListener('connect', (event) => {
  const [port] = (event as MessageEvent).ports;
  port?.addEventListener('message', answer);
  port?.start();
});
