import type { Cursor, WelcomeFrame } from '../../domain/delivery-frames.js';
import { randomText } from '../../domain/random-text.js';
import type { Duty, DutyContext } from '../duty.js';
import { broken, type Finding, kept, NotAsked } from '../finding.js';
import { eventComes, eventOf, fromStart, holeAfter, newSender, numbersOf, type OwnEvent, operates } from './talk.js';

/** Writes so many messages, and answers the cursor after each. */
async function cursorsIn({ settings, greet }: DutyContext, count: number): Promise<readonly Cursor[]> {
  const sender = newSender();
  const { client, welcome } = await greet(fromStart(sender));
  const events: OwnEvent[] = [];
  while (events.length < count) events.push(await eventOf(client, sender, events.length + 1, settings));
  return events.map(({ seq, tag }) => ({ epoch: welcome.epoch, seq, tag }));
}

/** The cursors from the start of the run on; none if the log does not have them any more. */
async function cursorsOfRun({ contact, greet }: DutyContext): Promise<readonly Cursor[]> {
  if (contact.outcome !== 'open' || contact.start === null) return [];
  const { start } = contact;
  const { client, welcome } = await greet({ cursor: start });
  if (welcome.resume !== 'whole') return [];
  await client.until(() => client.of('event').some(({ seq }) => seq >= welcome.head), `event ${welcome.head}`);
  return [start, ...client.of('event').map(({ seq, tag }) => ({ epoch: start.epoch, seq, tag }))];
}

const wordsOf = (welcome: WelcomeFrame) => (welcome.resume === 'whole' ? 'whole' : `a gap, ${welcome.why}`);

/** Says hello with each cursor in turn. */
async function resumes(
  { greet }: DutyContext,
  rows: readonly (readonly [what: string, cursor: Cursor | null, answer: string])[],
): Promise<Finding> {
  for (const [what, cursor, answer] of rows) {
    const seen = wordsOf((await greet({ cursor })).welcome);
    if (seen !== answer) return broken(`for ${what}: ${seen}`);
  }
  return kept(rows.map(([, , answer]) => answer).join('; '));
}

const aboveHead = (cursor: Cursor): Cursor => ({ ...cursor, seq: cursor.seq + 1_000_000 });

const resume: Duty = {
  id: 'PS4',
  title: 'A cursor is resumed, or answered by a gap',
  needs: 'delivery',
  after: ['PS6'],
  expected: 'whole for a cursor of the log, a gap "new" for none, a gap "epoch" for another epoch, whatever its seq',
  advice: 'Check the epoch first, then the seq, then the tag, and name the gap by the first that does not fit.',
  async run(context) {
    const [cursor] = (await cursorsIn(context, 1)) as [Cursor];
    return resumes(context, [
      ['no cursor', null, 'a gap, new'],
      ['another epoch', { ...cursor, epoch: randomText() }, 'a gap, epoch'],
      ['another epoch and a seq above the head', aboveHead({ ...cursor, epoch: randomText() }), 'a gap, epoch'],
      ["the log's cursor", cursor, 'whole'],
    ]);
  },
};

const tags: Duty = {
  id: 'PS4-tags',
  title: 'A log that went back is noticed',
  needs: 'delivery',
  after: ['PS6'],
  expected: 'a gap "diverged" for another tag, and for a seq above the head',
  advice:
    'Give each event a random tag, keep it, and compare it with that of the cursor: a restored backup shows by it alone.',
  async run(context) {
    const [cursor] = (await cursorsIn(context, 1)) as [Cursor];
    return resumes(context, [
      ['another tag', { ...cursor, tag: randomText() }, 'a gap, diverged'],
      ['a seq above the head', aboveHead(cursor), 'a gap, diverged'],
    ]);
  },
};

const expired: Duty = {
  id: 'PS4-expired',
  title: 'A cursor before trimmed events is a gap',
  needs: 'delivery',
  after: ['PS5'],
  pace: 'last',
  expected: 'a gap "expired" for a cursor whose next event was trimmed; whole for one just before the oldest',
  advice: 'Compare seq with oldest − 1, and keep the tag before the oldest event.',
  async run(context) {
    const { settings, greet } = context;
    const { trim, chatId } = settings;
    if (trim === undefined) throw new NotAsked('needs the operator: give `trim` (--trim-url, --trim-command)');
    const own = await cursorsIn(context, 4);
    const ofRun = await cursorsOfRun(context);
    const cursors = ofRun.length > 0 ? ofRun : own;
    const [first] = cursors as [Cursor];
    await operates('trim', () => trim(chatId));
    const { oldest } = (await greet()).welcome;
    if (oldest <= first.seq + 1) throw new NotAsked(`nothing of this run was trimmed: oldest is ${oldest}`);
    const at = (place: number) => cursors.find(({ seq }) => seq === place);
    const base = at(oldest - 1);
    return resumes(context, [
      ['a cursor before the last trimmed event', at(oldest - 2) ?? first, 'a gap, expired'],
      ...(base === undefined ? [] : [['the last trimmed event', base, 'whole'] as const]),
    ]);
  },
};

const whole: Duty = {
  id: 'PS5',
  title: 'A whole resume misses nothing and repeats nothing',
  needs: 'delivery',
  after: ['PS4'],
  expected: 'every event after the cursor, each once, in order, and then those that follow',
  advice: 'After a whole welcome send the events from seq + 1 of the cursor on, and go on from there without a hole.',
  async run({ settings, greet }) {
    const sender = newSender();
    const { client: writer, welcome: at } = await greet(fromStart(sender));
    const { seq, tag } = await eventOf(writer, sender, 1, settings);
    for (const n of [2, 3]) await eventOf(writer, sender, n, settings);
    const { client, welcome } = await greet({ cursor: { epoch: at.epoch, seq, tag } });
    if (welcome.resume !== 'whole') return broken(wordsOf(welcome));
    await eventOf(writer, sender, 4, settings);
    await eventComes(client, sender, 4);
    const hole = holeAfter(client, seq);
    return hole === undefined ? kept(`events of n = ${numbersOf(client, sender).join(', ')}`) : broken(hole);
  },
};

const afterGap: Duty = {
  id: 'PS5-gap',
  title: 'After a gap come the events after the head',
  needs: 'delivery',
  after: ['PS6'],
  expected: 'every event after the head of the welcome, and none before',
  advice: 'After a gap send the events from head + 1 of the welcome on.',
  async run({ settings, greet }) {
    const sender = newSender();
    const { client: writer } = await greet(fromStart(sender));
    await eventOf(writer, sender, 1, settings);
    const { client, welcome } = await greet();
    await eventOf(writer, sender, 2, settings);
    await eventComes(client, sender, 2);
    const hole = holeAfter(client, welcome.head);
    return hole === undefined ? kept('from head + 1 on') : broken(hole);
  },
};

export const RESUMING: readonly Duty[] = [resume, tags, expired, whole, afterGap];
