import { ALL_WELL, type Conditions, type Strike } from '../../faults/faults.js';

/** The faults that the gateway and the line to it can have, as the page asks for them. */
export class FaultControl {
  /** Null while there is nobody to ask: the page was not started together with such a gateway. */
  conditions = $state.raw<Conditions | null>(null);
  /** Whether it is known yet if there is. */
  isAsked = $state(false);
  /** Why the gateway could not be struck so; null if it could. */
  refusal = $state<string | null>(null);
  readonly #url: string | null;

  constructor(url: string | null) {
    this.#url = url;
  }

  /** Nothing is wrong that is known. */
  get isWell(): boolean {
    const { gateway, handshakes, line } = this.conditions ?? ALL_WELL;
    return gateway === ALL_WELL.gateway && handshakes === ALL_WELL.handshakes && line === ALL_WELL.line;
  }

  /** How things are: another page may have changed them. */
  async look(): Promise<void> {
    await this.#ask('GET', '/conditions');
    this.isAsked = true;
  }

  change(change: Partial<Conditions>): Promise<void> {
    return this.#ask('PATCH', '/conditions', change);
  }

  strike(strike: Strike): Promise<void> {
    return this.#ask('POST', '/strikes', strike);
  }

  async #ask(method: string, path: string, body?: object): Promise<void> {
    if (this.#url === null) return;
    const request = body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(this.#url + path, { method, ...request }).catch(() => null);
    const isRefused = response?.status === 409 || response?.status === 500;
    const told = isRefused || response?.ok ? await response.json() : null;
    this.refusal = isRefused ? told.error : null;
    this.conditions = isRefused ? (told.conditions ?? this.conditions) : told;
  }
}
