import {
  CloseWith,
  type Cursor,
  createDeliveryServer,
  type DeliveryServer,
  Refused,
  type ServerLogger,
} from '../../src/server/index.js';
import { type ChatPolicy, refusalOf } from './chat-policy.js';
import { type ChatMessage, logged, messageOf, readPosted } from './frames.js';
import type { OpenLogs } from './log-storage.js';
import { recentEvents } from './recent-events.js';
import { Rooms } from './rooms.js';
import type { Tokens } from './tokens.js';

interface ChatLogsOptions {
  readonly tokens: Tokens;
  readonly policy: ChatPolicy;
  readonly historySize: number;
  readonly loginTimeoutMs: number;
  readonly maxFrameBytes: number;
  readonly log: (line: string) => void;
}

/** The logs of all chats, and those who read and write them: delivery, the rooms of the plain protocol, and HTTP. */
export class ChatLogs {
  readonly delivery: DeliveryServer;
  readonly rooms: Rooms;
  readonly #logs: OpenLogs;
  readonly #historySize: number;
  readonly #unsubscribe: () => void;

  constructor(logs: OpenLogs, { tokens, policy, historySize, loginTimeoutMs, maxFrameBytes, log }: ChatLogsOptions) {
    this.#logs = logs;
    this.#historySize = historySize;
    this.delivery = createDeliveryServer({
      store: logs.store,
      helloTimeoutMs: loginTimeoutMs,
      limit: maxFrameBytes,
      nameOf: ({ user }) => user,
      authenticate: (auth, { chatId, user: named }) => {
        const user = named ?? tokens.userOf(typeof auth === 'string' ? auth : null);
        const refusal = refusalOf(policy, user, chatId);
        if (refusal !== null) throw new CloseWith(refusal.code, refusal.reason);
        return user ?? false;
      },
      onMessage: ({ user, data }) => {
        const posted = readPosted(data);
        if (posted === null) throw new Refused('not-a-message');
        return logged(user, posted);
      },
      logger: loggerOf(log),
    });
    this.rooms = new Rooms({
      store: logs.store,
      publish: this.delivery.publish,
      historySize,
      failed: (error) => log(`the rooms cannot go on: ${error instanceof Error ? error.message : error}`),
    });
    this.#unsubscribe = logs.store.subscribe({
      poke: (chatId) => this.rooms.wake(chatId),
      brief: () => undefined,
      trouble: () => undefined,
    });
  }

  /** Appends a message as if somebody in the chat had sent it. */
  async post(chatId: string, from: string, text: string): Promise<void> {
    await this.delivery.publish(chatId, logged(from, { text }));
  }

  /** The state of a chat after a gap, and the cursor to go on from. */
  async history(chatId: string): Promise<{ readonly cursor: Cursor; readonly messages: readonly ChatMessage[] }> {
    const { cursor, events } = await recentEvents(this.#logs.store, chatId, this.#historySize);
    return { cursor, messages: events.map(messageOf) };
  }

  /** Keeps a copy of the logs; those of these chats are begun by then. Returns false where none can be kept. */
  async backUp(chatIds: readonly string[]): Promise<boolean> {
    if (this.#logs.backUp === undefined) return false;
    for (const chatId of chatIds) await this.delivery.cursor(chatId);
    await this.#logs.backUp();
    return true;
  }

  /** Keeps until when the tokens are expired, beside the logs. */
  async keepTokensExpiredAt(expiredAt: number): Promise<void> {
    await this.#logs.keepTokensExpiredAt(expiredAt);
  }

  /** Ends them: what is still to be written is not, if the storage is gone first. */
  async close(): Promise<void> {
    this.#unsubscribe();
    await this.delivery.close();
    await this.#logs.close();
  }
}

const loggerOf = (log: (line: string) => void): ServerLogger => {
  const say = (message: string, { chatId, user, error }: { chatId?: string; user?: string; error?: string }) =>
    log(
      [message, chatId && `chat ${JSON.stringify(chatId)}`, user && `user ${JSON.stringify(user)}`, error]
        .filter(Boolean)
        .join(': '),
    );
  return { debug: () => undefined, warn: say, error: say };
};
