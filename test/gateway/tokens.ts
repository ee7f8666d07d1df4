import { randomBytes } from 'node:crypto';
import { RecentValues } from './recent-values.js';

export interface IssuedToken {
  readonly token: string;
  readonly expiresInMs: number;
}

/** Short-lived random tokens. A token is a ticket, not an identity: it names a user until it expires. */
export class Tokens {
  readonly #tickets: RecentValues<{ readonly user: string; readonly expiresAt: number }>;
  readonly #lifetimeMs: number;
  readonly #now: () => number;

  constructor(lifetimeMs: number, now: () => number = Date.now) {
    this.#tickets = new RecentValues({ lifetimeMs, now });
    this.#lifetimeMs = lifetimeMs;
    this.#now = now;
  }

  /** How many are remembered, some of them expired. */
  get size(): number {
    return this.#tickets.size;
  }

  issue(user: string): IssuedToken {
    const token = randomBytes(24).toString('base64url');
    this.#tickets.set(token, { user, expiresAt: this.#now() + this.#lifetimeMs });
    return { token, expiresInMs: this.#lifetimeMs };
  }

  /** The user the token was issued to, or null when it is missing, unknown or expired. */
  userOf(token: string | null): string | null {
    const ticket = token === null ? undefined : this.#tickets.get(token);
    return ticket !== undefined && this.#now() < ticket.expiresAt ? ticket.user : null;
  }

  /** Every token issued so far is expired from now on. */
  expireAll(): void {
    this.#tickets.clear();
  }
}
