import type { Cursor, DeliveryEventMap, DeliveryOptions, Outbox } from '../../src/delivery/index.js';
import { refuses } from '../../src/testing/index.js';
import { countingCodec } from '../histories/in-flight.js';
import type { Item } from '../histories/record.js';
import { RecordedClient } from '../histories/recorded-client.js';
import type { Callback, Deed } from './page-happenings.js';
import { CHAT, type createWorld } from './world.js';

type World = ReturnType<typeof createWorld>;
type Event = DeliveryEventMap['message'];

/** What a callback of the application throws. */
export class OwnError extends Error {}

export interface HistoryPageOptions {
  readonly life: string;
  readonly user: string;
  readonly world: World;
  readonly outbox: Outbox;
  /** Whether it asks for the state after a gap, and stores events; otherwise it goes on with what comes. */
  readonly keepsState: boolean;
  readonly record: (item: Item) => void;
  /** A text that no other message has. */
  readonly nextText: () => string;
  /** The cursors that the server ever answered, oldest first. */
  readonly cursors: readonly Cursor[];
}

const LATE_MS = 3_000;

/** One page, from its start to its end: a delivery, and an application that does what it is told, within callbacks too. */
export class HistoryPage {
  readonly life: string;
  readonly #options: HistoryPageOptions;
  readonly #client: ReturnType<World['client']>;
  readonly #recorded: RecordedClient;
  readonly #deeds = new Map<Callback, Deed[]>();
  readonly #given: string[] = [];
  /** What it saw; null for a gap. */
  readonly #seen: (Event | null)[] = [];
  /** What was committed: how much it had seen of it each time, as an index. */
  #committed = 0;
  readonly wrong: string[] = [];
  isGone = false;
  #isHeard = true;

  constructor(options: HistoryPageOptions) {
    const { life, user, world, outbox, keepsState, record } = options;
    this.life = life;
    this.#options = options;
    const heard = (item: Item) => {
      if (this.#isHeard) record(item);
    };
    this.#recorded = new RecordedClient(life, heard, world.clock.now);
    const state: Partial<DeliveryOptions> = {
      snapshot: this.#recorded.snapshot(() => this.#snapshot()),
      commit: (events) => this.#commit(events),
    };
    this.#client = world.client(
      {
        ackTimeoutMs: 5_000,
        codec: countingCodec(life, heard),
        auth: () => this.#answers('auth', () => undefined),
        outbox,
        ...(keepsState ? state : {}),
      },
      user,
    );
    this.#recorded.watch(this.#client.delivery, [CHAT]);
    const { chat } = this.#client;
    chat.on('receipt', ({ status }) => this.#called(status === 'stored' || status === 'sent' ? status : 'ended'));
    chat.on('message', (event) => {
      this.#seen.push(event);
      this.#called('message');
    });
    chat.on('gap', () => this.#called('gap'));
    chat.on('brief', () => this.#called('brief'));
    chat.subscribe(() => this.#called('subscriber'));
    this.select();
  }

  get page() {
    return this.#client.page;
  }

  get gateway() {
    return this.#client.gateway;
  }

  /** The next time that it is called. */
  willDo(within: Callback, deed: Deed): void {
    this.#deeds.set(within, [...(this.#deeds.get(within) ?? []), deed]);
  }

  send(padding = 0): void {
    this.#given.push(this.#recorded.send(CHAT, `${this.#options.nextText()}${' long'.repeat(padding / 5)}`));
  }

  sendBrief(): void {
    this.#client.chat.sendBrief('is typing');
  }

  cancel(): void {
    const last = this.#given.at(-1);
    if (last !== undefined) this.#recorded.cancel(CHAT, last);
  }

  drop(): void {
    for (const { peer } of this.gateway.open) peer.drops();
  }

  fallSilent(): void {
    for (const socket of this.#client.sockets()) socket.isSilent = true;
  }

  /** Of the server. */
  isInReach(is: boolean): void {
    this.gateway.behave(is ? this.#client.served : refuses());
    if (!is) this.drop();
  }

  select(): void {
    this.#client.delivery.connections.select(CHAT);
  }

  letGo(): void {
    this.#client.delivery.connections.select(null);
  }

  dispose(): void {
    if (this.isGone) return;
    this.isGone = true;
    this.#client.delivery.dispose();
    this.#options.record({ type: 'ended', life: this.life });
  }

  /** Nobody is told anything. */
  die(): void {
    this.#isHeard = false;
    this.drop();
    this.dispose();
  }

  /** It does nothing by itself any more, wants the chat, and is awake. */
  rest(): void {
    this.#deeds.clear();
    this.isInReach(true);
    this.page.resumes();
    this.select();
    this.#client.delivery.connections.retry();
  }

  state(): readonly Item[] {
    return this.#recorded.rest();
  }

  end(): void {
    this.#deeds.clear();
    this.#client.delivery.dispose();
  }

  /** Within a callback that answers nothing. */
  #called(within: Callback): void {
    const deed = this.#deeds.get(within)?.shift();
    if (deed !== undefined) this.#does(deed);
  }

  async #answers<Answer>(within: Callback, answer: () => Answer | Promise<Answer>, older = answer): Promise<Answer> {
    const deed = this.#deeds.get(within)?.shift();
    if (deed === undefined) return answer();
    this.#does(deed);
    if (deed === 'is late') await new Promise<void>((done) => this.#options.world.clock.setTimeout(done, LATE_MS));
    return deed === 'answers an older cursor' ? older() : answer();
  }

  #does(deed: Deed): void {
    if (this.isGone) return;
    switch (deed) {
      case 'sends':
        return this.send();
      case 'cancels':
        return this.cancel();
      case 'abandons':
        return this.#client.delivery.connections.get(CHAT).abandon('retry', 'the application says so');
      case 'selects':
        return this.select();
      case 'lets go':
        return this.letGo();
      case 'disposes':
        return this.dispose();
      case 'throws':
        throw new OwnError('the application is broken');
    }
  }

  #snapshot(): Promise<Cursor> {
    const { world, cursors } = this.#options;
    const now = () => world.server.cursor(CHAT);
    this.#seen.push(null);
    return this.#answers('snapshot', now, async () => cursors.at(-2) ?? now());
  }

  /** DL3: what is stored has no holes, but where a snapshot was taken. */
  async #commit(events: readonly Event[]): Promise<void> {
    await this.#answers('commit', () => undefined);
    for (const event of events) {
      const at = this.#seen.findIndex((seen, index) => index >= this.#committed && seen?.tag === event.tag);
      const skipped = at < 0 ? [] : this.#seen.slice(this.#committed, at);
      if (at < 0 || (skipped.length > 0 && !skipped.includes(null)))
        this.wrong.push(`DL3: ${this.life} stored ${event.seq} after ${this.#seen[this.#committed - 1]?.seq}`);
      this.#committed = Math.max(this.#committed, at + 1);
    }
  }
}
