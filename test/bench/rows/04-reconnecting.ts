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
  goal: `from a lost connection to the next stable one: at most ${GOAL_US} µs of processor time, ${COMPILED_GOAL_US} with evenkeel/compiled`,
  async run(scale) {
    const subjects: readonly SubjectName[] = ['evenkeel', 'evenkeel/compiled', ...installed(PEERS)];
    const measured = await takeTurns(import.meta.url, subjects, { scale, rounds: 15, warmUps: 4 });
    const costs = subjects.map((name) => ({ name, cost: spreadOf(measured[name]['microseconds'] ?? []) }));
    const own = spreadOf(measured.evenkeel['microseconds'] ?? []);
    const compiled = spreadOf(measured['evenkeel/compiled']['microseconds'] ?? []);
    return {
      notes: [
        'Processor time from a lost fake socket until the next connection is stable. Running the virtual clock is included. Only evenkeel keeps a budget that a stable connection restores, leaves at least 2 s between attempts and tells subscribers each state. The last four also greet their server.',
        'Why missed: a profile, taken when the socket was an XState actor too, had 59 % in XState, 17 % in garbage collection and 16 % in evenkeel’s own code. `evenkeel/compiled` runs the same chart from a table. The load of the machine moves the figure by a quarter.',
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
