import { vi } from 'vitest';
import type { ConnectionSnapshot } from '../../src/index.js';

export interface Message {
  readonly id: number;
  readonly text: string;
}

/** What the reader of an example has of their own: blocks use these names without declaring them. */
export const readerNames = () => ({
  append: vi.fn((_chatId: string, _text: unknown) => {}),
  appendOnce: vi.fn((_chatId: string, _message: Message) => {}),
  currentToken: vi.fn(() => 'a-token'),
  fetchMessages: vi.fn(async (_chatId: string, _since: number): Promise<readonly Message[]> => []),
  fetchToken: vi.fn(async (_signal: AbortSignal) => 'a-token'),
  freshToken: vi.fn(async (_signal: AbortSignal) => 'a-token'),
  record: vi.fn((_event: object) => {}),
  render: vi.fn((_snapshot: ConnectionSnapshot) => {}),
  showLoginForm: vi.fn(() => {}),
});

/** What the reader's own server answers. */
export const READERS_SERVER: Readonly<Record<string, string>> = {
  'http://localhost:8083/api/v1/login': '{ "token": "a-ticket" }',
  '/session': 'a-session',
  '/tickets/42': 'a-ticket',
  '/where-is/42': 'wss://eu-3.chat.example/api/v1/chats/42/ws',
};

/** The programs that the reader starts. */
export const READERS_FILES: readonly string[] = ['bot.js'];
