import type { InspectionFrame } from '../inspection.js';

/** Who an event comes from, from left to right. */
export const LANES = ['page', 'chat', 'socket', 'server', 'delivery'] as const;

type Lane = (typeof LANES)[number];

const OF_SERVER = new Set(['socket.opened', 'greeting.welcomed', 'frame.arrived', 'connection.ended']);

/** The lane of an event: the page's signals, the chat's wishes and delays, the socket's steps, what the server did; all of a delivery. */
export const laneOf = ({ chart, event: { type: eventType } }: Pick<InspectionFrame, 'chart' | 'event'>): Lane => {
  if (chart === 'delivery') return chart;
  if (OF_SERVER.has(eventType)) return 'server';
  if (eventType.startsWith('page.')) return 'page';
  return /^(?:address|slot|socket)\./.test(eventType) ? 'socket' : 'chat';
};
