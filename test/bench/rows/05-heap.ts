import { heapUsed } from '../../support/collect-garbage.js';
import { barOf, written } from '../figures.js';
import { COMPILED, createOwn } from '../library.js';
import { installed, loadSubject } from '../peers/index.js';
import { PEERS, type Subject } from '../peers/subject.js';
import type { Row, Scale, Spread } from '../row.js';
import { spreadOf } from '../statistics.js';
import { type Figures, type Round, takeTurns } from '../turns.js';
import { VirtualGateway } from '../virtual-gateway.js';
import { VirtualTime } from '../virtual-time.js';
import { startActors } from '../xstate-actors.js';

const GOALS = { idle: 5_000, open: 7_500, compiled: 2_000, left: 0.05 };

/** By then every connection counts as proved; by what follows each chat is first idle, then forgotten. */
const PROVED_MS = 40_000;
const IDLE_MS = PROVED_MS + 15_000;
const FORGOTTEN_MS = IDLE_MS + 70_000;

const measureChats = async (
  name: string,
  ids: readonly string[],
  time: VirtualTime,
  gateway: VirtualGateway,
): Promise<Figures> => {
  const count = ids.length;
  const options = { gateway: 'ws://gateway.example', WebSocket: gateway.WebSocket, maxHandshakes: count };
  const start = await heapUsed();
  const chats = createOwn(name)({ ...options, maxLingering: count });
  const empty = await heapUsed();
  let handles = ids.map((id) => chats.get(id));
  const held = await heapUsed();
  const releases = ids.map((id) => chats.retain(id));
  await time.advanceTo(PROVED_MS);
  const isOpen = handles.every((handle) => handle.getSnapshot().connected);
  gateway.forget();
  const open = await heapUsed();
  for (const release of releases.splice(0)) release();
  await time.advanceTo(IDLE_MS);
  const isIdle = handles.every((handle) => handle.getSnapshot().lastClose?.code === 1000);
  const idle = await heapUsed();
  await time.advanceTo(FORGOTTEN_MS);
  chats.get('another');
  const forgotten = await heapUsed();
  if (!isOpen || !isIdle) throw new Error('the chats are not as they should be');
  handles = [];
  const after = await heapUsed();
  chats.dispose();
  const perChat = (bytes: number) => (bytes - empty) / count;
  return {
    handle: perChat(held),
    open: perChat(open),
    idle: perChat(idle),
    forgotten: perChat(forgotten),
    after: perChat(after),
    left: after / start - 1,
    start,
  };
};

const measureClients = async (
  subject: Subject,
  ids: readonly string[],
  time: VirtualTime,
  gateway: VirtualGateway,
): Promise<Figures> => {
  const count = ids.length;
  const start = await heapUsed();
  const clients = ids.map((id) => subject.connect(`ws://gateway.example/${id}/`, { WebSocket: gateway.WebSocket }));
  await time.advanceTo(PROVED_MS);
  gateway.forget();
  const open = await heapUsed();
  for (const client of clients.splice(0)) client.close();
  await time.advanceTo(FORGOTTEN_MS);
  const after = await heapUsed();
  return { open: (open - start) / count, after: (after - start) / count };
};

/** Not a client, but what every chat of evenkeel stands on. */
const XSTATE = 'xstate';

const measureActors = async (count: number): Promise<Figures> => {
  const start = await heapUsed();
  const actors = startActors(count);
  const open = await heapUsed();
  for (const actor of actors.splice(0)) actor.stop();
  return { open: (open - start) / count };
};

export const prepare = async (name: string, scale: Scale): Promise<Round> => {
  const count = scale === 'full' ? 10_000 : 100;
  if (name === XSTATE) return { run: () => measureActors(count) };
  const subject = await loadSubject(name);
  const ids = Array.from({ length: count }, (_, index) => `chat-${index}`);
  return {
    run: () => {
      const time = new VirtualTime();
      return time.rule(1, () => {
        const gateway = new VirtualGateway(time, subject, false);
        return name.startsWith('evenkeel')
          ? measureChats(name, ids, time, gateway)
          : measureClients(subject, ids, time, gateway);
      });
    },
  };
};

export const row: Row = {
  number: 5,
  title: 'Heap of a chat',
  goal: `of 10,000 chats, at most ${GOALS.idle / 1_000} kB each when idle and ${GOALS.open / 1_000} kB when open, ${GOALS.compiled / 1_000} kB with evenkeel/compiled; within ${GOALS.left * 100} % of the start after release`,
  async run(scale) {
    const peers = installed(PEERS);
    const subjects = ['bare', 'evenkeel', COMPILED, ...peers] as const;
    const measured = await takeTurns(import.meta.url, [...subjects, XSTATE], { scale, rounds: 3, warmUps: 2 });
    const spread = (name: keyof typeof measured, what: string): Spread => spreadOf(measured[name][what] ?? []);
    const bare = spread('bare', 'open').median;
    const clients = subjects.filter((name) => name !== 'bare');
    const without = (name: (typeof subjects)[number]): Spread => {
      const { median, low, high } = spread(name, 'open');
      return { median: median - bare, low: low - bare, high: high - bare };
    };
    const kB = (bytes: number) => `${written(bytes / 1_000, 1)} kB`;
    const own = (what: string) => spread('evenkeel', what);
    const open = without('evenkeel').median;
    const compiled = without(COMPILED).median;
    const left = own('left').median;
    return {
      notes: [
        `10,000 connections of each client, after \`gc()\`, with fake sockets in virtual time. The bare socket’s own ${kB(bare)} are taken off. evenkeel’s chats share one connections object.`,
        'Open: stable. Idle: used and released, handle held, history kept until `cooldownMs` after the last attempt. Forgotten: after that. The start is a small Node heap, before the connections object exists.',
      ],
      tables: [
        {
          columns: [
            { title: 'client' },
            { title: 'open', unit: 'bytes', digits: 0 },
            { title: 'left after closing', unit: 'bytes', digits: 0 },
          ],
          rows: clients.map((name) => [name, without(name).median, spread(name, 'after').median]),
        },
        {
          caption: 'A chat of evenkeel',
          columns: [{ title: 'state' }, { title: 'heap', unit: 'bytes', digits: 0 }],
          rows: [
            ['idle', own('idle').median],
            ['forgotten', own('forgotten').median],
            ['never used', own('handle').median],
            ['minimal XState actor', spread(XSTATE, 'open').median],
          ],
        },
      ],
      drawings: [
        {
          kind: 'bars',
          name: 'open',
          title: 'Heap of an open connection, without its socket',
          unit: 'bytes',
          goal: GOALS.open,
          bars: clients.map((name) => barOf(name, without(name))),
        },
      ],
      verdicts: [
        {
          goal: `idle at most ${kB(GOALS.idle)}`,
          measured: kB(own('idle').median),
          met: own('idle').median <= GOALS.idle,
        },
        {
          goal: `open at most ${kB(GOALS.open)}`,
          measured: kB(open),
          met: open <= GOALS.open,
        },
        {
          goal: `evenkeel/compiled open at most ${kB(GOALS.compiled)}`,
          measured: kB(compiled),
          met: compiled <= GOALS.compiled,
        },
        {
          goal: `within ${GOALS.left * 100} % of the start after release`,
          measured: `${written(left * 100, 1)} %, ${written(own('after').median, 0)} bytes a chat`,
          met: left <= GOALS.left,
        },
      ],
    };
  },
};
