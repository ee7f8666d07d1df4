import type { Cursor, HelloFrame, WelcomeFrame } from '../domain/delivery-frames.js';
import type { CheckSettings } from './check-options.js';
import type { Client } from './client.js';
import type { Finding } from './finding.js';
import type { Visitor } from './visitor-address.js';

/** What was learnt before any duty was asked. */
export type FirstContact =
  | {
      readonly outcome: 'open';
      readonly protocol: 'plain' | 'delivery';
      readonly handshakeMs: number;
      /** The end of the log before this run wrote to it; null where no welcome told. */
      readonly start: Cursor | null;
    }
  /** There is an HTTP server, which did not accept the handshake. */
  | { readonly outcome: 'refused'; readonly status: number }
  /** Nothing can be checked. */
  | { readonly outcome: 'none'; readonly problem: string };

/** What a duty is asked with. Its connections are ended once it has answered. */
export interface DutyContext {
  readonly settings: CheckSettings;
  readonly contact: FirstContact;
  /** Creates a connection, which may fail. */
  connect(as?: Visitor): Promise<Client>;
  /** A connection that is open. Throws `Unmet` if it does not open. */
  open(as?: Visitor): Promise<Client>;
  /** A connection that said hello, and its welcome. Throws `Unmet` without one. */
  greet(
    hello?: Partial<HelloFrame>,
    as?: Visitor,
  ): Promise<{ readonly client: Client; readonly welcome: WelcomeFrame }>;
}

/** Something that a server must do, and how to see whether it does. */
export interface Duty {
  /** The rule of docs/protocol.md, or a name such as `accept-then-close`. */
  readonly id: string;
  readonly title: string;
  /** Which servers have it: those that speak delivery, those that do not, or any. */
  readonly needs: 'delivery' | 'plain' | 'any';
  /** Duties that it stands on: with one of them broken it is not asked. */
  readonly after?: readonly string[];
  /**
   * `beside`: it mostly waits, beside the others. `last`: it disturbs them. `end`: after it the server may be gone. Default: one
   * after the other.
   */
  readonly pace?: 'beside' | 'last' | 'end';
  /** What a server that keeps it does. */
  readonly expected: string | ((settings: CheckSettings) => string);
  /** What to change in a server that breaks it, in one sentence. */
  readonly advice: string;
  run(context: DutyContext): Promise<Finding>;
}
