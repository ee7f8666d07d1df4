import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { RIGHT } from '../protocol.js';
import { listen } from './listen.js';

/** The copy that graphql-ws takes: as a package for bundlers there is another one, and it knows no schemas of this one. */
const { buildSchema }: typeof import('graphql') = createRequire(import.meta.url)('graphql');

/** graphql-ws 6: it admits who has the right token, and its one query logs what it is asked to say. */
export const startGraphql = async (port: number) => {
  const log: string[] = [];
  const http = createServer();
  useServer(
    {
      schema: buildSchema('type Query { say(text: String!): Boolean }'),
      roots: { query: { say: ({ text }: { text: string }) => log.push(text) > 0 } },
      onConnect: ({ connectionParams }) => {
        const isRight = connectionParams?.['token'] === RIGHT;
        if (isRight) log.push('hello');
        return isRight;
      },
    },
    new WebSocketServer({ server: http, handleProtocols: () => 'graphql-transport-ws' }),
  );
  return listen(http, port, log);
};
