import type { Duty } from '../duty.js';
import { broken, kept, NotAsked } from '../finding.js';
import { acked, frameOfBytes, fromStart, MAX_SENT_BYTES, newSender, padded, refusalOf, sayNumber } from './talk.js';

/** A client sends no more at once, whatever the window (PC3). */
const MAX_WINDOW = 32;
/** Up to so many times the limit a message is refused by its number; above, the connection is closed. */
const READ = 4;
const FAR_ABOVE = 16;
const MAX_DEPTH = 500;

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
  title: 'The limit is where messages are refused',
  needs: 'delivery',
  after: ['PS6'],
  expected:
    'a message whose frame has `limit` bytes is taken; with more, up to four times `limit`, it gets the nack "too-long"',
  advice:
    'Let every part of the server read frames of four times `limit`, and refuse messages longer than `limit` by nack, with too-long.',
  async run({ settings, greet }) {
    const sender = newSender();
    const { client, welcome } = await greet(fromStart(sender));
    const longest = welcome.limit;
    const sent = [longest, longest + 1, READ * longest].filter((bytes, n) => n === 0 || bytes <= MAX_SENT_BYTES);
    for (const [index, bytes] of sent.entries()) {
      client.says(frameOfBytes(sender, index + 1, bytes, settings));
      const code = await refusalOf(client, sender, index + 1, `${bytes} bytes, with a limit of ${longest}`);
      if (bytes === longest && code !== undefined) return broken(`a frame of ${bytes} bytes was refused (${code})`);
      if (bytes > longest && code === undefined) return broken(`a frame of ${bytes} bytes was taken`);
      if (bytes > longest && code !== 'too-long') return broken(`for ${bytes} bytes a nack, but with ${code}`);
    }
    return kept(`${longest} bytes taken; too-long for ${sent.slice(1).join(' and ')}`);
  },
};

const depth: Duty = {
  id: 'PS17-deep',
  title: 'A message may be 500 lists deep',
  needs: 'delivery',
  after: ['PS6'],
  expected: 'a `d` of 501 lists in each other gets the nack "too-deep"; one of 500 does not',
  advice: 'Count the lists and objects in each other before anything walks through them, and refuse more than 500.',
  async run({ greet }) {
    const sender = newSender();
    const { client, welcome } = await greet(fromStart(sender));
    const nested = (n: number, levels: number) =>
      `{"t":"msg","s":"${sender}","n":${n},"d":${'['.repeat(levels)}${']'.repeat(levels)}}`;
    const deeper = nested(2, MAX_DEPTH + 1);
    if (deeper.length > welcome.limit) throw new NotAsked(`it takes a frame of ${deeper.length} bytes`);
    client.says(nested(1, MAX_DEPTH));
    // What else the application says of it is its own affair.
    if ((await refusalOf(client, sender, 1, `${MAX_DEPTH} lists`)) === 'too-deep')
      return broken(`${MAX_DEPTH} lists are too deep`);
    client.says(deeper);
    const code = await refusalOf(client, sender, 2, `${MAX_DEPTH + 1} lists`);
    return code === 'too-deep' ? kept(`${MAX_DEPTH + 1} lists are too deep`) : broken(answerWords(code));
  },
};

const answerWords = (code: string | undefined) =>
  `${MAX_DEPTH + 1} lists ${code === undefined ? 'were taken' : `got a nack, but with ${code}`}`;

const farAbove: Duty = {
  id: 'PS18-1009',
  title: 'What is too long to be refused is closed with 1009',
  needs: 'delivery',
  after: ['PS17-limit', 'PS18-4400'],
  expected: 'a message of more than four times `limit` is closed with 1009, and above `limit` all that is no message',
  advice:
    'Close with 1009 for a frame of more than four times `limit`, in proxies too, and above `limit` for one that is no correct msg.',
  async run({ settings, greet }) {
    const { limit: longest } = (await greet()).welcome;
    const sender = newSender();
    const rows = [
      ['a message', READ * longest + 1, (bytes: number) => frameOfBytes(sender, 1, bytes, settings)],
      ['a message', FAR_ABOVE * longest, (bytes: number) => frameOfBytes(sender, 1, bytes, settings)],
      ['a brief', longest + 1, (bytes: number) => padded({ t: 'brief', d: null }, bytes)],
      ['a msg without n', longest + 1, (bytes: number) => padded({ t: 'msg', s: sender, d: settings.message }, bytes)],
      ['what is not JSON', longest + 1, (bytes: number) => 'x'.repeat(bytes)],
    ] as const;
    if (FAR_ABOVE * longest > MAX_SENT_BYTES)
      throw new NotAsked(`the limit is above ${MAX_SENT_BYTES / FAR_ABOVE} bytes`);
    for (const [what, bytes, frame] of rows) {
      const { client } = await greet(fromStart(sender));
      client.says(frame(bytes));
      const close = await client.closes();
      if (close?.code !== 1009) return broken(`for ${what} of ${bytes} bytes: ${client.ending()}`);
    }
    return kept(`closed with 1009, ${rows.length} times`);
  },
};

export const BOUNDS: readonly Duty[] = [window, limit, depth, farAbove];
