import type { ChatConnections } from '../contract/chat-connections.js';
import type { ChatConnectionsOptions } from '../contract/options.js';
import { runOnXstate } from '../engine/run-on-xstate.js';
import { createXstateEngine } from '../engine/xstate-engine.js';
import { resolveOptions } from '../options/validate-options.js';
import { connectionsOn } from './connections-on.js';

/**
 * Creates the connections of an application's chats. Uses no global, opens no socket and starts no timer until a chat is
 * wanted (SE1). Throws `TypeError` (`ERR_INVALID_OPTION`) for bad options.
 */
export const createChatConnections = (options: ChatConnectionsOptions = {}): ChatConnections => {
  const resolved = resolveOptions(options);
  return connectionsOn(createXstateEngine, runOnXstate(resolved.inspect), resolved);
};
