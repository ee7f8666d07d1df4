import { FakeSocket } from '../fake-socket.js';
import { written, writtenSpread } from '../figures.js';
import { COMPILED, createOwn } from '../library.js';
import { processorTime } from '../processor-time.js';
import type { Row, Scale, Spread } from '../row.js';
import { ratiosOf, spreadOf } from '../statistics.js';
import { type Figures, type Round, takeTurns } from '../turns.js';

const GOALS = { ratio: 3, disposeMs: 1_000 };

/** How many chats are in use, and whether somebody subscribes to all of them. */
const COUNTS = [100, 1_000, 10_000] as const;
const AUDIENCES = ['nobody', 'a subscriber'] as const;
type Audience = (typeof AUDIENCES)[number];
type Changing = `${number} chats, ${Audience}`;
const changing = (count: number, audience: Audience): Changing => `${count} chats, ${audience}`;

const RETAINING = 'retaining 10,000';
const DISPOSING = 'disposing of 100,000';

const idsOf = (count: number) => Array.from({ length: count }, (_, index) => `chat-${index}`);

/** Chats that are wanted, and whose handshakes nobody answers. */
const createChats = (audience: Audience, name = 'evenkeel') => {
  const chats = createOwn(name)({
    gateway: 'ws://gateway.example',
    WebSocket: FakeSocket,
    connectTimeoutMs: 3_600_000,
    queue: { maxMessages: 1_000_000, maxBytes: 1_000_000_000, ttlMs: 3_600_000 },
  });
  let heard = 0;
  if (audience === 'a subscriber') {
    chats.subscribe(({ chats: present }) => {
      heard += present.size;
    });
  }
  return { chats, heard: () => heard };
};

const timed = (act: () => void): number => {
  const startedWith = processorTime();
  act();
  return processorTime() - startedWith;
};

/** A change of one chat among so many: a message is queued for it. */
const prepareChanges = (count: number, audience: Audience, changes: number): Round => {
  const { chats, heard } = createChats(audience);
  for (const id of idsOf(count)) chats.retain(id);
  const handle = chats.get('chat-0');
  return {
    run: () => {
      const heardBefore = heard();
      const ms = timed(() => {
        for (let change = 0; change < changes; change += 1) handle.send('');
      });
      if (heard() - heardBefore !== (audience === 'nobody' ? 0 : changes * count)) throw new Error('not all was told');
      return { microseconds: (ms * 1_000) / changes };
    },
    end: () => chats.dispose(),
  };
};

const retainAndDispose = (name: string, retained: number, disposed: number): Figures => {
  const few = createChats('a subscriber', name).chats;
  const retaining = timed(() => {
    for (const id of idsOf(retained)) few.retain(id);
  });
  few.dispose();
  const many = createChats('a subscriber', name).chats;
  for (const id of idsOf(disposed)) many.retain(id);
  const disposing = timed(() => many.dispose());
  return { [RETAINING]: retaining, [DISPOSING]: disposing };
};

export const prepare = (name: string, scale: Scale): Round => {
  const isFull = scale === 'full';
  for (const count of COUNTS) {
    for (const audience of AUDIENCES) {
      if (changing(count, audience) !== name) continue;
      return prepareChanges(isFull ? count : count / 100, audience, isFull ? 2_000 : 3);
    }
  }
  return { run: () => retainAndDispose(name, isFull ? 10_000 : 10, isFull ? 100_000 : 10) };
};

export const row: Row = {
  number: 13,
  title: 'Many chats',
  goal: `a change of one among 10,000 chats costs at most ${GOALS.ratio} times as much as among 100; \`dispose()\` of 100,000 chats takes at most ${GOALS.disposeMs / 1_000} s`,
  async run(scale) {
    const subjects = COUNTS.flatMap((count) => AUDIENCES.map((audience) => changing(count, audience)));
    const measured = await takeTurns(import.meta.url, subjects, { scale, rounds: 15, warmUps: 4 });
    const ends = await takeTurns(import.meta.url, ['evenkeel', COMPILED], { scale, rounds: 3, warmUps: 0 });
    const costs = (name: Changing) => measured[name]?.['microseconds'] ?? [];
    const ratio = (count: number, audience: Audience): Spread =>
      ratiosOf(costs(changing(count, audience)), costs(changing(COUNTS[0], audience)));
    const end = (what: string, name: keyof typeof ends = 'evenkeel'): Spread => spreadOf(ends[name][what] ?? []);
    const disposeMs = end(DISPOSING);
    const compiledMs = end(DISPOSING, COMPILED);
    return {
      notes: [
        'Processor time; the handshakes stay unanswered. The change is one queued message; the goal compares 10,000 chats with 100. The subscriber reads only how many chats there are. `dispose()` ends every socket and timer, and leaves a chart that nobody inspects as it is: XState would take 3 s to stop 100,000.',
      ],
      tables: [
        {
          columns: [
            { title: 'chats in use' },
            ...AUDIENCES.map((audience) => ({ title: `heard by ${audience}`, unit: 'µs' })),
          ],
          rows: COUNTS.map((count) => [
            written(count),
            ...AUDIENCES.map((audience) => spreadOf(costs(changing(count, audience)))),
          ]),
        },
        {
          columns: [{ title: 'act' }, { title: 'evenkeel', unit: 'ms' }, { title: COMPILED, unit: 'ms' }],
          rows: [RETAINING, DISPOSING].map((what) => [what, end(what), end(what, COMPILED)]),
        },
      ],
      drawings: [
        {
          kind: 'lines',
          name: 'change',
          title: 'A change of one chat, by how many there are',
          x: { label: 'chats in use', isLogarithmic: true },
          y: { label: 'µs' },
          lines: AUDIENCES.map((audience) => ({
            label: `heard by ${audience}`,
            points: COUNTS.map((count) => [count, spreadOf(costs(changing(count, audience))).median] as const),
            isOurs: audience === 'a subscriber',
          })),
        },
      ],
      verdicts: [
        ...AUDIENCES.map((audience) => {
          const grown = ratio(10_000, audience);
          return {
            goal: `heard by ${audience}, at most ${GOALS.ratio} times as much`,
            measured: writtenSpread(grown, 2),
            met: grown.median <= GOALS.ratio,
          };
        }),
        {
          goal: `dispose() of 100,000 at most ${written(GOALS.disposeMs)} ms`,
          measured: `${writtenSpread(disposeMs)} ms`,
          met: disposeMs.median <= GOALS.disposeMs,
        },
        {
          goal: `evenkeel/compiled at most ${written(GOALS.disposeMs)} ms`,
          measured: `${writtenSpread(compiledMs)} ms`,
          met: compiledMs.median <= GOALS.disposeMs,
        },
      ],
    };
  },
};
