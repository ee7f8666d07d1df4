/** The frames of the delivery protocol (docs/protocol.md), as plain data. */

/** The last event that a client has seen. At `seq` 0, before the first event, `tag` is null. */
export interface Cursor {
  readonly epoch: string;
  readonly seq: number;
  readonly tag: string | null;
}

/** A sender in a hello: `acked` is the highest of its numbers that the client knows to be settled. */
export interface HelloSender {
  readonly id: string;
  readonly acked: number;
}

/** Why what a client missed cannot be told from the log (PS4). */
export type GapReason = 'new' | 'expired' | 'epoch' | 'diverged';

/** The first frame of a connection, and whenever its senders or its cursor change. */
export interface HelloFrame {
  readonly t: 'hello';
  readonly v: 1;
  readonly senders: readonly HelloSender[];
  readonly cursor: Cursor | null;
  readonly auth?: unknown;
}

/** A number that was refused, and why. */
export interface Nacked {
  readonly s: string;
  readonly n: number;
  readonly code: string;
}

/** A message. */
export interface MsgFrame {
  readonly t: 'msg';
  readonly s: string;
  readonly n: number;
  readonly d: unknown;
}

/** A number that will never have a message. */
export interface SkipFrame {
  readonly t: 'skip';
  readonly s: string;
  readonly n: number;
}

/** What a client sends. */
export type ClientFrame =
  | HelloFrame
  | MsgFrame
  | SkipFrame
  | { readonly t: 'brief'; readonly d: unknown }
  | { readonly t: 'seen'; readonly seq: number }
  | { readonly t: 'ping' };

/** What the server answers to a hello. */
export type WelcomeFrame = {
  readonly t: 'welcome';
  readonly epoch: string;
  readonly oldest: number;
  readonly head: number;
  readonly tag: string | null;
  readonly last: { readonly [sender: string]: number };
  readonly nacked: readonly Nacked[];
  readonly lost: readonly string[];
  readonly window: number;
  readonly limit: number;
} & ({ readonly resume: 'whole' } | { readonly resume: 'gap'; readonly why: GapReason });

/** An event of the log. `from` and `n` are those of the message that it was; null for what the server published itself. */
export type EventFrame = {
  readonly t: 'event';
  readonly seq: number;
  readonly tag: string;
  readonly d: unknown;
} & ({ readonly from: string; readonly n: number } | { readonly from: null });

/** What a server sends. */
export type ServerFrame =
  | WelcomeFrame
  | EventFrame
  | { readonly t: 'ack'; readonly s: string; readonly n: number; readonly seq: number | null }
  | ({ readonly t: 'nack' } & Nacked)
  | { readonly t: 'brief'; readonly from: unknown; readonly d: unknown }
  | { readonly t: 'pong' };
