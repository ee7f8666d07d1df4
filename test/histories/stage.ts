import { type GatewayProcess, startGatewayProcess } from '../server/gateway-program.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { type Crew, startClients } from './client-program.js';
import type { Endings } from './endings.js';
import type { LogStorage } from './log-storage.js';
import { type PageCrew, startPages } from './pages.js';
import { CLIENTS_OF_PROCESS, CLIENTS_OF_PROXY, type Plan, WINDOW } from './plan.js';
import type { PlayerSettings } from './player.js';
import { startPostgresStorage } from './postgres-storage.js';
import type { RecordItem } from './record.js';
import { startSqliteStorage } from './sqlite-storage.js';

/** A network of some of the clients, whose segments take `transitMs`. */
export interface Network {
  readonly proxy: TcpProxy;
  transitMs: number;
}

/** Nobody listens there. */
const NOWHERE = 'ws://127.0.0.1:1';

/** All that a history runs on, and what can be done to it. */
export class Stage {
  readonly storage: LogStorage;
  readonly networks: readonly Network[];
  readonly chats: readonly string[];
  readonly #mutant: Plan['mutant'];
  readonly #record: RecordItem;
  readonly #gateways: (GatewayProcess | undefined)[] = [];
  readonly #crews: Crew[] = [];
  pages: PageCrew | undefined;

  private constructor(plan: Plan, storage: LogStorage, networks: readonly Network[], record: RecordItem) {
    this.storage = storage;
    this.networks = networks;
    this.chats = Array.from({ length: plan.chats }, (_, index) => `chat-${index + 1}`);
    this.#mutant = plan.mutant;
    this.#record = record;
  }

  /** All that is started ends with `endings`, also where this fails. */
  static async start(plan: Plan, record: RecordItem, endings: Endings): Promise<Stage> {
    const storage = await (plan.database === 'postgres' ? startPostgresStorage(endings) : startSqliteStorage(endings));
    const all = plan.clients + plan.pages;
    const networks: Network[] = [];
    while (networks.length < all / CLIENTS_OF_PROXY) networks.push(await startNetwork(endings));
    const stage = new Stage(plan, storage, networks, record);
    endings.add(() => stage.killGateways());
    await stage.startGateways();
    stage.connect();
    // Logs begin with the first reading.
    for (const chat of stage.chats) record(await storage.read(chat));
    const players = Array.from({ length: all }, (_, index) => stage.#player(plan, index));
    const [inPages, inProcesses] = [players.slice(0, plan.pages), players.slice(plan.pages)];
    if (inPages.length > 0) {
      stage.pages = await startPages(inPages, record, endings);
      stage.#crews.push(stage.pages);
    }
    while (inProcesses.length > 0) {
      const crew = await startClients(inProcesses.splice(0, CLIENTS_OF_PROCESS), record);
      endings.add(crew.end);
      stage.#crews.push(crew);
    }
    return stage;
  }

  get gateways(): readonly GatewayProcess[] {
    return this.#gateways.filter((gateway) => gateway !== undefined);
  }

  /** Starts those that do not run, and shares the networks out among all. */
  async startGateways(count = this.storage.maxGateways): Promise<void> {
    const settings = { ...this.storage.settings, window: WINDOW, ...(this.#mutant && { mutant: this.#mutant }) };
    await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        this.#gateways[index] ??= await startGatewayProcess(settings);
      }),
    );
  }

  /** Every client reaches a gateway that runs, if there is one. */
  connect(): void {
    for (const [index, network] of this.networks.entries()) {
      const { gateways } = this;
      network.proxy.aim(gateways[index % Math.max(1, gateways.length)]?.origin ?? NOWHERE);
    }
  }

  /** Kills one, or all. */
  async killGateways(...indexes: readonly number[]): Promise<void> {
    const chosen = indexes.length === 0 ? [...this.#gateways.keys()] : indexes;
    await Promise.all(
      chosen.map(async (index) => {
        const gateway = this.#gateways[index];
        if (gateway?.isRunning === false) this.#record({ type: 'fell' });
        await gateway?.kill();
        this.#gateways[index] = undefined;
      }),
    );
    this.connect();
  }

  async quiet(): Promise<void> {
    await Promise.all(this.#crews.map((crew) => crew.quiet()));
  }

  async rest() {
    return (await Promise.all(this.#crews.map((crew) => crew.rest()))).flat();
  }

  #player({ chatsOfEach, seed, everyMs }: Plan, index: number): PlayerSettings {
    const { chats, networks } = this;
    return {
      client: `c${index + 1}`,
      origin: networks[index % networks.length]?.proxy.origin ?? NOWHERE,
      chats: chats.filter((_, chat) => (chat + chats.length - (index % chats.length)) % chats.length < chatsOfEach),
      hasSnapshot: index % 2 === 0,
      seed: seed + index,
      everyMs,
    };
  }
}

const startNetwork = async (endings: Endings): Promise<Network> => {
  const network = { transitMs: 0 };
  const proxy = await startTcpProxy(NOWHERE, () => network.transitMs);
  endings.add(proxy.close);
  return Object.assign(network, { proxy });
};
