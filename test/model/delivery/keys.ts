import type { Cursor, DownFrame, Line, Outbox, Page, Server, UpFrame, World } from './world.js';

const cursorKey = (cursor: Cursor | null): string =>
  cursor === null ? '-' : `${cursor.epoch}.${cursor.seq}.${cursor.tag}`;

const upKey = (frame: UpFrame): string => {
  if (frame.t === 'hello') return `h${frame.acked}${cursorKey(frame.cursor)}`;
  return frame.t === 'msg' ? `m${frame.s}.${frame.n}.${frame.message}` : `s${frame.s}.${frame.n}`;
};

const downKey = (frame: DownFrame): string => {
  if (frame.t === 'event') return `e${frame.seq}.${frame.tag}`;
  if (frame.t !== 'welcome') return `${frame.t}${frame.s}.${frame.n}`;
  const { head, last, nacked, lost, resume } = frame;
  return `w${cursorKey(head)}:${last}:${nacked.map(({ s, n }) => `${s}.${n}`)}:${lost}:${resume}`;
};

const lineKey = ({ up, down, at, told }: Line): string =>
  `${up.map(upKey).join('+')}/${down.map(downKey).join('+')}/${cursorKey(at)}/${told}`;

const serverKey = ({ epoch, log, oldest, last, nacked, retired }: Server): string => {
  const events = log.map(({ tag, message, s, n }) => `${tag}.${message}.${s}.${n}`);
  return `${epoch}/${oldest}/${last}/${nacked.map(({ s, n }) => `${s}.${n}`)}/${retired}/${events}`;
};

const outboxKey = ({ entries, acked, isOver, holders }: Outbox): string =>
  `${entries.map(({ message, is }) => `${message}${is}`)}/${acked}/${isOver}/${holders}`;

const pageKey = (page: Page): string => {
  const { isAlive, link, line, cursor, start, delivered, said, base, sent, head, read, hasStumbled } = page;
  const begun = start === null ? '' : `${cursorKey(start.cursor)}:${start.data}`;
  const half = read === null ? '' : 'cursor' in read ? `c${cursorKey(read.cursor)}` : `d${read.data}`;
  return `${isAlive}${link}${hasStumbled}/${line === null ? '' : lineKey(line)}/${cursorKey(cursor)}/${begun}/${delivered}/${said}/${base}/${sent}/${cursorKey(head)}/${half}`;
};

const outboxesKey = (outboxes: readonly Outbox[]): string => outboxes.map(outboxKey).join('|');
const linesKey = (lines: readonly Line[]): string => lines.map(lineKey).join('|');
const countsKey = (counts: World['used']): string => Object.values(counts).join();
const ghostKey = ({ generation, histories, forgotten, isBlamed }: World['ghost']): string =>
  `${generation}/${histories.join('|')}/${forgotten}/${isBlamed}`;

/** A world, and the numbers of its parts. */
interface Numbered {
  readonly world: World;
  readonly codes: readonly number[];
}

/** A short text for each world, equal for equal worlds. */
export class WorldKeys {
  #numbers = new Map<string, number>();
  #newest: Numbered | null = null;

  of(world: World): string {
    return String.fromCharCode(...this.#codesOf(world, null));
  }

  /** Of a world that a step made from `before`: what they share need not be read again. */
  ofNext(world: World, before: World): string {
    if (this.#newest?.world !== before) this.#newest = { world: before, codes: this.#codesOf(before, null) };
    return String.fromCharCode(...this.#codesOf(world, this.#newest));
  }

  #codesOf(world: World, from: Numbered | null): readonly number[] {
    const old = from?.world;
    const codes: number[] = [];
    const add = <Part>(part: Part, before: Part | undefined, read: (part: Part) => string): void => {
      const at = codes.length;
      if (from !== null && part === before) {
        codes.push(from.codes[at] ?? 0, from.codes[at + 1] ?? 0);
        return;
      }
      const text = read(part);
      let number = this.#numbers.get(text);
      if (number === undefined) {
        number = this.#numbers.size;
        this.#numbers.set(text, number);
      }
      codes.push(number & 0x7fff, number >> 15);
    };
    add(world.server, old?.server, serverKey);
    add(world.backup, old?.backup, (backup) => (backup === null ? '' : serverKey(backup)));
    add(world.outboxes, old?.outboxes, outboxesKey);
    for (const id of [0, 1] as const) add(world.pages[id], old?.pages[id], pageKey);
    add(world.late, old?.late, linesKey);
    add(world.typed, old?.typed, String);
    add(world.used, old?.used, countsKey);
    add(world.ghost, old?.ghost, ghostKey);
    return codes;
  }
}
