import { EvenkeelError } from '../contract/errors.js';
import type { Cursor } from '../domain/delivery-frames.js';
import { invalidValue } from '../domain/invalid-value.js';
import { objectWith, wholeNumberFrom } from '../options/option-checks.js';
import { checkChatId, checkUser } from './checked-names.js';
import { CommitQueue } from './commit-queue.js';
import { Connection } from './connection.js';
import { type DeliveryServerOptions, resolveServerOptions } from './delivery-server-options.js';
import { Rooms } from './room.js';
import { sayTo, wordsOf } from './server-log.js';
import { OPEN, type ServerSocket } from './server-socket.js';

/** What to keep of a log: its newest events, or those from a seq on. */
export type TrimTo = { readonly keep: number } | { readonly before: number };

/** The server half of the delivery protocol (docs/protocol.md). */
export interface DeliveryServer {
  /**
   * Serves the delivery protocol on a socket that is open, from now on. Call it in the same turn in which the socket opened, or
   * keep the socket paused until then: frames that came before are not seen. `user` may be left out if `authenticate` names it.
   * Throws `TypeError` for what is no socket, no chat id or no user: both are texts of at most 1,000 bytes. After `close` the socket is closed with 1012.
   */
  accept(socket: ServerSocket, who: { readonly chatId: string; readonly user?: string }): void;
  /**
   * Appends an event of the application's own. Resolves once it is durable; rejects with what the store threw, and then the
   * event may still be there: the store may have lost its connection after it was written. `data` is any JSON value.
   */
  publish(chatId: string, data: unknown): Promise<{ readonly seq: number; readonly tag: string }>;
  /** The head of the log. For a snapshot, read it *before* the data (PC8). */
  cursor(chatId: string): Promise<Cursor>;
  /**
   * Removes events from the beginning of the log, a few thousand at a time. Clients that have not seen them find a gap,
   * `expired`; senders that nobody used for 90 days and that have no event left are forgotten (PS12).
   */
  trim(chatId: string, to: TrimTo): Promise<void>;
  /**
   * Closes every connection with 1012 and resolves once what was being written is written. The store stays open: it is the
   * application's. Calling it again has no effect.
   */
  close(): Promise<void>;
}

const TRIM_STEP = 5_000;

const aSocket = objectWith(['send', 'close', 'on'], ['pause', 'resume']);
const aSeq = wholeNumberFrom(0);

/**
 * Creates the server half of the delivery protocol, version 1, on a store. Throws `TypeError` (`ERR_INVALID_OPTION`) for a bad
 * option.
 *
 * @example
 * import { createDeliveryServer, memoryStore } from 'evenkeel/server';
 * import { WebSocketServer } from 'ws';
 *
 * const delivery = createDeliveryServer({ store: memoryStore() });
 * const sockets = new WebSocketServer({ port: 8084, maxPayload: 4 * 65_536 });
 * sockets.on('connection', (socket) => delivery.accept(socket, { chatId: '42', user: 'ana' }));
 */
export function createDeliveryServer(options: DeliveryServerOptions): DeliveryServer {
  const resolved = resolveServerOptions(options);
  const { store } = resolved;
  const say = sayTo(resolved.logger);
  const rooms = new Rooms(store);
  const connections = new Set<Connection>();
  let isClosed = false;

  const storeFailed = (error: unknown) => say('store.failed', { error: wordsOf(error) });
  const commits = new CommitQueue(
    store,
    (chats) => {
      for (const chat of chats) rooms.poke(chat);
    },
    storeFailed,
  );
  const unsubscribe = store.subscribe({
    poke: (chat) => rooms.poke(chat),
    brief: (chat, frame) => rooms.brief(chat, frame),
    trouble: storeFailed,
  });

  const cursor = async (chatId: string): Promise<Cursor> => {
    checkChatId(chatId);
    const { epoch, head, tag } = await store.greet(chatId, '', [], null);
    return { epoch, seq: head, tag };
  };

  return {
    accept(socket, who) {
      if (!aSocket.accepts(socket)) throw invalidValue('ERR_INVALID_SOCKET', 'A socket', aSocket.expected, socket);
      checkChatId(who.chatId);
      const { chatId, user } = who;
      if (user !== undefined || resolved.authenticate === undefined) checkUser(user);
      // Gone before it was served; of that `ws` tells only those who listened.
      if (socket.readyState !== OPEN) return;
      const connection = new Connection(
        socket,
        { chatId, user },
        { options: resolved, commits, rooms, say, onEnded: (ended) => connections.delete(ended) },
      );
      connections.add(connection);
      if (isClosed) connection.close(1012, 'the server restarts');
    },
    async publish(chatId, data) {
      checkChatId(chatId);
      if (isClosed) throw new EvenkeelError('ERR_CLOSED', 'This delivery server was closed');
      const text: string | undefined = JSON.stringify(data);
      if (text === undefined) throw invalidValue('ERR_INVALID_DATA', 'What is published', 'a JSON value', data);
      return new Promise((resolve, reject) =>
        commits.add({ kind: 'publication', chat: chatId, data: text }, (outcome, error) => {
          if (outcome?.result === 'taken' && outcome.seq !== null) resolve({ seq: outcome.seq, tag: outcome.tag });
          else reject(error);
        }),
      );
    },
    cursor,
    async trim(chatId, to) {
      const figure = 'keep' in to ? to.keep : to.before;
      if (!aSeq.accepts(figure)) throw invalidValue('ERR_INVALID_VALUE', 'What to keep', aSeq.expected, figure);
      checkChatId(chatId);
      const { oldest, head } = await store.greet(chatId, '', [], null);
      const target = Math.min('keep' in to ? head + 1 - to.keep : to.before, head + 1);
      let reached = oldest;
      do {
        reached = Math.max(reached, Math.min(reached + TRIM_STEP, target));
        await store.trim(chatId, reached);
      } while (reached < target);
    },
    async close() {
      isClosed = true;
      unsubscribe();
      const open = [...connections];
      for (const connection of open) connection.close(1012, 'the server restarts');
      await Promise.all(open.map((connection) => connection.settled()));
      await commits.idle();
    },
  };
}
