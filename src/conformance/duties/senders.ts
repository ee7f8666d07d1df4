import type { Duty } from '../duty.js';
import { broken, kept, NotAsked } from '../finding.js';
import { acked, eventOf, fromStart, nackOf, newSender, sayNumber } from './talk.js';

const last: Duty = {
  id: 'PS2',
  title: 'A welcome names the last number of each sender',
  needs: 'delivery',
  after: ['PS6'],
  expected: 'last is 2 for a sender of two messages, and 0 for one that is not known',
  advice: 'Answer in `last` for each sender of the hello, whatever connection its messages came on.',
  async run({ settings, greet }) {
    const [known, unknown] = [newSender(), newSender()];
    const { client } = await greet(fromStart(known));
    for (const n of [1, 2]) await eventOf(client, known, n, settings);
    const { welcome } = await greet(fromStart(known, unknown));
    const seen = `${welcome.last[known]} and ${welcome.last[unknown]}`;
    return seen === '2 and 0' ? kept(seen) : broken(seen);
  },
};

const nacked: Duty = {
  id: 'PS2-nacked',
  title: 'A welcome names the numbers that were refused',
  needs: 'delivery',
  after: ['PS10'],
  expected: 'nacked has a refused number with its code, until acked has passed it',
  advice: 'Keep the code of each refused number, and name those above `acked` in `nacked`.',
  async run({ settings, greet }) {
    const sender = newSender();
    const { client, welcome } = await greet(fromStart(sender));
    const { code } = await nackOf(client, welcome, sender, 1, settings);
    const namesIt = async (settled: number) => {
      const answer = (await greet({ senders: [{ id: sender, acked: settled }] })).welcome;
      return answer.nacked.some((one) => one.s === sender && one.n === 1 && one.code === code);
    };
    if (!(await namesIt(0))) return broken('the refused number is not in nacked');
    return (await namesIt(1)) ? broken('nacked names a number that is settled') : kept(`n = 1, ${code}`);
  },
};

const formerHello: Duty = {
  id: 'PS2-former',
  title: 'A welcome answers for the senders of its own hello alone',
  needs: 'delivery',
  after: ['PS1-again', 'PS2-nacked', 'PS3'],
  expected: 'last, nacked and lost name no sender of the former hello',
  advice: 'Forget the senders of the former hello when another comes: what was told of them was told.',
  async run({ settings, greet }) {
    const [former, forgotten, own] = [newSender(), newSender(), newSender()];
    const senders = [
      { id: former, acked: 0 },
      { id: forgotten, acked: 3 },
    ];
    const { client, welcome } = await greet({ senders });
    await nackOf(client, welcome, former, 1, settings);
    const { last: numbers, nacked: refused, lost: gone } = await client.greets(fromStart(own));
    if (Object.keys(numbers).join() !== own)
      return broken(`last is of ${Object.keys(numbers).length} senders, not of one`);
    if (refused.length > 0) return broken('nacked names a sender of the former hello');
    return gone.length > 0 ? broken('lost names a sender of the former hello') : kept('the own sender alone');
  },
};

const lost: Duty = {
  id: 'PS3',
  title: 'A sender with forgotten messages is lost',
  needs: 'delivery',
  after: ['PS9'],
  expected:
    'a sender that knows of more acks than the server is in `lost` now and later, and its msg or skip closed with 1012',
  advice: 'Compare `last` with `acked` at each hello, mark the sender as lost for good, and take nothing more of it.',
  async run({ settings, greet }) {
    const sender = newSender();
    const first = await greet({ senders: [{ id: sender, acked: 3 }] });
    if (!first.welcome.lost.includes(sender)) return broken('the sender is not in lost');
    for (const frame of [
      { t: 'msg', s: sender, n: 1, d: settings.message },
      { t: 'skip', s: sender, n: 1 },
    ]) {
      const { client, welcome } = await greet(fromStart(sender));
      if (!welcome.lost.includes(sender)) return broken('the sender is not in lost of the next welcome');
      client.says(frame);
      const close = await client.closes();
      if (close?.code !== 1012) return broken(`lost, then for a ${frame.t}: ${client.ending()}`);
    }
    return kept('lost, then closed with 1012, twice');
  },
};

const foreign: Duty = {
  id: 'PS18-4403',
  title: 'A sender belongs to one user',
  needs: 'delivery',
  after: ['PS6'],
  expected: "another user's sender is closed with 4403",
  advice: 'Keep the user of each sender, and close with 4403 when another names it.',
  async run({ settings, greet, open }) {
    if (settings.otherToken === undefined) throw new NotAsked('needs another user: give `otherToken` (--other-token)');
    const sender = newSender();
    const { client } = await greet(fromStart(sender));
    await eventOf(client, sender, 1, settings);
    const thief = await open('other');
    thief.says(thief.hello(fromStart(sender)));
    await thief.closes();
    return thief.close?.code === 4403 ? kept(thief.ending()) : broken(thief.ending());
  },
};

const together: Duty = {
  id: 'PS11',
  title: 'Two connections may use one sender',
  needs: 'delivery',
  after: ['PS7'],
  expected: 'a number that another connection has sent is a repetition, and the next is taken on either',
  advice: 'Keep the numbers of a sender in the chat, not in a connection.',
  async run({ settings, greet }) {
    const sender = newSender();
    const { client: early } = await greet(fromStart(sender));
    await eventOf(early, sender, 1, settings);
    const { client: late } = await greet(fromStart(sender));
    await eventOf(late, sender, 2, settings);
    sayNumber(early, sender, 2, settings);
    await acked(early, sender, 2);
    const { seq } = await eventOf(early, sender, 3, settings);
    await late.until(() => late.of('event').some((event) => event.seq === seq), 'event for n = 3');
    const numbers = late.of('event').flatMap((event) => (event.from === sender ? [event.n] : []));
    const seen = `events of n = ${numbers.join(', ')}`;
    return numbers.join() === '2,3' ? kept(seen) : broken(seen);
  },
};

export const SENDERS: readonly Duty[] = [last, nacked, formerHello, lost, together, foreign];
