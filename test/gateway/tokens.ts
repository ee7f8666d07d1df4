import { randomBytes } from 'node:crypto';

export interface IssuedToken {
  readonly token: string;
  readonly expiresInMs: number;
}

/** Short-lived random tokens. A token is a ticket, not an identity: it names a user until it expires. */
export class Tokens {
  readonly #tickets = new Map<string, { user: string; expiresAt: number }>();
  readonly #lifetimeMs: number;
  readonly #now: () => number;

  constructor(lifetimeMs: number, now: () => number = Date.now) {
    this.#lifetimeMs = lifetimeMs;
    this.#now = now;
  }

  issue(user: string): IssuedToken {
    this.#forgetExpired();
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

  #forgetExpired(): void {
    for (const [token, { expiresAt }] of this.#tickets) {
      if (this.#now() >= expiresAt) this.#tickets.delete(token);
    }
  }
}
