import type { GapReason } from '../src/domain/delivery-frames.js';

/** What the delivery chart remembers: plain data. The messages themselves are not in it. */
export interface DeliveryContext {
  readonly chatId: string;
  /** Where messages wait. */
  readonly storage: DeliveryStorage;
  /** Holes that were found since an event was delivered. */
  readonly holes: number;
  /** Snapshots that were taken since the chat was level with its log. */
  readonly snapshots: number;
  /** Of the last gap; at first, of the one that a first visit is. */
  readonly why: GapReason;
}

/** Where the link is: `live` while every event comes, in order. */
export type DeliveryLink = 'down' | 'greeting' | 'snapshotting' | 'live';

/** Where messages wait: `persistent` survives a reload, `memory` ends with the page. */
export type DeliveryStorage = 'persistent' | 'memory';

/** What happens to a chat's delivery. */
export type DeliveryEvent =
  | { readonly type: 'link.greeted' }
  | { readonly type: 'link.closed' }
  | { readonly type: 'welcome.whole' }
  | { readonly type: 'welcome.gap'; readonly why: GapReason }
  | { readonly type: 'hello.needed' }
  /** `isHead`: the snapshot's cursor is the head that the welcome named. */
  | { readonly type: 'snapshot.taken'; readonly isHead: boolean }
  | { readonly type: 'snapshot.failed' }
  | { readonly type: 'hole.found' }
  | { readonly type: 'event.delivered' }
  | { readonly type: 'outbox.opened'; readonly storage: DeliveryStorage }
  | { readonly type: 'message.sent' };

/** What the chart tells those who carry it out. */
export interface DeliveryCommand {
  readonly type:
    | 'hello.say'
    | 'snapshot.ask'
    | 'snapshot.drop'
    | 'events.resume'
    | 'messages.pump'
    | 'gap.announce'
    | 'cursor.takeHead'
    | 'cursor.skipHole'
    | 'link.abandonHole'
    | 'link.abandonSilence'
    | 'link.abandonSnapshot';
}

/** What a delivery decides once for all its chats. */
export interface DeliveryPolicy {
  /** Whether the application can give a chat's state after a gap. */
  readonly hasSnapshot: boolean;
  /** Whether nothing is in flight. */
  isSettled(chatId: string): boolean;
  /** How long the oldest message in flight may still wait for its ack, ms; not positive if that is over. */
  ackRestMs(chatId: string): number;
}
