import { acceptBy } from '../fake-link.js';
import { type FakeSocket, fakeSocketsTelling } from '../fake-socket.js';
import { barOf, written, writtenSpread } from '../figures.js';
import { installed, loadSubject, type SubjectName } from '../peers/index.js';
import { PEERS } from '../peers/subject.js';
import { macrotask, processorTime } from '../processor-time.js';
import type { Row, Scale } from '../row.js';
import { spreadOf } from '../statistics.js';
import { createToldTime } from '../told-time.js';
import { type Round, takeTurns } from '../turns.js';

const GOAL_US = 220;
const COMPILED_GOAL_US = 60;
/** Longer than any client waits until it takes a connection for stable. */
const STABLE_MS = 60_000;

/** Loses the connection, waits out the backoff, and opens the next one, over and over. */
export const prepare = async (name: string, scale: Scale): Promise<Round> => {
  const cycles = scale === 'full' ? 500 : 3;
  const subject = await loadSubject(name);
  const time = createToldTime();
  let socket: FakeSocket | null = null;
  let isOpen = false;

  const open = async () => {
    await time.passUntil(() => socket !== null);
    const present = socket as FakeSocket | null;
    if (present) acceptBy(subject, present);
    while (!isOpen) await macrotask();
    time.clock.advance(STABLE_MS);
    await macrotask();
  };
  const cycle = async () => {
    const present = socket;
    socket = null;
    isOpen = false;
    present?.lose();
    await open();
  };

  const client = await time.during(async () => {
    const client = subject.connect('ws://127.0.0.1:8083/chats/', {
      WebSocket: fakeSocketsTelling((constructed) => {
        socket = constructed;
      }),
      onOpen: () => {
        isOpen = true;
      },
      onMessage: () => undefined,
    });
    await open();
    return client;
  });
  return {
    run: () =>
      time.during(async () => {
        const startedWith = processorTime();
        for (let count = 0; count < cycles; count += 1) await cycle();
        return { microseconds: ((processorTime() - startedWith) * 1_000) / cycles };
      }),
    end: () => client.close(),
  };
};

export const row: Row = {
  number: 4,
  title: 'A reconnection',
  goal: `from losing a connection to the next one that is stable: at most ${GOAL_US} µs of processor time, and ${COMPILED_GOAL_US} from evenkeel/compiled`,
  async run(scale) {
    const subjects: readonly SubjectName[] = ['evenkeel', 'evenkeel/compiled', ...installed(PEERS)];
    const measured = await takeTurns(import.meta.url, subjects, { scale, rounds: 15, warmUps: 4 });
    const costs = subjects.map((name) => ({ name, cost: spreadOf(measured[name]['microseconds'] ?? []) }));
    const own = spreadOf(measured.evenkeel['microseconds'] ?? []);
    const compiled = spreadOf(measured['evenkeel/compiled']['microseconds'] ?? []);
    return {
      notes: [
        'A fake socket is lost; the client waits, connects, is accepted, and stays open for a minute. Time is told, so that waiting takes none; what it takes to lead the client through it is in the figure.',
        'The clients do not do the same: of these evenkeel alone keeps a budget that only a stable connection restores, leaves at least 2 s between attempts, and tells subscribers each state; the four from socket.io-client on also greet their server, and phoenix joins its channel.',
        '`evenkeel/compiled` runs the same chart from a table. What takes it in `evenkeel`: while a chat’s socket was an actor of XState too, a profile had 59 % of it in XState, which takes a dozen events through the chart and its regions, 17 % in collecting garbage and 16 % in evenkeel’s own code. It was 365 µs when the chart’s context was a hash table to V8, measured in turn with 240 after that was mended; how busy the machine is moves the figure by a quarter, and other runs had up to 300.',
      ],
      tables: [
        {
          columns: [{ title: 'client' }, { title: 'a reconnection', unit: 'µs' }],
          rows: costs.map(({ name, cost }) => [name, cost]),
        },
      ],
      drawings: [
        {
          kind: 'bars',
          name: 'reconnection',
          title: 'Processor time of a reconnection',
          unit: 'µs',
          goal: GOAL_US,
          bars: costs.map(({ name, cost }) => barOf(name, cost)),
        },
      ],
      verdicts: [
        { goal: `at most ${written(GOAL_US)} µs`, measured: `${writtenSpread(own)} µs`, met: own.median <= GOAL_US },
        {
          goal: `evenkeel/compiled at most ${COMPILED_GOAL_US} µs`,
          measured: `${writtenSpread(compiled)} µs`,
          met: compiled.median <= COMPILED_GOAL_US,
        },
      ],
    };
  },
};
