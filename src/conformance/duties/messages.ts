import type { Duty } from '../duty.js';
import { broken, kept } from '../finding.js';
import {
  acked,
  eventComes,
  eventOf,
  fromStart,
  holeAfter,
  nackOf,
  newSender,
  numbersOf,
  sayNumber,
  sayRefused,
} from './talk.js';

const BURST = 8;

const listOf = (numbers: readonly number[]) => `events of n = ${numbers.join(', ')}`;

const taken: Duty = {
  id: 'PS6',
  title: 'A message is logged and acknowledged',
  needs: 'delivery',
  expected: 'an ack and an event with the same seq, above the head, and a tag of its own',
  advice:
    'Append the event (seq = head + 1, a new random tag) and set last in one transaction, then send the ack, and the event to all: to the sender too, with its `from` and `n`.',
  async run({ settings, greet }) {
    const sender = newSender();
    const { client, welcome } = await greet(fromStart(sender));
    const first = await eventOf(client, sender, 1, settings);
    const second = await eventOf(client, sender, 2, settings);
    const ack = client.of('ack').find(({ s, n }) => s === sender && n === 1);
    if (ack !== undefined && ack.seq !== first.seq)
      return broken(`an ack with seq ${ack.seq}, an event with ${first.seq}`);
    if (typeof first.tag !== 'string' || first.tag === '') return broken('an event without a tag');
    if (first.tag === second.tag) return broken('two events with one tag');
    const hole = holeAfter(client, welcome.head);
    return hole === undefined ? kept('an ack and its event') : broken(hole);
  },
};

const order: Duty = {
  id: 'PS6-order',
  title: 'Messages take effect in the order of their numbers',
  needs: 'delivery',
  after: ['PS6', 'PS17-window'],
  expected: 'messages sent at once are logged in the order of n, without a hole in seq',
  advice:
    'Handle the frames of a connection strictly one after the other, and commit the seqs of a chat in their order.',
  async run({ settings, greet }) {
    const sender = newSender();
    const { client, welcome } = await greet(fromStart(sender));
    const count = Math.min(welcome.window, BURST);
    for (let n = 1; n <= count; n += 1) sayNumber(client, sender, n, settings);
    await acked(client, sender, count);
    await client.until(() => numbersOf(client, sender).length >= count, `${count} events`);
    const numbers = numbersOf(client, sender);
    if (numbers.some((n, index) => n !== index + 1)) return broken(listOf(numbers));
    const hole = holeAfter(client, welcome.head);
    return hole === undefined ? kept(listOf(numbers)) : broken(hole);
  },
};

const dedupe: Duty = {
  id: 'PS7',
  title: 'A repeated message does nothing',
  needs: 'delivery',
  after: ['PS6'],
  expected: 'a message sent again, on its connection or another, is acknowledged and makes no second event',
  advice: 'Take a message only if n = last + 1; for n ≤ last answer ack (or its nack), and append nothing.',
  async run({ settings, greet }) {
    const sender = newSender();
    const { client } = await greet(fromStart(sender));
    await eventOf(client, sender, 1, settings);
    sayNumber(client, sender, 1, settings);
    await acked(client, sender, 1, 2);
    const { client: other } = await greet(fromStart(sender));
    sayNumber(other, sender, 1, settings);
    await acked(other, sender, 1);
    sayNumber(other, sender, 2, settings);
    await acked(other, sender, 2);
    await eventComes(client, sender, 2);
    const numbers = numbersOf(client, sender);
    return numbers.join() === '1,2' ? kept('acknowledged, one event') : broken(listOf(numbers));
  },
};

const ahead: Duty = {
  id: 'PS8',
  title: 'A number that leaves one out is closed',
  needs: 'delivery',
  after: ['PS2'],
  expected: 'n = 2 of a new sender is closed with 4400, and not taken',
  advice: 'Close with 4400 for n > last + 1, so that no message is missing before one that was taken.',
  async run({ settings, greet }) {
    const sender = newSender();
    const { client } = await greet(fromStart(sender));
    sayNumber(client, sender, 2, settings);
    const close = await client.closes();
    if (close?.code !== 4400) return broken(client.ending());
    const { welcome } = await greet(fromStart(sender));
    const number = welcome.last[sender];
    return number === 0 ? kept(client.ending()) : broken(`closed with 4400, but last is ${number}`);
  },
};

const skipped: Duty = {
  id: 'PS9',
  title: 'A number can be skipped',
  needs: 'delivery',
  after: ['PS6'],
  expected: 'a skip is answered by an ack with seq null, makes no event, and the next number is taken',
  advice: 'Treat skip like msg, but append no event: set last to n and answer ack with seq null.',
  async run({ settings, greet }) {
    const sender = newSender();
    const { client } = await greet(fromStart(sender));
    client.says({ t: 'skip', s: sender, n: 1 });
    const ack = await client.gets('ack', 'ack for the skip', ({ s, n }) => s === sender && n === 1);
    if (ack.seq !== null) return broken(`an ack with seq ${ack.seq}`);
    await eventOf(client, sender, 2, settings);
    const numbers = numbersOf(client, sender);
    return numbers.join() === '2' ? kept('an ack with seq null') : broken(listOf(numbers));
  },
};

const refused: Duty = {
  id: 'PS10',
  title: 'A refusal is final and takes its number',
  needs: 'delivery',
  after: ['PS17-limit'],
  expected: 'a nack, the same nack for the same number again, and the next number is taken',
  advice: 'Set last to n and keep the code in one transaction, then send nack, now and for each repetition.',
  async run({ settings, greet }) {
    const sender = newSender();
    const { client, welcome } = await greet(fromStart(sender));
    const first = await nackOf(client, welcome, sender, 1, settings);
    sayNumber(client, sender, 2, settings);
    await eventComes(client, sender, 2);
    const acks = () => client.of('ack').filter(({ s, n }) => s === sender && n === 1).length;
    const nacks = () => client.of('nack').filter(({ s, n }) => s === sender && n === 1);
    sayRefused(client, welcome, sender, 1, settings);
    await client.until(() => nacks().length > 1 || acks() > 0, 'answer to the repetition');
    const second = nacks()[1];
    if (second === undefined) return broken(`${first.code}, then an ack for the repetition`);
    return second.code === first.code ? kept(`${first.code}, twice`) : broken(`${first.code}, then ${second.code}`);
  },
};

export const MESSAGES: readonly Duty[] = [taken, order, dedupe, ahead, skipped, refused];
