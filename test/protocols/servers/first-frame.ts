import { startGateway } from '../../gateway/gateway.js';
import { TestClient } from '../../gateway/test-client.js';
import type { ProtocolServer } from '../protocol.js';

/** Logs in at our gateway. */
export const tokenFrom = async (url: string, user: string): Promise<string> => {
  const answer = await fetch(`${url}/api/v1/login`, { method: 'POST', body: JSON.stringify({ user }) });
  return ((await answer.json()) as { token: string }).token;
};

/** Our own gateway; somebody else in the chat logs what is said there. */
export const startFirstFrame = async (port: number): Promise<ProtocolServer> => {
  const log: string[] = [];
  const admits = (user: string) => {
    if (user === 'ana') log.push('hello');
    return true;
  };
  const gateway = await startGateway({ port, policy: { exists: () => true, admits } });
  const listener = new TestClient(gateway, '42', { token: await tokenFrom(gateway.url, 'ben') });
  await listener.received(1);
  listener.onFrame((frame) => {
    if (frame.type === 'message') log.push(frame.text);
  });
  return { origin: gateway.url.replace('http', 'ws'), port: gateway.port, log, stop: () => gateway.stop() };
};
