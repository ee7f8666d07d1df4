import type { ChatConnectionsOptions } from '../../../src/index.js';
import { createFakePage } from '../../../src/testing/index.js';
import { written } from '../figures.js';
import { createChatConnections } from '../library.js';
import { loadPagesApart } from '../pages-apart.js';
import { type PretendedPage, pretendPage } from '../peers/import-peer.js';
import { installed } from '../peers/index.js';
import { addressNow, PEERS, type Subject } from '../peers/subject.js';
import type { Cell, Row, Scale } from '../row.js';
import { spreadOf } from '../statistics.js';
import { type Round, takeTurns } from '../turns.js';
import { VirtualGateway } from '../virtual-gateway.js';
import { VirtualTime } from '../virtual-time.js';

/** Clients connect within the first of these, and are all connected, and proved, by the second. */
const CONNECTING_MS = 30_000;
const SETTLED_MS = 90_000;
/** Who is not back by then will not be. */
const PATIENCE_MS = 600_000;
const SLEEP_MS = 3_600_000;

/** Where clients come back uniformly over RE2's three seconds, a third of them do in the busiest; with some chance. */
const CROWD_SHARE = 0.45;

interface World {
  readonly time: VirtualTime;
  readonly gateway: VirtualGateway;
  readonly page: PretendedPage;
}

/** What goes wrong, and is right again after a while. */
type Fault = (world: World) => void;

const restart =
  (awayMs: number): Fault =>
  ({ time, gateway }) => {
    gateway.accepts = () => awayMs === 0;
    gateway.drop();
    time.after(awayMs, () => {
      gateway.accepts = () => true;
    });
  };

const wifiAway =
  (awayMs: number): Fault =>
  ({ time, gateway, page }) => {
    gateway.accepts = () => false;
    gateway.cut();
    page.goesOffline();
    time.after(awayMs, () => {
      gateway.accepts = () => true;
      page.comesOnline();
    });
  };

const asleep: Fault = ({ time, gateway, page }) => {
  gateway.cut();
  time.sleep(SLEEP_MS);
  page.goesOffline();
  page.comesOnline();
};

const FAULTS: Readonly<Record<string, Fault>> = {
  'server restarts': restart(0),
  'server away 1 s': restart(1_000),
  'server away 5 s': restart(5_000),
  'server away 30 s': restart(30_000),
  'Wi-Fi away 5 s': wifiAway(5_000),
  'Wi-Fi away 60 s': wifiAway(60_000),
  'asleep 1 h': asleep,
  'half-open link': ({ gateway }) => gateway.cut(),
};

const EVENKEEL = 'evenkeel';
const WITH_HEARTBEAT = 'evenkeel, heartbeat';

const own = (name: string, options: ChatConnectionsOptions): Subject & { readonly page: PretendedPage } => {
  const page = createFakePage();
  return {
    name,
    page,
    createServer: () => ({
      greet: () => [],
      answer: (frame) => (frame === 'ping' ? ['pong'] : []),
      frameOf: (text) => text,
    }),
    connect(url, { WebSocket, onOpen }) {
      const gateway = new URL(addressNow(url)).origin;
      const chats = createChatConnections({ ...options, gateway, WebSocket, signals: page });
      chats.on('open', () => onOpen?.());
      chats.select('42');
      return { send: null, close: () => chats.dispose() };
    },
  };
};

const HEARTBEAT = { ping: () => 'ping', isPong: (data: unknown) => data === 'pong' };

const subjectOf = async (name: string): Promise<{ readonly subject: Subject; readonly page: PretendedPage }> => {
  if (name === EVENKEEL || name === WITH_HEARTBEAT) {
    const subject = own(name, name === WITH_HEARTBEAT ? { heartbeat: HEARTBEAT } : {});
    return { subject, page: subject.page };
  }
  // Before it is loaded: some look for the page then, and never again.
  const page = pretendPage();
  return { subject: await loadPagesApart(name), page };
};

/** The most that begin within one second. */
const busiestSecond = (instants: readonly number[]): number => {
  const sorted = [...instants].sort((a, b) => a - b);
  return sorted.reduce(
    (most, from) => Math.max(most, sorted.filter((at) => at >= from && at < from + 1_000).length),
    0,
  );
};

/** Clients that are connected meet each of the faults. */
export const prepare = async (name: string, scale: Scale): Promise<Round> => {
  const { subject, page } = await subjectOf(name);
  const clients = scale === 'full' ? 200 : 4;
  return {
    async run() {
      const figures: Record<string, number> = {};
      for (const [title, happens] of Object.entries(FAULTS)) {
        const time = new VirtualTime();
        await time.rule(1, async () => {
          const gateway = new VirtualGateway(time, subject, true);
          const { WebSocket } = gateway;
          const opened = new Map<number, number>();
          const ends: (() => void)[] = [];
          for (let client = 0; client < clients; client += 1) {
            const onOpen = () => {
              if (!opened.has(client)) opened.set(client, time.now);
            };
            time.after(Math.random() * CONNECTING_MS, () => {
              const { close } = subject.connect('ws://gateway.example/chats/', { WebSocket, onOpen });
              ends.push(close);
            });
          }
          await time.advanceTo(SETTLED_MS);
          if (opened.size < clients) throw new Error(`${name}: ${clients - opened.size} clients never connected`);
          opened.clear();
          gateway.handshakes.length = 0;
          happens({ time, gateway, page });
          await time.advanceTo(SETTLED_MS + PATIENCE_MS);
          const after = Array.from({ length: clients }, (_, client) =>
            Math.min(PATIENCE_MS, (opened.get(client) ?? Number.POSITIVE_INFINITY) - SETTLED_MS),
          );
          figures[`${title}: median`] = spreadOf(after).median / 1_000;
          figures[`${title}: worst`] = Math.max(...after) / 1_000;
          figures[`${title}: attempts`] = gateway.handshakes.length / clients;
          figures[`${title}: crowd`] = busiestSecond(gateway.handshakes) / clients;
          for (const end of ends) end();
        });
      }
      return figures;
    },
  };
};

const NEVER = PATIENCE_MS / 1_000;

export const row: Row = {
  number: 14,
  title: 'Until a chat is usable again',
  goal: 'at each fault the shortest median of the clients that do not all return in the same second',
  async run(scale) {
    const peers = installed(PEERS);
    const subjects = [EVENKEEL, WITH_HEARTBEAT, ...peers] as const;
    type Name = (typeof subjects)[number];
    const measured = await takeTurns(import.meta.url, subjects, { scale, rounds: 1, warmUps: 0 });
    const figure = (name: Name, what: string): number => measured[name][what]?.[0] ?? Number.NaN;
    const faults = Object.keys(FAULTS);
    const crowd = (name: Name) => figure(name, 'server restarts: crowd');
    const spreads = peers.filter((name) => crowd(name) <= CROWD_SHARE);
    const bestOf = (names: readonly Name[], fault: string): Name | null =>
      names.reduce<Name | null>((best, name) => {
        const median = figure(name, `${fault}: median`);
        if (median >= NEVER) return best;
        return best === null || median < figure(best, `${fault}: median`) ? name : best;
      }, null);
    const compared = faults.map((fault) => {
      const mine = bestOf([EVENKEEL, WITH_HEARTBEAT], fault);
      const theirs = bestOf(spreads, fault);
      const ownMedian = mine === null ? NEVER : figure(mine, `${fault}: median`);
      const isShortest = theirs === null || ownMedian <= figure(theirs, `${fault}: median`);
      return { fault, ownMedian, theirs, isShortest };
    });
    const missed = compared.filter(({ isShortest }) => !isShortest);
    const time = (seconds: number): Cell => (seconds >= NEVER ? 'never' : seconds);
    return {
      notes: [
        `Median seconds from the fault (or from waking) until the client reports that it is connected; 200 clients of each, in virtual time. “Never” means not within ten minutes. “Attempts” are those of a client in these minutes when the server is away for 30 s. “Crowd” is the share of clients that start a handshake in the busiest second after a restart: a third if spread evenly over three seconds (RE2). The goal compares clients with a crowd up to ${CROWD_SHARE * 100} %.`,
        'A server that is away refuses at once. When Wi-Fi is away, the page reports `offline`, later `online`; handshakes fail and old connections are silently dead. During sleep timers stop; on waking the page reports both. On a half-open link nothing arrives: only a client that expects traffic notices. evenkeel does with `heartbeat` (off by default, needs an answer from the server); socket.io-client, centrifuge and phoenix do by their protocols.',
        ...(missed.length > 0
          ? [
              `Why missed: a client that spreads its crowd is back sooner at ${missed
                .map(({ fault, theirs }) =>
                  theirs === null
                    ? fault
                    : `${fault} (${theirs}: ${written(figure(theirs, `${fault}: median`))} s, ${written(figure(theirs, `${fault}: attempts`))} attempts; evenkeel: ${written(figure(EVENKEEL, `${fault}: attempts`))})`,
                )
                .join('; ')}.`,
            ]
          : []),
      ],
      tables: [
        {
          columns: [
            { title: 'client' },
            ...faults.map((title) => ({ title, digits: 1 })),
            { title: 'attempts', digits: 1 },
            { title: 'crowd', unit: '%', digits: 0 },
          ],
          rows: subjects.map((name) => [
            name,
            ...faults.map((fault) => time(figure(name, `${fault}: median`))),
            figure(name, 'server away 30 s: attempts'),
            crowd(name) * 100,
          ]),
        },
      ],
      drawings: [],
      verdicts: [
        {
          goal: 'the shortest median at each fault',
          measured: `at ${faults.length - missed.length} of ${faults.length}`,
          met: missed.length === 0,
        },
      ],
    };
  },
};
