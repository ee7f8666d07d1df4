import type { LogLine, LogLines } from './log-lines.js';
import type { Item } from './record.js';

type Given = Extract<Item, { type: 'given' }>;
type Told = Extract<Item, { type: 'told' }> & { readonly index: number };
type Passed = Extract<Item, { type: 'passed' }> & { readonly index: number };

interface Message extends Given {
  readonly told: readonly Told[];
  /** Each time that it went from a life to another, in order. */
  readonly passed: readonly Passed[];
}

const ENDS: readonly Told['status'][] = ['acked', 'rejected', 'cancelled', 'lost'];

interface WrongMessages {
  readonly wrong: readonly string[];
  readonly forgotten: number;
}

/** I1, I2, I3 and L1. */
export const wrongMessages = (items: readonly Item[], lines: LogLines): WrongMessages => {
  const messages = messagesOf(items);
  const dead = new Set(items.flatMap((item) => (item.type === 'ended' ? [item.life] : [])));
  const passed = passedIn(items);
  /** Whether a life no longer knows what it was told at an index: it ended, or its senders went to another. */
  const hasForgotten: HasForgotten = ({ life, index }) =>
    dead.has(life) || passed.some((one) => one.life === life && one.index > index);
  const fates = messages.map((message) => wrongFate(message, lines.of(message.chat), dead, hasForgotten));
  const outboxes = items.flatMap((item) =>
    item.type === 'rests' ? item.pending.map((id) => `L1: ${item.life} still has ${id} in ${item.chat}`) : [],
  );
  const all = lines.chats.flatMap((chat) => lines.of(chat));
  const published = items.filter((item) => item.type === 'published');
  return {
    wrong: [
      ...all.flatMap((line) => [...doubled(line), ...strange(line, messages), ...disordered(line, messages)]),
      ...published.flatMap(({ chat, text, seq }) =>
        lines.of(chat).some((line) => line.events.get(seq)?.text === text)
          ? []
          : [`I3: ${text} was published at ${seq} of ${chat}, and is not there`],
      ),
      ...fates.flatMap(({ wrong }) => wrong),
      ...outboxes,
    ],
    forgotten: fates.filter(({ isForgotten }) => isForgotten).length,
  };
};

const messagesOf = (items: readonly Item[]): Message[] => {
  const told = new Map<string, Told[]>();
  for (const [index, item] of items.entries())
    if (item.type === 'told') told.set(item.id, [...(told.get(item.id) ?? []), { ...item, index }]);
  const passed = new Map<string, Passed[]>();
  for (const one of passedIn(items)) for (const id of one.ids) passed.set(id, [...(passed.get(id) ?? []), one]);
  return items.flatMap((item) =>
    item.type === 'given' ? [{ ...item, told: told.get(item.id) ?? [], passed: passed.get(item.id) ?? [] }] : [],
  );
};

const passedIn = (items: readonly Item[]): Passed[] =>
  items.flatMap((item, index) => (item.type === 'passed' ? [{ ...item, index }] : []));

type HasForgotten = (told: Told) => boolean;

/** I1. */
const doubled = ({ chat, seqsOf, events }: LogLine): string[] => {
  const numbers = new Map<string, number>();
  for (const { from, n } of events.values())
    if (from !== null) numbers.set(`${from} ${n}`, (numbers.get(`${from} ${n}`) ?? 0) + 1);
  return [
    ...[...seqsOf].flatMap(([text, seqs]) => (seqs.length > 1 ? [`I1: ${text} is in ${chat} at ${seqs}`] : [])),
    ...[...numbers].flatMap(([number, count]) => (count > 1 ? [`I1: ${number} was taken ${count} times`] : [])),
  ];
};

const strange = ({ chat, events }: LogLine, messages: readonly Message[]): string[] => {
  const given = new Set(messages.flatMap((message) => (message.chat === chat ? [message.text] : [])));
  return [...events.values()].flatMap(({ from, text }) =>
    from === null || given.has(text) ? [] : [`I3: nobody sent ${text}, which is in ${chat}`],
  );
};

/** I2. What has gone to another page is not before what its own was given, or stored, later. */
const disordered = ({ chat, seqsOf }: LogLine, messages: readonly Message[]): string[] => {
  const before = new Map<string, { readonly seq: number; readonly message: Message }[]>();
  return messages.flatMap((message) => {
    const [seq] = message.chat === chat ? (seqsOf.get(message.text) ?? []) : [];
    if (seq === undefined) return [];
    const { life, text } = message;
    const earlier = before.get(life) ?? [];
    before.set(life, [...earlier, { seq, message }]);
    const last = earlier.findLast((one) => one.message.passed.every((passed, at) => message.passed[at] === passed));
    return last === undefined || last.seq < seq ? [] : [`I2: ${text} is before ${last.message.text} in ${chat}`];
  });
};

const wrongFate = (
  { text, life, chat, told, passed }: Message,
  lines: readonly LogLine[],
  dead: ReadonlySet<string>,
  hasForgotten: HasForgotten,
): { readonly wrong: string[]; readonly isForgotten: boolean } => {
  const having = lines.filter(({ seqsOf }) => seqsOf.has(text));
  const isInLog = lines.at(-1)?.seqsOf.has(text) ?? false;
  const ends = told.filter(({ status }) => ENDS.includes(status));
  const statuses = new Set(ends.map(({ status }) => status));
  const end = ends.at(-1);
  const wrong: string[] = [];
  let isForgotten = false;
  const says = (rule: string, what: string) => wrong.push(`${rule}: ${text} of ${life}, in ${chat}, ${what}`);

  if (statuses.size > 1 && !(statuses.size === 2 && statuses.has('acked') && end?.status === 'lost'))
    says('I3', `ended as ${[...statuses].join(' and ')}`);
  for (const one of told)
    if (one.status === 'moved' && !passed.some((each) => each.life === one.life && each.index < one.index))
      says('I3', 'was moved, and no other page has it');
  for (const { status, index, seq } of ends) {
    const then = having.filter(({ beganAt }) => beganAt < index);
    if (status === 'acked' && then.length === 0) says('I3', 'was acked, and was in no log');
    if (status === 'acked' && seq !== null && !then.some((line) => line.events.get(seq)?.text === text))
      says('I3', `was acked at ${seq}, and is not there`);
    if (status === 'lost' && !wasTaken(text, lines, index)) says('I3', 'is lost, and no restore took it');
  }
  switch (end?.status) {
    case undefined:
      // What was not stored dies with its page.
      if (told.length > 0 || !dead.has(life) || having.length > 0)
        says('L1', `has not ended, after ${told.at(-1)?.status ?? 'nothing'}`);
      break;
    case 'acked':
      if (isInLog) break;
      // The page that was given it would know, if it lived.
      if ((hasForgotten(end) || end.life !== life) && wasTaken(text, lines)) isForgotten = true;
      else says('I3', 'is acked, and no longer in the log');
      break;
    case 'lost':
      if (isInLog) says('I3', 'is lost, and in the log');
      if (!statuses.has('acked')) says('I3', 'is lost, and was not acked before');
      break;
    default:
      if (having.length > 0) says('I3', `is ${end?.status}, and was in the log`);
  }
  return { wrong, isForgotten };
};

/** Whether a restore before the item of this index took a message away: it was in the log that ended, after what the backup had. */
const wasTaken = (text: string, lines: readonly LogLine[], index = Number.POSITIVE_INFINITY): boolean =>
  lines.some(({ beganAt, base }, after) => {
    const [seq] = lines[after - 1]?.seqsOf.get(text) ?? [];
    return seq !== undefined && seq > base && beganAt < index;
  });
