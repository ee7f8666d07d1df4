import type { ChatConnectionsOptions } from '../../../src/index.js';

/** Home Assistant: the server asks for the token, and each command has a number of its own. */
export const homeAssistantOptions = (readToken: () => string, nextId: () => number) => {
  const typeOf = (data: unknown): unknown => JSON.parse(String(data)).type;
  return {
    path: '/api/websocket?chat=:id',
    greeting: {
      answer: (data) => {
        const type = typeOf(data);
        if (type === 'auth_required') return { reply: JSON.stringify({ type: 'auth', access_token: readToken() }) };
        if (type === 'auth_ok') return 'welcome';
        return type === 'auth_invalid' ? 'fatal' : 'wait';
      },
    },
    heartbeat: {
      ping: () => JSON.stringify({ id: nextId(), type: 'ping' }),
      isPong: (data) => typeOf(data) === 'pong',
    },
  } satisfies ChatConnectionsOptions;
};
