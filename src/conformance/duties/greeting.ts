import type { WelcomeFrame } from '../../domain/delivery-frames.js';
import type { Duty } from '../duty.js';
import { broken, kept } from '../finding.js';
import { eventOf, fromStart, newSender, numbersOf } from './talk.js';

const isWhole = (value: unknown, min: number) => Number.isSafeInteger(value) && (value as number) >= min;
const isText = (value: unknown) => typeof value === 'string' && value !== '';
const GAPS: readonly unknown[] = ['new', 'expired', 'epoch', 'diverged'];

/** What each field of a welcome must be. */
const FIELDS: { readonly [Name in keyof WelcomeFrame]?: (value: unknown, sender: string) => boolean } = {
  epoch: isText,
  oldest: (value) => isWhole(value, 1),
  head: (value) => isWhole(value, 0),
  tag: (value) => value === null || isText(value),
  last: (value, sender) => isWhole((value as { readonly [sender: string]: unknown } | undefined)?.[sender], 0),
  nacked: Array.isArray,
  lost: Array.isArray,
  resume: (value) => value === 'whole' || value === 'gap',
  window: (value) => isWhole(value, 1),
  limit: (value) => isWhole(value, 1),
};

/** What is wrong with a welcome; undefined for nothing. */
function faultOf(welcome: WelcomeFrame, sender: string): string | undefined {
  for (const [name, isValid] of Object.entries(FIELDS)) {
    if (!isValid(welcome[name as keyof WelcomeFrame], sender)) return `its ${name} is missing or wrong`;
  }
  if (welcome.oldest > welcome.head + 1) return 'its oldest is above head + 1';
  if ((welcome.tag === null) !== (welcome.head === 0)) return 'its tag is not that of its head';
  if (welcome.resume === 'gap' && !GAPS.includes(welcome.why)) return 'it has a gap without its why';
  return undefined;
}

const welcomed: Duty = {
  id: 'PS1',
  title: 'A hello is answered by one welcome, before all else',
  needs: 'delivery',
  expected: 'one whole welcome, and nothing before it but pong',
  advice: 'Answer each hello with one welcome that has every field, and send nothing before it.',
  async run({ open }) {
    const client = await open();
    const sender = newSender();
    const welcome = await client.greets(fromStart(sender));
    const fault = faultOf(welcome, sender);
    if (fault !== undefined) return broken(`a welcome, but ${fault}`);
    const [first] = client.frames.filter(({ t }) => t !== 'pong');
    if (first !== welcome) return broken(`"${String(first?.t)}" before the welcome`);
    await client.leaves();
    const { length } = client.of('welcome');
    return length === 1 ? kept('one welcome') : broken(`${length} welcomes for one hello`);
  },
};

const helloFirst: Duty = {
  id: 'PS1-first',
  title: 'The first frame is hello',
  needs: 'delivery',
  expected: 'a message before hello is closed with 4400',
  advice: 'Close with 4400 when the first frame, but for pings, is not hello.',
  async run({ settings, open }) {
    const client = await open();
    client.says({ t: 'msg', s: newSender(), n: 1, d: settings.message });
    const close = await client.closes();
    return close?.code === 4400 ? kept(client.ending()) : broken(client.ending());
  },
};

const helloAgain: Duty = {
  id: 'PS1-again',
  title: 'A hello may come again',
  needs: 'delivery',
  after: ['PS6'],
  expected: 'another hello is answered by another welcome, for its own senders; then events come on, each once',
  advice: 'Answer every hello on a connection: it replaces the senders and the cursor.',
  async run({ settings, greet }) {
    const [first, second] = [newSender(), newSender()];
    const { client } = await greet(fromStart(first));
    const welcome = await client.greets(fromStart(first, second));
    if (welcome.last[second] !== 0) return broken('another welcome, without the new sender');
    await eventOf(client, first, 1, settings);
    await eventOf(client, first, 2, settings);
    const numbers = numbersOf(client, first);
    return numbers.length === 2 ? kept('another welcome') : broken(`events of n = ${numbers.join(', ')}`);
  },
};

export const GREETING: readonly Duty[] = [welcomed, helloFirst, helloAgain];
