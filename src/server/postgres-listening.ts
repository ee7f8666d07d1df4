import type { Clock, Timer } from '../contract/clock.js';
import { byteLengthOf } from '../domain/byte-length.js';
import { randomText } from '../domain/random-text.js';
import type { PostgresClient, PostgresPool } from './postgres-client.js';
import { OWN_SCHEMA } from './postgres-statements.js';
import type { StoreListener } from './store.js';

const POKE = 'evenkeel_poke';
const BRIEF = 'evenkeel_brief';

/** PostgreSQL takes payloads below 8,000 bytes. */
const MAX_PAYLOAD_BYTES = 7_900;
const MAX_BRIEFS_IN_FLIGHT = 100;
const FIRST_WAIT_MS = 100;
const MAX_WAIT_MS = 5_000;
/** TCP notices after minutes, or never, that a connection which only listens was cut. */
const PROBE_EVERY_MS = 30_000;
const PROBE_TIMEOUT_MS = 10_000;

/** Hears, on a client of its own, of what other gateways append and send; while it cannot, it tries again and again. */
export class PostgresListening {
  readonly #pool: PostgresPool;
  readonly #clock: Clock;
  readonly #listeners = new Set<StoreListener>();
  /** Its own `brief` frames come back too. */
  readonly #origin = randomText();
  /** NOTIFY reaches the whole database: another schema may have other logs. Unknown until it listens. */
  #schema: string | undefined;
  #client: PostgresClient | undefined;
  #starting: Promise<void> | undefined;
  #retry: Timer;
  #probe: Timer;
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
    if (this.#schema === undefined) return;
    const payload = JSON.stringify([this.#origin, this.#schema, chat, frame]);
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
    this.#clock.clearTimeout(this.#probe);
    const client = this.#client;
    this.#client = undefined;
    client?.release(true);
  }

  #start(): void {
    this.#clock.clearTimeout(this.#retry);
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
      this.#clock.clearTimeout(this.#probe);
      client.release(error);
      this.#lost(error);
    };
    client.on('error', lose);
    client.on('end', () => lose(new Error('The connection that listens has ended')));
    client.on('notification', ({ channel, payload = '' }) => this.#hear(channel, payload));
    try {
      const [own] = (await client.query(OWN_SCHEMA)).rows as { schema: string }[];
      this.#schema = own?.schema;
      await client.query(`LISTEN ${POKE}`);
      await client.query(`LISTEN ${BRIEF}`);
    } catch (error) {
      client.release(true);
      throw error;
    }
    this.#client = client;
    this.#waitMs = FIRST_WAIT_MS;
    this.#probeAfterRest(client, lose);
    // What was told before it listened, nobody heard.
    this.#tell((listener) => listener.poke(null));
  }

  #probeAfterRest(client: PostgresClient, lose: (error: Error) => void): void {
    this.#probe = this.#clock.setTimeout(() => {
      const silent = () => lose(new Error('The connection that listens does not answer'));
      this.#probe = this.#clock.setTimeout(silent, PROBE_TIMEOUT_MS);
      client.query('SELECT 1').then(() => {
        if (this.#client !== client) return;
        this.#clock.clearTimeout(this.#probe);
        this.#probeAfterRest(client, lose);
      }, lose);
    }, PROBE_EVERY_MS);
  }

  #hear(channel: string, payload: string): void {
    if (channel === POKE) return this.#tell((listener) => listener.poke(payload));
    const brief = briefOf(payload);
    // Whoever may connect to the database may NOTIFY anything, secrets too.
    if (brief === undefined)
      this.#tell((listener) => listener.trouble(new Error(`${BRIEF} told what is no brief frame`)));
    else if (brief.origin !== this.#origin && brief.schema === this.#schema)
      this.#tell((listener) => listener.brief(brief.chat, brief.frame));
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

function briefOf(payload: string): { origin: string; schema: string; chat: string; frame: string } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    return undefined;
  }
  if (!Array.isArray(value)) return undefined;
  const [origin, schema, chat, frame] = value as unknown[];
  if (typeof origin !== 'string' || typeof schema !== 'string') return undefined;
  if (typeof chat !== 'string' || typeof frame !== 'string') return undefined;
  return { origin, schema, chat, frame };
}
