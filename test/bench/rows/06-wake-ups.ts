import { createChatConnections } from '../library.js';
import { installed, loadSubject } from '../peers/index.js';
import { addressNow, PEERS, type Subject } from '../peers/subject.js';
import type { Row } from '../row.js';
import { type Round, takeTurns } from '../turns.js';
import { VirtualGateway } from '../virtual-gateway.js';
import { VirtualTime } from '../virtual-time.js';

const FIRST_MS = 60_000;
const HOUR_MS = 3_600_000;
/** What `heartbeat` leaves when the intervals are 25 s, its default. */
const BEATS = HOUR_MS / 25_000;

const WITH_HEARTBEAT = 'evenkeel, heartbeat';

const withHeartbeat: Subject = {
  name: WITH_HEARTBEAT,
  createServer: () => ({
    greet: () => [],
    answer: (frame) => (frame === 'ping' ? ['pong'] : []),
    frameOf: (text) => text,
  }),
  connect(url, { WebSocket }) {
    const heartbeat = { ping: () => 'ping', isPong: (data: unknown) => data === 'pong' };
    const chats = createChatConnections({ gateway: new URL(addressNow(url)).origin, WebSocket, heartbeat });
    chats.select('42');
    return { send: null, close: () => chats.dispose() };
  },
};

/** Connects, and does nothing: for a minute, and then for an hour. */
export const prepare = async (name: string): Promise<Round> => {
  const subject = name === WITH_HEARTBEAT ? withHeartbeat : await loadSubject(name);
  return {
    run: () => {
      const time = new VirtualTime();
      return time.rule(1, async () => {
        const gateway = new VirtualGateway(time, subject, true);
        const client = subject.connect('ws://gateway.example/chats/', { WebSocket: gateway.WebSocket });
        await time.advanceTo(FIRST_MS);
        const first = time.timers.fired;
        const before = { ...time.timers, ...gateway.frames };
        await time.advanceTo(FIRST_MS + HOUR_MS);
        const handshakes = gateway.handshakes.length;
        if (handshakes !== 1) throw new Error(`${name} shook hands ${handshakes} times`);
        const after = { ...time.timers, ...gateway.frames };
        client.close();
        return {
          first,
          set: after.set - before.set,
          fired: after.fired - before.fired,
          sent: after.received - before.received,
          received: after.sent - before.sent,
        };
      });
    },
  };
};

export const row: Row = {
  number: 6,
  title: 'Wake-ups of an idle page',
  goal: 'one open chat, one silent hour: heartbeats only, and nothing at all without `heartbeat`',
  async run(scale) {
    const subjects = ['evenkeel', WITH_HEARTBEAT, ...installed(PEERS)] as const;
    const measured = await takeTurns(import.meta.url, subjects, { scale, rounds: 1, warmUps: 0 });
    const figure = (name: (typeof subjects)[number], what: string) => measured[name][what]?.[0] ?? Number.NaN;
    const wakeUps = (name: (typeof subjects)[number]) => figure(name, 'fired') + figure(name, 'received');
    const silent = wakeUps('evenkeel');
    const beats = figure(WITH_HEARTBEAT, 'sent');
    return {
      notes: [
        'One connection in a silent hour, from one minute after connecting, in virtual time; servers at their defaults. Timers and received frames wake the page. Without such traffic a client, like evenkeel without `heartbeat`, notices a dead link only when the platform does: in Chromium after 450 s or never.',
      ],
      tables: [
        {
          columns: [{ title: 'client' }, { title: 'wake-ups' }, { title: 'by timers' }],
          rows: subjects.map((name) => [name, wakeUps(name), figure(name, 'fired')]),
        },
      ],
      drawings: [
        {
          kind: 'bars',
          name: 'wake-ups',
          title: 'Wake-ups of an idle page in an hour',
          unit: 'wake-ups',
          bars: subjects.map((name) => ({
            label: name,
            value: wakeUps(name),
            isOurs: name === 'evenkeel' || name === WITH_HEARTBEAT,
          })),
        },
      ],
      verdicts: [
        { goal: 'without `heartbeat` none', measured: `${silent} wake-ups`, met: silent === 0 },
        {
          goal: 'with `heartbeat` heartbeats only',
          measured: `${wakeUps(WITH_HEARTBEAT)} wake-ups by ${beats} heartbeats`,
          met: beats > 0 && beats <= Math.ceil(BEATS) && wakeUps(WITH_HEARTBEAT) === 2 * beats,
        },
      ],
    };
  },
};
