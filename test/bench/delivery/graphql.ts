import { randomUUID } from 'node:crypto';
import { EventEmitter, on } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { importPeer } from '../peers/import-peer.js';
import { ChatLog } from './chat-log.js';
import { serveSockets } from './listening.js';
import { PageWebSocket } from './page-web-socket.js';
import type { DeliverySubject, LogEntry } from './subject.js';

interface Sink {
  next(result: { readonly data?: { readonly messages?: LogEntry }; readonly errors?: unknown }): void;
  error(reason: unknown): void;
  complete(): void;
}

interface GraphqlClient {
  on(event: 'connected', listener: () => void): void;
  subscribe(payload: { readonly query: string; readonly variables: object }, sink: Sink): () => void;
  terminate(): void;
  dispose(): void;
}

const SCHEMA = `
  type Message { seq: Int!, text: String! }
  type Query { head: Int }
  type Mutation { say(id: ID!, text: String!): Boolean }
  type Subscription { messages(after: Int!): Message! }
`;
const SAY = 'mutation Say($id: ID!, $text: String!) { say(id: $id, text: $text) }';
const MESSAGES = 'subscription Messages($after: Int!) { messages(after: $after) { seq text } }';
const PONG_MS = 5_000;
const RETRY_MS = 500;

/** @param hasIds the server knows a message by its id, and reads from its table what a subscriber has not seen */
export const graphqlWs = (hasIds: boolean): DeliverySubject => ({
  name: hasIds ? 'graphql-ws, ids + log' : 'graphql-ws, retries',
  setting: hasIds
    ? 'The same; the server keeps each mutation’s id in a UNIQUE column, and the subscription names the last message that was seen.'
    : 'graphql-ws at both ends: `retryAttempts: Infinity` with up to 2.5 s between them, `shouldRetry: () => true`, `keepAlive` with its recipe’s time-out; one mutation after the other, again after an error. It sends an unanswered mutation again by itself.',
  async serve(port, database) {
    const [{ buildSchema }, { useServer }] = await Promise.all([import('graphql'), import('graphql-ws/use/ws')]);
    const log = new ChatLog(database);
    const said = new EventEmitter().setMaxListeners(0);
    const say = (text: string, id: string | null) => {
      const entry = log.append(text, id);
      if (entry !== null) said.emit('entry', entry);
    };
    const messages = ({ after }: { readonly after: number }) => {
      const live = on(said, 'entry') as AsyncIterableIterator<[LogEntry]>;
      const missed = hasIds ? log.after(after) : [];
      return (async function* () {
        for (const entry of missed) yield { messages: entry };
        for await (const [entry] of live) yield { messages: entry };
      })();
    };
    const served = await serveSockets(port, { handleProtocols: () => 'graphql-transport-ws' });
    const mutation = {
      say: ({ id, text }: { readonly id: string; readonly text: string }) => {
        say(text, hasIds ? id : null);
        return true;
      },
    };
    useServer({ schema: buildSchema(SCHEMA), roots: { mutation, subscription: { messages } } }, served.sockets);
    return { port: served.port, publish: (text) => say(text, null), log: () => log.after(0) };
  },
  async connect(host, given) {
    const { createClient } = await importPeer<{ createClient(options: object): GraphqlClient }>('graphql-ws');
    let pongTimer: NodeJS.Timeout | undefined;
    const client = createClient({
      url: `ws://${host}/`,
      webSocketImpl: PageWebSocket,
      lazy: false,
      onNonLazyError: () => undefined,
      retryAttempts: Number.POSITIVE_INFINITY,
      shouldRetry: () => true,
      retryWait: () => delay(RETRY_MS + 2_000 * Math.random()),
      connectionAckWaitTimeout: 10_000,
      keepAlive: 10_000,
      on: {
        closed: () => clearTimeout(pongTimer),
        ping: (isReceived: boolean) => {
          if (!isReceived) pongTimer = setTimeout(() => client.terminate(), PONG_MS);
        },
        pong: (isReceived: boolean) => {
          if (isReceived) clearTimeout(pongTimer);
        },
      },
    });
    await new Promise<void>((resolve) => client.on('connected', resolve));

    let seen = 0;
    // The variables are read whenever it subscribes anew.
    const variables = {
      get after() {
        return seen;
      },
    };
    const listen = () =>
      client.subscribe(
        { query: MESSAGES, variables },
        {
          next: ({ data }) => {
            if (data?.messages === undefined) return;
            seen = data.messages.seq;
            given(seen);
          },
          error: () => setTimeout(listen, RETRY_MS),
          complete: () => undefined,
        },
      );
    listen();

    const waiting: { readonly id: string; readonly text: string }[] = [];
    let isSaying = false;
    const say = () => {
      const [first] = waiting;
      if (isSaying || first === undefined) return;
      isSaying = true;
      let isSaid = false;
      const again = () => {
        isSaying = false;
        say();
      };
      client.subscribe(
        { query: SAY, variables: first },
        {
          next: ({ errors }) => {
            isSaid = errors === undefined;
          },
          error: () => setTimeout(again, RETRY_MS),
          complete: () => {
            if (isSaid) waiting.shift();
            again();
          },
        },
      );
    };
    return {
      send(text) {
        waiting.push({ id: randomUUID(), text });
        say();
      },
      close: () => client.dispose(),
    };
  },
});
