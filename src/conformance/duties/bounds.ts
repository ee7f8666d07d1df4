import type { Duty } from '../duty.js';
import { broken, kept, NotAsked } from '../finding.js';
import { acked, frameOfBytes, fromStart, newSender, sayNumber } from './talk.js';

/** A client sends no more at once, whatever the window (PC3). */
const MAX_WINDOW = 32;
/** "Far above" the limit. */
const FAR_ABOVE = 16;
const MAX_LIMIT = 262_144;

const window: Duty = {
  id: 'PS17-window',
  title: 'A window of messages is taken at once',
  needs: 'delivery',
  after: ['PS6'],
  expected: 'as many messages as `window` says, 32 at most, are taken without an ack between them',
  advice: 'Say in `window` how many messages of a sender are really taken without an ack between them.',
  async run({ settings, greet }) {
    const sender = newSender();
    const { client, welcome } = await greet(fromStart(sender));
    const count = Math.min(welcome.window, MAX_WINDOW);
    for (let n = 1; n <= count; n += 1) sayNumber(client, sender, n, settings);
    await acked(client, sender, count);
    return kept(`${count} at once, of ${welcome.window}`);
  },
};

const limit: Duty = {
  id: 'PS17-limit',
  title: 'The limit is where frames are refused',
  needs: 'delivery',
  after: ['PS6'],
  expected: 'a frame of `limit` bytes is read; a message of one byte more gets the nack "too-long", or 1009',
  advice:
    'Let every part of the server read frames of `limit` bytes, and refuse longer messages by nack, with too-long.',
  async run({ settings, greet }) {
    const sender = newSender();
    const { client, welcome } = await greet(fromStart(sender));
    client.says(frameOfBytes(sender, 1, welcome.limit, settings));
    await acked(client, sender, 1);
    client.says(frameOfBytes(sender, 2, welcome.limit + 1, settings));
    const nack = () => client.of('nack').find(({ s, n }) => s === sender && n === 2);
    const isTaken = () => client.of('ack').some(({ s, n }) => s === sender && n === 2);
    await client.until(() => nack() !== undefined || isTaken() || client.close?.code === 1009, 'nack');
    if (isTaken()) return broken(`a frame of ${welcome.limit + 1} bytes was taken`);
    const code = nack()?.code;
    if (code === undefined) return kept(`${welcome.limit} bytes read, then ${client.ending()}`);
    return code === 'too-long'
      ? kept(`${welcome.limit} bytes read, then too-long`)
      : broken(`a nack, but with ${code}`);
  },
};

const farAbove: Duty = {
  id: 'PS18-1009',
  title: 'A frame far above the limit is closed with 1009',
  needs: 'delivery',
  expected: `a frame of ${FAR_ABOVE} times the limit is closed with 1009`,
  advice: 'Close with 1009 when a frame is far above the limit, in proxies too.',
  async run({ settings, greet }) {
    const sender = newSender();
    const { client, welcome } = await greet(fromStart(sender));
    if (welcome.limit > MAX_LIMIT) throw new NotAsked(`the limit is above ${MAX_LIMIT} bytes`);
    client.says(frameOfBytes(sender, 1, FAR_ABOVE * welcome.limit, settings));
    const close = await client.closes();
    return close?.code === 1009 ? kept(client.ending()) : broken(client.ending());
  },
};

export const BOUNDS: readonly Duty[] = [window, limit, farAbove];
