import { RejectedError } from 'evenkeel';
import type { Cursor } from 'evenkeel/delivery';
import type { Message } from './chat-log.svelte.js';

interface Ticket {
  readonly token: string;
  readonly expiresAt: number;
}

/** A ticket this close to its end might not survive the way to the gateway. */
const MARGIN_MS = 5000;

/** Who is logged in, and their short-lived ticket. */
export class Session {
  #ticket: Ticket;

  private constructor(
    private readonly gateway: string,
    readonly user: string,
    ticket: Ticket,
  ) {
    this.#ticket = ticket;
  }

  /** Rejects when the gateway cannot be reached or does not take the name. */
  static async logIn(gateway: string, user: string): Promise<Session> {
    return new Session(gateway, user, await fetchTicket(gateway, user));
  }

  /** A token that is still good for a while; a new one when asked to renew. */
  async token(renew: boolean, signal: AbortSignal): Promise<string> {
    if (renew || Date.now() > this.#ticket.expiresAt - MARGIN_MS) {
      this.#ticket = await fetchTicket(this.gateway, this.user, signal);
    }
    return this.#ticket.token;
  }

  /** What was said last in a chat, and the cursor to go on from. */
  async history(chatId: string, signal: AbortSignal): Promise<{ cursor: Cursor; messages: readonly Message[] }> {
    const query = new URLSearchParams({ token: await this.token(false, signal) });
    const response = await fetch(`${this.gateway}/api/v1/chats/${encodeURIComponent(chatId)}/messages?${query}`, {
      signal,
    });
    if (!response.ok) throw new Error(`The gateway answered ${response.status}.`);
    return response.json();
  }
}

async function fetchTicket(gateway: string, user: string, signal?: AbortSignal): Promise<Ticket> {
  const response = await fetch(`${gateway}/api/v1/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ user }),
    ...(signal && { signal }),
  }).catch((cause) => {
    throw new Error('The gateway cannot be reached.', { cause });
  });
  if (response.status === 400) throw new RejectedError('The gateway does not accept this name.');
  if (!response.ok) throw new Error(`The gateway answered ${response.status}.`);
  const { token, expiresInMs } = (await response.json()) as { token: string; expiresInMs: number };
  return { token, expiresAt: Date.now() + expiresInMs };
}
