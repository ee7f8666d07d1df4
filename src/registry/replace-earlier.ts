const EARLIER = Symbol.for('evenkeel earlier');

/**
 * Creates connections in place of those that an earlier run of the same code created under this name, which it disposes of.
 * Hot reload runs a module again: without this, the connections of the old code stay open beside the new ones. A page or
 * process that runs the module once gets what `create` returns. Throws what `create` throws.
 *
 * @example
 * import { createChatConnections, replaceEarlier } from 'evenkeel';
 *
 * export const chats = replaceEarlier('chats', () => createChatConnections());
 */
export const replaceEarlier = <Connections extends { dispose(): void }>(
  name: string,
  create: () => Connections,
): Connections => {
  const place = globalThis as { [EARLIER]?: Map<string, { dispose(): void }> };
  place[EARLIER] ??= new Map();
  const earlier = place[EARLIER].get(name);
  place[EARLIER].delete(name);
  earlier?.dispose();
  const connections = create();
  place[EARLIER].set(name, connections);
  return connections;
};
