import { createFakePage } from '../../../src/testing/index.js';
import { written } from '../figures.js';
import { handshakeBytes } from '../handshake-bytes.js';
import { createChatConnections } from '../library.js';
import { naivePage } from '../naive-page.js';
import { loadPagesApart } from '../pages-apart.js';
import { installed } from '../peers/index.js';
import { addressNow, PEERS, type Subject } from '../peers/subject.js';
import { processorTime } from '../processor-time.js';
import type { Row, Scale } from '../row.js';
import { spreadOf } from '../statistics.js';
import { type Round, takeTurns } from '../turns.js';
import { VirtualGateway } from '../virtual-gateway.js';
import { VirtualTime } from '../virtual-time.js';

const GOAL = 11;
const SETTLED_MS = 60_000;
const OUTAGE_MS = 600_000;
const STEP_MS = 20_000;

interface Woken extends Subject {
  /** Tells all clients that the page is online again. */
  wake(): void;
}

const evenkeel = (): Woken => {
  const page = createFakePage();
  return {
    name: 'evenkeel',
    createServer: null,
    connect(url, { WebSocket, onOpen }) {
      const chats = createChatConnections({ gateway: new URL(addressNow(url)).origin, WebSocket, signals: page });
      chats.on('open', () => onOpen?.());
      chats.select('42');
      return { send: null, close: () => chats.dispose() };
    },
    wake: () => page.emits('online'),
  };
};

const subjectOf = (name: string): Subject | Promise<Subject> => {
  if (name === 'evenkeel') return evenkeel();
  return name === naivePage.name ? naivePage : loadPagesApart(name);
};

/** Clients lose an open connection, and no handshake succeeds for ten minutes; then each does. */
export const prepare = async (name: string, scale: Scale): Promise<Round> => {
  const subject = await subjectOf(name);
  const clients = scale === 'full' ? 100 : 2;
  let seed = 0;
  return {
    run: () => {
      const time = new VirtualTime();
      seed += 1;
      return time.rule(seed, async () => {
        const gateway = new VirtualGateway(time, subject, true);
        const { WebSocket } = gateway;
        const all = Array.from({ length: clients }, () =>
          subject.connect('ws://gateway.example/chats/', { WebSocket }),
        );
        await time.advanceTo(SETTLED_MS);

        gateway.accepts = () => false;
        gateway.drop();
        gateway.forget();
        const figures: Record<string, number> = {};
        const startedWith = processorTime();
        for (let by = STEP_MS; by <= OUTAGE_MS; by += STEP_MS) {
          await time.advanceTo(SETTLED_MS + by);
          figures[`by ${by}`] = gateway.handshakes.length / clients;
        }
        figures['processor'] = (processorTime() - startedWith) / clients;
        figures['last'] = ((gateway.handshakes.at(-1) ?? SETTLED_MS) - SETTLED_MS) / 1_000;
        figures['timers'] = time.pending / clients;

        gateway.accepts = () => true;
        await time.advanceTo(SETTLED_MS + 2 * OUTAGE_MS);
        figures['returned'] = gateway.accepted / clients;
        if ('wake' in subject) {
          (subject as Woken).wake();
          await time.advanceTo(SETTLED_MS + 2 * OUTAGE_MS + STEP_MS);
          figures['woken'] = gateway.accepted / clients - figures['returned'];
        }
        for (const client of all) client.close();
        return figures;
      });
    },
  };
};

export const row: Row = {
  number: 9,
  title: 'An outage of ten minutes',
  goal: `at most ${GOAL} handshakes of a client, then silence until it is woken`,
  async run(scale) {
    const subjects = ['evenkeel', naivePage.name, ...installed(PEERS)] as const;
    type Name = (typeof subjects)[number];
    const measured = await takeTurns(import.meta.url, subjects, { scale, rounds: 5 });
    const bytes = await handshakeBytes(scale === 'full' ? 'chromium' : 'ws');
    const spread = (name: Name, what: string) => spreadOf(measured[name][what] ?? []);
    const figure = (name: Name, what: string) => spread(name, what).median;
    const handshakes = (name: Name) => spread(name, `by ${OUTAGE_MS}`);
    const own = {
      handshakes: handshakes('evenkeel').median,
      timers: figure('evenkeel', 'timers'),
      last: figure('evenkeel', 'last'),
      woken: figure('evenkeel', 'woken'),
    };
    return {
      notes: [
        `Each client loses its connection and is refused for ten minutes; then every handshake is accepted. Virtual time; figures are for one client of 100. “Back by itself” tells what happens in the next ten minutes. A handshake carries ${written(bytes)} bytes (${scale === 'full' ? 'Chromium' : 'the `ws` package'}, shortest 503), without TLS, TCP and IP.`,
        'The naive page is the browser tests’ script with the faults which evenkeel avoids; it opens three connections and forgets two. Processor time includes the fake sockets.',
        'evenkeel gives up after ten reconnections (`failed`). It returns on `online`, when the page becomes visible, on `retry()` or when the chat is selected again; a page that stays visible and online needs one of the last two. graphql-ws gives up after the first refusal, robust-websocket after three; neither returns.',
      ],
      tables: [
        {
          columns: [
            { title: 'client' },
            { title: 'handshakes' },
            { title: 'processor', unit: 'ms' },
            { title: 'back by itself' },
          ],
          rows: subjects.map((name) => [
            name,
            handshakes(name).median,
            figure(name, 'processor'),
            figure(name, 'returned') >= 1 ? 'yes' : name === 'evenkeel' && own.woken === 1 ? 'when woken' : 'no',
          ]),
        },
      ],
      drawings: [
        {
          kind: 'lines',
          name: 'handshakes',
          title: 'Handshakes of a client in an outage of ten minutes',
          x: { label: 'minutes since the connection was lost' },
          y: { label: 'handshakes so far', isLogarithmic: true },
          lines: subjects.map((name) => ({
            label: name,
            isOurs: name === 'evenkeel',
            points: Array.from({ length: OUTAGE_MS / STEP_MS }, (_, index) => {
              const by = (index + 1) * STEP_MS;
              return [by / 60_000, figure(name, `by ${by}`)] as const;
            }),
          })),
        },
      ],
      verdicts: [
        {
          goal: `at most ${GOAL} handshakes`,
          measured: `${written(own.handshakes)}, the last after ${written(own.last, 0)} s; naive page ${written(handshakes(naivePage.name).median)}`,
          met: own.handshakes <= GOAL,
        },
        {
          goal: 'then silence until woken',
          measured: `${own.timers} timers wait; ${written(own.woken * 100)} % return when woken`,
          met: own.timers === 0 && own.woken === 1,
        },
      ],
    };
  },
};
