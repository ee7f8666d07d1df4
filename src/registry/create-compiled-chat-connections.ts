import type { ChatConnections } from '../contract/chat-connections.js';
import type { CompiledChatConnectionsOptions } from '../contract/options.js';
import { invalidValue } from '../domain/invalid-value.js';
import { createCompiledEngine } from '../engine/compiled-engine.js';
import { runOnTable } from '../engine/run-on-table.js';
import { resolveOptions } from '../options/validate-options.js';
import { connectionsOn } from './connections-on.js';

/**
 * Creates the connections of an application's chats, like `createChatConnections` of `evenkeel`, but without XState: the
 * same chart runs from a table, and cannot be inspected. Uses no global, opens no socket and starts no timer until a chat is
 * wanted (SE1). Throws `TypeError` (`ERR_INVALID_OPTION`) for bad options and for `inspect`.
 */
export const createChatConnections = (options: CompiledChatConnectionsOptions = {}): ChatConnections => {
  const resolved = resolveOptions(options);
  if (resolved.inspect !== undefined) {
    const expected = "left out with evenkeel/compiled, which does not use XState: import from 'evenkeel' to inspect";
    throw invalidValue('ERR_INVALID_OPTION', 'The option inspect', expected, resolved.inspect);
  }
  return connectionsOn(createCompiledEngine, runOnTable, resolved);
};
