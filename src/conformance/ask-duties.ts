import type { HelloFrame } from '../domain/delivery-frames.js';
import type { CheckSettings } from './check-options.js';
import { Client } from './client.js';
import type { Discretion } from './discretion.js';
import type { Duty, DutyContext, FirstContact } from './duty.js';
import { type Finding, findingOf } from './finding.js';
import { entranceOf, type Visitor } from './visitor-address.js';

const HANDSHAKE = 'handshake';
const WELCOME = 'PS1';
const FAREWELL_MS = 1_000;

/** The connections that one duty made. */
export class Connections {
  readonly #settings: CheckSettings;
  readonly #discretion: Discretion;
  readonly #clients: Client[] = [];

  constructor(settings: CheckSettings, discretion: Discretion) {
    this.#settings = settings;
    this.#discretion = discretion;
  }

  connect = async (visitor: Visitor = 'user'): Promise<Client> => {
    const { WebSocket, patienceMs, clock } = this.#settings;
    const { address, protocols, auth, secrets } = await entranceOf(this.#settings, visitor);
    this.#discretion.learn(secrets);
    const socket = this.#quietly(() =>
      protocols.length > 0 ? new WebSocket(address, protocols) : new WebSocket(address),
    );
    socket.binaryType = 'arraybuffer';
    const client = new Client(socket, { clock, patienceMs, auth });
    this.#clients.push(client);
    return client;
  };

  open = async (visitor?: Visitor): Promise<Client> => {
    const client = await this.connect(visitor);
    await client.opens();
    return client;
  };

  greet = async (hello: Partial<HelloFrame> = {}, visitor?: Visitor) => {
    const client = await this.open(visitor);
    return { client, welcome: await client.greets(hello) };
  };

  /** A platform may quote the address in what it throws. */
  #quietly<Value>(make: () => Value): Value {
    try {
      return make();
    } catch (error) {
      throw new TypeError(this.#discretion.hide(error instanceof Error ? error.message : String(error)));
    }
  }

  /** Ends them all: by a Close, or at once if that is not answered. */
  async end(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.ends(FAREWELL_MS)));
  }
}

/** A server that cannot be reached, or gives no welcome, is asked nothing that needs it. */
const standsOn = ({ id, needs, after = [], pace }: Duty): readonly string[] => {
  if (id === HANDSHAKE) return [];
  const needsWelcome = needs === 'delivery' && id !== WELCOME && pace !== 'beside';
  return [HANDSHAKE, ...(needsWelcome ? [WELCOME] : []), ...after];
};

/** Asks every duty that the server has. Those that mostly wait are asked beside the others. */
export async function askDuties(
  duties: readonly Duty[],
  contact: FirstContact,
  settings: CheckSettings,
  discretion: Discretion,
): Promise<ReadonlyMap<Duty, Finding>> {
  const findings = new Map<Duty, Finding>();

  const ask = async (duty: Duty): Promise<void> => {
    if (findings.has(duty)) return;
    // What a plain server is not asked, nothing that it is asked stands on.
    const grounds = duties.filter((other) => standsOn(duty).includes(other.id));
    for (const other of grounds) await ask(other);
    const missing = grounds.find((other) => findings.get(other)?.verdict !== 'kept');
    if (missing !== undefined) {
      const state = findings.get(missing)?.verdict === 'broken' ? 'is broken' : 'was not asked';
      findings.set(duty, { verdict: 'not-asked', seen: `it stands on ${missing.id}, which ${state}` });
      return;
    }
    const connections = new Connections(settings, discretion);
    const { connect, open, greet } = connections;
    const context: DutyContext = { settings, contact, connect, open, greet };
    try {
      findings.set(duty, await findingOf(() => duty.run(context)));
    } finally {
      await connections.end();
    }
  };
  const askAll = async (some: readonly Duty[]) => {
    for (const duty of some) await ask(duty);
  };

  const first = duties.filter(({ id }) => id === HANDSHAKE);
  const others = duties.filter((duty) => !first.includes(duty));
  await askAll(first);
  // Nothing goes on behind the caller's back when one of them throws.
  const outcomes = await Promise.allSettled([
    ...others.filter(({ pace }) => pace === 'beside').map(ask),
    askAll(others.filter(({ pace }) => pace === undefined)),
  ]);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  for (const late of ['last', 'end']) await askAll(others.filter(({ pace }) => pace === late));
  return findings;
}
