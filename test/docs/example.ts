import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import Database from 'libsql';
import { onTestFinished, vi } from 'vitest';
import * as ws from 'ws';
import { entries } from '../../docs/reference/entries.js';
import * as library from '../../src/index.js';
import { createFakeGateway, createFakePage, createSeededRandom, createVirtualClock } from '../../src/testing/index.js';
import { type CodeBlock, codeBlocksOf } from './code-blocks.js';
import { pages, ROOT } from './pages.js';
import { READERS_SERVER, readerNames } from './reader-names.js';
import { runBlock } from './run-block.js';

/** The block of TypeScript under that heading; the first, unless another is asked for. */
export const blockAt = (path: string, heading: string, number = 1): CodeBlock => {
  const blocks = pages.filter((page) => page.path === path).flatMap(codeBlocksOf);
  const block = blocks.find((one) => one.heading === heading && one.language === 'ts' && one.number === number);
  if (block === undefined) throw new Error(`${path} has no block ${number} of ts under "${heading}"`);
  return block;
};

/** Listens on a port that is free, whichever the block names. */
class AnywhereServer extends ws.WebSocketServer {
  constructor(options: ws.ServerOptions) {
    super({ ...options, port: 0 });
  }
}

/** Leaves no file behind, whichever the block names. */
class DatabaseInMemory extends Database {
  constructor() {
    super(':memory:');
  }
}

interface ExampleOptions {
  /** A server to run it towards, in real time and over sockets of the `ws` package. */
  readonly origin?: string;
  /** How it fetches, unless from `READERS_SERVER`. */
  readonly fetch?: (path: string, init?: RequestInit) => Promise<Response>;
  /** What its reader has in place of what `readerNames` says. */
  readonly names?: Partial<ReturnType<typeof readerNames>>;
}

/**
 * Runs a block with what its reader has: towards a fake gateway, on a fake page and in virtual time, unless there is a
 * server. What it leaves open is closed when the test is over.
 */
export const runExample = async (block: CodeBlock, { origin, fetch, names = {} }: ExampleOptions = {}) => {
  const clock = createVirtualClock();
  const gateway = createFakeGateway({ clock });
  const page = createFakePage();
  const reader = { ...readerNames(), ...names };
  const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn(), log: vi.fn() };
  const processOfReader = Object.assign(new EventEmitter(), { env: {} });
  const tests: [name: string, fn: () => unknown][] = [];
  const started: library.ChatConnections[] = [];

  const virtual = (options: library.ChatConnectionsOptions): library.ChatConnectionsOptions => ({
    ...(options.url === undefined && { gateway: 'wss://gateway.example' }),
    clock,
    WebSocket: gateway.WebSocket,
    signals: page,
    random: createSeededRandom(1),
    ...options,
  });
  const createChatConnections = (options: library.ChatConnectionsOptions = {}) => {
    const chats = library.createChatConnections(
      origin === undefined ? virtual(options) : { WebSocket: ws.WebSocket, ...options, gateway: origin },
    );
    started.push(chats);
    onTestFinished(() => chats.dispose());
    return chats;
  };
  const load = async (name: string): Promise<unknown> => {
    if (name === 'evenkeel') return { ...library, createChatConnections };
    if (name === 'ws') {
      const { WebSocket } = origin === undefined ? gateway : ws;
      return { ...ws, WebSocket, WebSocketServer: AnywhereServer };
    }
    if (name === 'libsql') return { __esModule: true, default: DatabaseInMemory };
    const entry = entries.find((one) => one.name === name);
    const module = await import(entry === undefined ? name : join(ROOT, entry.code));
    return name === 'vitest' ? { ...module, test: (...one: (typeof tests)[number]) => tests.push(one) } : module;
  };
  const fetchOfReader = vi.fn(async (path: string, init?: RequestInit) => {
    if (fetch !== undefined) return fetch(path, init);
    const body = READERS_SERVER[path];
    return new Response(body ?? null, { status: body === undefined ? 404 : 200 });
  });

  // A block about fake timers leaves them to whatever else runs in this world.
  onTestFinished(() => void vi.useRealTimers());
  const topLevel = await runBlock(block, {
    load,
    globals: {
      ...reader,
      console: logger,
      fetch: fetchOfReader,
      importMeta: { env: { VITE_CHAT_GATEWAY_URL: 'https://chat.example' } },
      location: new URL('https://chat.example/'),
      process: processOfReader,
    },
  });
  const values = Object.values(topLevel);
  for (const value of values.filter(isClosable)) onTestFinished(() => value.close());
  for (const [, fn] of tests) await fn();
  return {
    topLevel,
    /** The connections that the block has at its top level. */
    lasting: started.filter((chats) => values.includes(chats)),
    clock,
    gateway,
    page,
    reader,
    logger,
    fetch: fetchOfReader,
    process: processOfReader,
  };
};

const isClosable = (value: unknown): value is { close(): Promise<void> | void } =>
  typeof value === 'object' && value !== null && 'close' in value && typeof value.close === 'function';
