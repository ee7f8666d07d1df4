const EARLIER = Symbol.for('evenkeel earlier');

interface Page {
  readonly document?: object;
  [EARLIER]?: Map<string, { dispose(): void }>;
}

/**
 * Creates connections in place of those that an earlier run of the same code created under this name in this page, which it
 * disposes of. Hot reload runs a module again: without this, the connections of the old code stay open beside the new ones.
 * Where there is no page, it returns what `create` returns: a server may run a module once for each bundle, and uses all of
 * them. Throws what `create` throws.
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
  const page = globalThis as Page;
  if (page.document === undefined) return create();
  page[EARLIER] ??= new Map();
  const earlier = page[EARLIER].get(name);
  page[EARLIER].delete(name);
  earlier?.dispose();
  const connections = create();
  page[EARLIER].set(name, connections);
  return connections;
};
