import { initialContext } from '../../../machines/connection.context.js';
import type { InspectedChat, InspectionFrame, InspectionMessage } from '../../../src/inspect/inspection.js';

const STORY = [
  { event: 'chat.want', value: { connecting: 'resolving' }, edge: 'chat.idle | chat.want | 4' },
  {
    event: 'address.resolved',
    value: { connecting: 'awaitingSlot' },
    edge: 'chat.connecting.resolving | address.resolved | 1',
  },
  { event: 'slot.granted', value: { connecting: 'dialing' }, edge: 'chat.connecting.awaitingSlot | slot.granted | 2' },
  { event: 'connection.ended', value: { backoff: 'waiting' }, edge: 'connecting | connection.ended | 8' },
] as const;

/** Messages with so many frames of so many chats, each chat going through its attempts, in batches. */
export function flood({ frames, chats, batch }: { frames: number; chats: number; batch: number }): InspectionMessage[] {
  const startedAt = Date.now();
  const all = Array.from({ length: frames }, (_, index): InspectionFrame => {
    const { event, value, edge } = STORY[Math.floor(index / chats) % STORY.length] ?? STORY[0];
    return {
      serial: index + 1,
      ...chatAt(index % chats, startedAt + index, value),
      event: { type: event },
      edges: [edge],
    };
  });
  return Array.from({ length: Math.ceil(frames / batch) }, (_, index) => ({
    type: 'frames',
    frames: all.slice(index * batch, (index + 1) * batch),
    gone: [],
    dropped: 0,
  }));
}

const chatAt = (number: number, at: number, value: InspectedChat['value']): InspectedChat => {
  const chatId = `chat-${number + 1}`;
  const delays = [{ name: 'backoffDelay', startedAt: at, delayMs: 4_000 }];
  return { chart: 'connection', chatId, at, value, context: { ...initialContext(chatId), startedAt: at }, delays };
};
