import type { ChatConnections, PlatformDisposable } from '../contract/chat-connections.js';
import type { ChatConnectionsOptions } from '../contract/options.js';
import { createXstateEngine } from '../engine/xstate-engine.js';
import { resolveOptions } from '../options/validate-options.js';
import { Registry } from './registry.js';

/**
 * Creates the connections of an application's chats. Touches no global, opens no socket and starts no timer until a chat
 * is wanted (SE1). Throws `TypeError` (`ERR_INVALID_OPTION`) for bad options.
 */
export const createChatConnections = (options: ChatConnectionsOptions = {}): ChatConnections => {
  const registry = new Registry(resolveOptions(options), createXstateEngine);
  const { select, retain, get, on, retry, subscribe, getSnapshot, dispose } = registry;
  return { select, retain, get, on, retry, subscribe, getSnapshot, dispose, ...disposableBy(dispose) };
};

const disposableBy = (dispose: () => void): PlatformDisposable => {
  const { dispose: name } = Symbol as { dispose?: symbol };
  return (name === undefined ? {} : { [name]: dispose }) as PlatformDisposable;
};
