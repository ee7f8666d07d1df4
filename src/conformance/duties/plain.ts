import type { Duty, DutyContext } from '../duty.js';
import { broken, kept, NotAsked } from '../finding.js';

/** Up to here it is tried how large a frame may be. */
const LARGEST = 1_048_576;

const answersPings: Duty = {
  id: 'answers-pings',
  title: 'Pings are answered',
  needs: 'plain',
  expected: 'a ping is answered at once',
  advice: 'Answer the ping of the heartbeat at once, on the same connection.',
  async run({ settings: { ping, pong }, open }) {
    if (ping === undefined) throw new NotAsked('what is a ping here? give `ping` and `pong` (--ping, --pong)');
    const client = await open();
    client.says(ping);
    await client.until(() => (pong === undefined ? client.texts.length > 0 : client.texts.includes(pong)), 'pong');
    return kept('answered');
  },
};

/** Whether a frame of so many bytes is read: after it the Close is, unless the frame is refused. Answers how that was seen. */
async function readsFrame({ open }: DutyContext, bytes: number): Promise<{ readonly code: number | undefined }> {
  const client = await open();
  client.says('x'.repeat(bytes));
  return { code: (await client.leaves())?.code };
}

/** Too large, or gone without a word: anything else was said about the text of the frame. */
const isRefusal = (code: number | undefined) => code === 1009 || code === 1006;

const frameLimit: Duty = {
  id: 'frame-limit',
  title: 'Frames are large enough, and a larger one is refused by 1009',
  needs: 'plain',
  after: ['answers-closes'],
  expected: ({ frameBytes }) => `frames of ${frameBytes} bytes are read; larger ones are read, or closed with 1009`,
  advice: 'Raise the frame limit of the server and of every proxy before it, and close with 1009 above it.',
  async run(context) {
    const { frameBytes } = context.settings;
    const wanted = await readsFrame(context, frameBytes);
    if (isRefusal(wanted.code)) {
      let bytes = frameBytes;
      do bytes = Math.floor(bytes / 2);
      while (bytes > 0 && isRefusal((await readsFrame(context, bytes)).code));
      return broken(`${bytes} bytes are read, ${frameBytes} are closed with ${wanted.code}`);
    }
    const above = Math.max(LARGEST, frameBytes);
    const { code } = await readsFrame(context, above);
    if (code === 1009) return kept(`${frameBytes} bytes are read, ${above} are closed with 1009`);
    if (code === 1006)
      return broken(`${above} bytes end the connection without a code`, 'Close with 1009 when a frame is too large.');
    return kept(`${above} bytes are read`);
  },
};

export const PLAIN: readonly Duty[] = [answersPings, frameLimit];
