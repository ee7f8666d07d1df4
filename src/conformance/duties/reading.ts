import type { Duty } from '../duty.js';
import { broken, kept, NotAsked } from '../finding.js';
import { containsValue, isRecord, namesField } from '../json-values.js';
import { eventComes, eventOf, fromStart, holeAfter, newSender, refusalOf } from './talk.js';

/** Names that no frame has; a receiver for which case does not count finds those of a message. */
const MORE = { more: { t: 'ping' }, T: 'ping', S: 'another', N: 99 };

const unknownFields: Duty = {
  id: 'unknown-fields',
  title: 'Fields that a receiver does not know are ignored',
  needs: 'delivery',
  after: ['PS6'],
  expected: 'a hello, its senders and a msg with more fields are taken as without them',
  advice: 'Read the fields that the protocol names, by their exact names, and ignore all others.',
  async run({ settings, greet }) {
    const sender = newSender();
    const { client } = await greet({ senders: [{ id: sender, acked: 0, ...MORE }], ...MORE });
    client.says({ t: 'msg', s: sender, n: 1, d: settings.message, ...MORE });
    const code = await refusalOf(client, sender, 1, 'a msg with more fields');
    if (code !== undefined) return broken(`a msg with more fields got a nack (${code})`);
    await eventComes(client, sender, 1);
    return kept('taken as without them');
  },
};

const SILENT: readonly string[] = ['welcome', 'event', 'ack', 'brief'];

const seen: Duty = {
  id: 'seen',
  title: 'A seen changes nothing, and is not answered',
  needs: 'delivery',
  after: ['PS6'],
  expected: 'after a seen the connection goes on, without an answer and without an event',
  advice: 'Give a seen to the application, or ignore it: it has no answer, and closes nothing.',
  async run({ settings, greet }) {
    const sender = newSender();
    const { client, welcome } = await greet(fromStart(sender));
    const { seq } = await eventOf(client, sender, 1, settings);
    for (const upTo of [0, seq]) client.says({ t: 'seen', seq: upTo });
    await eventOf(client, sender, 2, settings);
    const answer = client.frames.find(({ t }) => !SILENT.includes(t));
    if (answer !== undefined) return broken(`it was answered by "${answer.t}"`);
    const hole = holeAfter(client, welcome.head);
    return hole === undefined ? kept('no answer') : broken(hole);
  },
};

/** What is lost by a receiver that makes something of a message. −0 and halves of a pair are left out: few platforms have them. */
const VALUES: readonly (readonly [what: string, value: unknown])[] = [
  ['emoji and other letters', 'é 漢 😀 \u2028 <&> "\\'],
  ['control characters', 'a\u0000\u0001\t\r\n\u007fb'],
  ['numbers', [1.5, 1e21, -1, Number.MAX_SAFE_INTEGER]],
  ['lists and objects in each other', { a: [{ b: [] }, null, false, [{}]] }],
  ['names such as __proto__', JSON.parse('{"__proto__":{"a":1},"constructor":"b","":0,"A":1,"a":2}')],
];

/** The field of a message that has what is no text; an application may leave it out. */
const BESIDE = 'more';

/** The message with a value: a text in place of its texts, any other beside what it has. */
function messageWith(message: unknown, value: unknown): unknown {
  if (!isRecord(message)) return value;
  const fields = Object.entries(message);
  const hasPlace = typeof value === 'string' && fields.some(([, one]) => typeof one === 'string');
  if (!hasPlace) return { ...message, [BESIDE]: value };
  return Object.fromEntries(fields.map(([name, one]) => [name, typeof one === 'string' ? value : one]));
}

const anyJson: Duty = {
  id: 'any-json',
  title: 'Any JSON value is a message',
  needs: 'delivery',
  after: ['PS6'],
  expected:
    'texts, numbers and names of any kind are taken, or refused by the application, and come back as they were sent',
  advice: 'Keep `d` as the JSON text that came, rather than in a type of the platform or the database.',
  async run({ settings, greet }) {
    const sender = newSender();
    const { client } = await greet(fromStart(sender));
    const same: string[] = [];
    const changed: string[] = [];
    for (const [index, [what, value]] of VALUES.entries()) {
      const n = index + 1;
      client.says({ t: 'msg', s: sender, n, d: messageWith(settings.message, value) });
      if ((await refusalOf(client, sender, n, what)) !== undefined) continue;
      const { d } = await eventComes(client, sender, n);
      const isLeftOut = isRecord(settings.message) && typeof value !== 'string' && !namesField(d, BESIDE);
      if (containsValue(d, value)) same.push(what);
      else if (!isLeftOut) changed.push(what);
    }
    // The application may change them, and nobody outside sees who did.
    if (changed.length > 0)
      throw new NotAsked(`${changed.join(', ')} came back otherwise: only the application may do that`);
    if (same.length === 0) throw new NotAsked('the application took none of them');
    const isAll = same.length === VALUES.length;
    return kept(isAll ? 'all the same' : `the same: ${same.join(', ')}; the application took no others`);
  },
};

export const READING: readonly Duty[] = [unknownFields, seen, anyJson];
