import type { Clock, Timer } from '../contract/clock.js';
import { byteLengthOf } from '../domain/byte-length.js';
import { randomText } from '../domain/random-text.js';
import type { PostgresClient, PostgresPool } from './postgres-client.js';
import type { StoreListener } from './store.js';

const POKE = 'evenkeel_poke';
const BRIEF = 'evenkeel_brief';

/** PostgreSQL takes payloads below 8,000 bytes. */
const MAX_PAYLOAD_BYTES = 7_900;
const MAX_BRIEFS_IN_FLIGHT = 100;
const FIRST_WAIT_MS = 100;
const MAX_WAIT_MS = 5_000;

/** Hears, on a client of its own, of what other gateways append and send; while it cannot, it tries again and again. */
export class PostgresListening {
  readonly #pool: PostgresPool;
  readonly #clock: Clock;
  readonly #listeners = new Set<StoreListener>();
  /** Its own `brief` frames come back too. */
  readonly #origin = randomText();
  #client: PostgresClient | undefined;
  #starting: Promise<void> | undefined;
  #retry: Timer;
  #waitMs = FIRST_WAIT_MS;
  #briefsInFlight = 0;
  #isClosed = false;

  constructor(pool: PostgresPool, clock: Clock) {
    this.#pool = pool;
    this.#clock = clock;
  }

  add(listener: StoreListener): () => void {
    this.#listeners.add(listener);
    if (this.#client === undefined && this.#starting === undefined) this.#start();
    return () => this.#listeners.delete(listener);
  }

  send(chat: string, frame: string): void {
    const payload = JSON.stringify([this.#origin, chat, frame]);
    if (this.#briefsInFlight >= MAX_BRIEFS_IN_FLIGHT || byteLengthOf(payload) > MAX_PAYLOAD_BYTES) return;
    this.#briefsInFlight += 1;
    this.#pool
      .query(`SELECT pg_notify('${BRIEF}', $1)`, [payload])
      .catch((error) => this.#tell((listener) => listener.trouble(error)))
      .finally(() => {
        this.#briefsInFlight -= 1;
      });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#clock.clearTimeout(this.#retry);
    this.#listeners.clear();
    await this.#starting;
    const client = this.#client;
    this.#client = undefined;
    client?.release(true);
  }

  #start(): void {
    this.#starting = this.#listen()
      .catch((error) => this.#lost(error))
      .finally(() => {
        this.#starting = undefined;
      });
  }

  async #listen(): Promise<void> {
    const client = await this.#pool.connect();
    const lose = (error: Error) => {
      if (this.#client !== client) return;
      this.#client = undefined;
      client.release(error);
      this.#lost(error);
    };
    client.on('error', lose);
    client.on('end', () => lose(new Error('The connection that listens has ended')));
    client.on('notification', ({ channel, payload = '' }) => this.#hear(channel, payload));
    try {
      await client.query(`LISTEN ${POKE}`);
      await client.query(`LISTEN ${BRIEF}`);
    } catch (error) {
      client.release(true);
      throw error;
    }
    this.#client = client;
    this.#waitMs = FIRST_WAIT_MS;
    // What was told before it listened, nobody heard.
    this.#tell((listener) => listener.poke(null));
  }

  #hear(channel: string, payload: string): void {
    if (channel === POKE) return this.#tell((listener) => listener.poke(payload));
    try {
      const [origin, chat, frame] = JSON.parse(payload) as [string, string, string];
      if (origin !== this.#origin) this.#tell((listener) => listener.brief(chat, frame));
    } catch (error) {
      // Whoever may connect to the database may NOTIFY anything.
      this.#tell((listener) => listener.trouble(error));
    }
  }

  #lost(error: unknown): void {
    if (this.#isClosed) return;
    this.#tell((listener) => listener.trouble(error));
    this.#retry = this.#clock.setTimeout(() => this.#start(), this.#waitMs);
    this.#waitMs = Math.min(2 * this.#waitMs, MAX_WAIT_MS);
  }

  #tell(say: (listener: StoreListener) => void): void {
    for (const listener of [...this.#listeners]) say(listener);
  }
}
