import type { DutyVerdict } from './finding.js';

/** A duty, and what became of it. */
export interface DutyReport {
  /** The rule of docs/protocol.md, or a name such as `accept-then-close`. Stable. */
  readonly id: string;
  readonly title: string;
  readonly verdict: DutyVerdict;
  readonly expected: string;
  /** What was seen; for a duty that was not asked, why not. */
  readonly seen: string;
  /** What to change in the server; null unless the duty is broken. */
  readonly advice: string | null;
}

/** What `checkGateway` found. No token is in it. */
export interface ConformanceReport {
  /** `kept`: no duty that was asked is broken. `not-run`: nothing could be asked, see `problem`. */
  readonly outcome: 'kept' | 'broken' | 'not-run';
  /** Why nothing could be asked; null if it could. */
  readonly problem: string | null;
  /** Without its query. */
  readonly address: string;
  /** The chat that was used; null if the address names it. */
  readonly chatId: string | null;
  /** What the server speaks; null if nothing could be asked. */
  readonly protocol: 'plain' | 'delivery' | null;
  readonly duties: readonly DutyReport[];
}
