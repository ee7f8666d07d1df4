/** Who an event comes from, from left to right. */
export const LANES = ['page', 'chat', 'socket', 'server'] as const;

type Lane = (typeof LANES)[number];

const OF_SERVER = new Set(['socket.opened', 'greeting.welcomed', 'frame.arrived', 'connection.ended']);

/** The lane of an event, by its type: the page's signals, the chat's wishes and delays, the socket's steps, what the server did. */
export const laneOf = (eventType: string): Lane => {
  if (OF_SERVER.has(eventType)) return 'server';
  if (eventType.startsWith('page.')) return 'page';
  return /^(?:address|slot|socket)\./.test(eventType) ? 'socket' : 'chat';
};
