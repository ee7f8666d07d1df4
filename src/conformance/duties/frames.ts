import type { HelloFrame, MsgFrame } from '../../domain/delivery-frames.js';
import { randomText } from '../../domain/random-text.js';
import { secondsOf } from '../client.js';
import type { Duty } from '../duty.js';
import { broken, kept, NotAsked } from '../finding.js';
import { eventComes, eventOf, fromStart, newSender, sayNumber } from './talk.js';

/** "Some 10 s" are over. */
const LATEST_HELLO_MS = 15_000;

const NOT_JSON = 'evenkeel check: this is not JSON';

const pong: Duty = {
  id: 'PS16',
  title: 'A ping is answered by pong',
  needs: 'delivery',
  expected: 'pong, before hello and after it',
  advice: 'Answer each ping with pong at once, before hello too, and whatever else waits.',
  async run({ open }) {
    const client = await open();
    const pongs = () => client.of('pong').length;
    client.says({ t: 'ping' });
    await client.until(() => pongs() >= 1, 'pong before hello');
    await client.greets();
    client.says({ t: 'ping' });
    await client.until(() => pongs() >= 2, 'pong after hello');
    return kept('pong, twice');
  },
};

const brief: Duty = {
  id: 'PS15',
  title: 'A brief goes to the others, and is not stored',
  needs: 'delivery',
  after: ['PS5-gap', 'PS6'],
  expected: 'a brief does not come back, is no event, and reaches the others or is dropped',
  advice: 'Send a brief to the other connections of the chat alone, and store nothing of it.',
  async run({ settings, greet }) {
    const [sender, mark] = [newSender(), randomText()];
    const { client } = await greet(fromStart(sender));
    const { client: other } = await greet();
    client.says({ t: 'brief', d: { mark } });
    // What was sent after it has come: the brief has, too.
    await eventOf(client, sender, 1, settings);
    await eventComes(other, sender, 1);
    const isIn = (frame: object) => JSON.stringify(frame).includes(mark);
    if (client.of('brief').some(isIn)) return broken('the brief came back');
    if ([...client.of('event'), ...other.of('event')].some(isIn)) return broken('the brief is an event');
    const { length } = other.of('brief').filter(isIn);
    return length > 1 ? broken(`the brief came ${length} times`) : kept(length === 1 ? 'came to the other' : 'dropped');
  },
};

type Faulty = (hello: HelloFrame, msg: MsgFrame) => object | string;

/** Frames that break the protocol, each by one fault: as the first of a connection, and after a hello. */
const FAULTY_HELLOS: readonly (readonly [what: string, frame: Faulty])[] = [
  ['a hello of version 2', (hello) => ({ ...hello, v: 2 })],
  ['a hello without cursor', ({ cursor: _, ...hello }) => hello],
  ['a hello without senders', ({ senders: _, ...hello }) => hello],
  [
    'a hello with one sender twice',
    (hello, { s: id }) => ({ ...hello, senders: [id, id].map(() => ({ id, acked: 0 })) }),
  ],
];
const FAULTS: readonly (readonly [what: string, frame: Faulty])[] = [
  ['a text that is not JSON', () => NOT_JSON],
  ['a list', () => []],
  ['a frame of an unknown type', () => ({ t: 'evenkeel check' })],
  ['a msg without n', (_, { n: __, ...msg }) => msg],
  ['a msg with n = 0', (_, msg) => ({ ...msg, n: 0 })],
  ['a msg with a text for n', (_, msg) => ({ ...msg, n: '1' })],
  ['a msg without d', (_, { d: __, ...msg }) => msg],
  ['a msg with a sender of 15 characters', (_, msg) => ({ ...msg, s: 's'.repeat(15) })],
  ['a seen without seq', () => ({ t: 'seen' })],
];

const faulty: Duty = {
  id: 'PS18-4400',
  title: 'A frame that breaks the protocol is closed with 4400',
  needs: 'delivery',
  expected:
    'no JSON object, an unknown type, another version, a field that is missing or wrong: each is closed with 4400',
  advice: 'Check each frame, and close with 4400 for one that breaks the protocol, rather than pass it over.',
  async run({ settings, open }) {
    const rows = [
      ...FAULTY_HELLOS.map((row) => [...row, false] as const),
      ...FAULTS.map((row) => [...row, true] as const),
    ];
    for (const [what, frameFor, isGreeted] of rows) {
      const client = await open();
      const frame = frameFor(client.hello(), { t: 'msg', s: newSender(), n: 1, d: settings.message });
      if (isGreeted) await client.greets();
      client.says(frame);
      const close = await client.closes();
      if (close?.code !== 4400) return broken(`for ${what}: ${client.ending()}`);
    }
    return kept(`closed with 4400, ${rows.length} times`);
  },
};

const countsBefore: Duty = {
  id: 'PS18-before',
  title: 'What came before a faulty frame counts',
  needs: 'delivery',
  after: ['PS2', 'PS6', 'PS18-4400'],
  expected: 'a message that was sent before a faulty frame is taken',
  advice: 'Handle the frames that came before a faulty one, then close.',
  async run({ settings, greet }) {
    const sender = newSender();
    const { client } = await greet(fromStart(sender));
    sayNumber(client, sender, 1, settings);
    client.says(NOT_JSON);
    await client.closes();
    const { welcome } = await greet(fromStart(sender));
    return welcome.last[sender] === 1 ? kept('taken') : broken(`last is ${welcome.last[sender]}`);
  },
};

const binary: Duty = {
  id: 'PS18-1003',
  title: 'A binary frame is closed with 1003',
  needs: 'delivery',
  expected: 'closed with 1003',
  advice: 'Close with 1003 for a binary frame.',
  async run({ greet }) {
    const { client } = await greet();
    client.says(new Uint8Array([123, 125]));
    const close = await client.closes();
    return close?.code === 1003 ? kept(client.ending()) : broken(client.ending());
  },
};

const silent: Duty = {
  id: 'PS18-4408',
  title: 'Who says no hello is closed with 4408',
  needs: 'delivery',
  pace: 'beside',
  expected: 'a connection without hello is closed with 4408 in time',
  advice: 'Close with 4408 when no hello came within some ten seconds.',
  async run({ settings, open }) {
    const client = await open();
    const close = await client.closes(settings.idleMs);
    const watched = secondsOf(settings.idleMs);
    if (close === undefined && settings.idleMs >= LATEST_HELLO_MS) return broken(`still open after ${watched}`);
    if (close === undefined) throw new NotAsked(`not closed within the ${watched} that were watched: give --idle 15`);
    return close.code === 4408 ? kept(client.ending()) : broken(client.ending());
  },
};

export const FRAMES: readonly Duty[] = [brief, pong, faulty, countsBefore, binary, silent];
