import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export interface IssuedToken {
  readonly token: string;
  readonly expiresInMs: number;
}

type Ticket = [user: string, issuedAt: number, expiresAt: number, nonce: string];

/**
 * Short-lived signed tokens. A token is a ticket, not an identity: it names a user until it expires. Nothing is kept of one, so that
 * whoever has the secret can tell: another gateway, or this one after it was killed.
 */
export class Tokens {
  readonly #secret: string;
  readonly #lifetimeMs: number;
  readonly #now: () => number;
  #expiredAt = 0;

  constructor(secret: string, lifetimeMs: number, now: () => number = Date.now) {
    this.#secret = secret;
    this.#lifetimeMs = lifetimeMs;
    this.#now = now;
  }

  issue(user: string): IssuedToken {
    const now = this.#now();
    // In the very millisecond of an `expireAll` it is still after it.
    const issuedAt = Math.max(now, this.#expiredAt + 1);
    const ticket = [user, issuedAt, now + this.#lifetimeMs, randomBytes(9).toString('base64url')];
    const text = Buffer.from(JSON.stringify(ticket)).toString('base64url');
    return { token: `${text}.${this.#signatureOf(text)}`, expiresInMs: this.#lifetimeMs };
  }

  /** The user the token was issued to, or null when it is missing, not ours, or expired. */
  userOf(token: string | null): string | null {
    const [text = '', signature = ''] = token?.split('.') ?? [];
    const [given, right] = [Buffer.from(signature), Buffer.from(this.#signatureOf(text))];
    if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
    const [user, issuedAt, expiresAt] = JSON.parse(Buffer.from(text, 'base64url').toString()) as Ticket;
    return issuedAt > this.#expiredAt && this.#now() < expiresAt ? user : null;
  }

  /** Every token issued so far is expired from now on. Returns what `expireUntil` takes, for others who have the secret. */
  expireAll(): number {
    this.#expiredAt = Math.max(this.#now(), this.#expiredAt + 1);
    return this.#expiredAt;
  }

  /** Tokens that were issued until then are expired: milliseconds since 1970. */
  expireUntil(expiredAt: number): void {
    this.#expiredAt = Math.max(expiredAt, this.#expiredAt);
  }

  #signatureOf(text: string): string {
    return createHmac('sha256', this.#secret).update(text).digest('base64url');
  }
}
