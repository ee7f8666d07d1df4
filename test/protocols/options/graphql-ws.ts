import type { ChatConnectionsOptions } from '../../../src/index.js';

/** graphql-ws: what its server asks of a client before and between operations. */
export const graphqlOptions = (readToken: () => Promise<string>) => {
  const typeOf = (data: unknown): unknown => JSON.parse(String(data)).type;
  return {
    protocols: 'graphql-transport-ws',
    greeting: {
      start: async () => JSON.stringify({ type: 'connection_init', payload: { token: await readToken() } }),
      answer: (data) => (typeOf(data) === 'connection_ack' ? 'welcome' : 'wait'),
    },
    heartbeat: {
      ping: () => JSON.stringify({ type: 'ping' }),
      isPong: (data) => typeOf(data) === 'pong',
      reply: (data) => (typeOf(data) === 'ping' ? JSON.stringify({ type: 'pong' }) : null),
    },
  } satisfies ChatConnectionsOptions;
};
