import { WebSocket } from 'ws';
import { openLink } from '../fake-link.js';
import { barOf, written, writtenSpread } from '../figures.js';
import { addressOf } from '../frame-server.js';
import { connected } from '../peers/connected.js';
import { installed, loadSubject, type SubjectName } from '../peers/index.js';
import { PEERS, RECONNECTING_SOCKETS, type Subject } from '../peers/subject.js';
import { macrotask, processorTime } from '../processor-time.js';
import type { Row, Scale } from '../row.js';
import { serveFrames } from '../serve-frames.js';
import { spreadOf } from '../statistics.js';
import { alternately, type Round, takeTurns } from '../turns.js';

const GOAL = 0.9;
const TEXT = JSON.stringify({ type: 'message', text: 'x'.repeat(70) });
/** graphql-ws has no call that sends a text. */
const SENDERS = PEERS.filter((name) => name !== 'graphql-ws');

const BURST = 100;
const ALTERNATIONS = 5;

/** By a client over a real socket, which is read at the other end; what it takes until all is written counts. */
const startSender = async (subject: Subject, name: string, host: string) => {
  let socket: WebSocket | undefined;
  class Kept extends WebSocket {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args);
      socket = this;
    }
  }
  const client = await connected(subject, addressOf(host, subject.name, name), { WebSocket: Kept });
  return {
    sendBurst: async () => {
      for (let message = 0; message < BURST; message += 1) client.send?.(TEXT);
      do await macrotask();
      while ((socket?.bufferedAmount ?? 0) > 0);
    },
    close: () => client.close(),
  };
};

/** By a client over a socket that does nothing with what it gets. */
const startFakeSender = async (subject: Subject) => {
  const { client, socket } = await openLink(subject);
  let got = 0;
  const answer = subject.createServer === null ? null : socket.onSent;
  socket.onSent = (data) => {
    got += (data as string).length;
    answer?.(data);
  };
  return {
    async sendBurst() {
      got = 0;
      for (let message = 0; message < BURST; message += 1) client.send?.(TEXT);
      // There are clients that send later.
      while (got < BURST * TEXT.length) await macrotask();
    },
    close: () => client.close(),
  };
};

/** What a message of bursts that take this long together takes, in ms. */
const costOf = async ({ sendBurst }: { sendBurst(): Promise<void> }, duration: number): Promise<number> => {
  const startedWith = processorTime();
  let bursts = 0;
  do {
    await sendBurst();
    bursts += 1;
  } while (processorTime() - startedWith < duration);
  return (processorTime() - startedWith) / (bursts * BURST);
};

export const prepare = async (name: string, scale: Scale, host: string): Promise<Round> => {
  const subject = await loadSubject(name);
  const bare = await startSender(await loadSubject('bare'), `${name}-bare`, host);
  const own = await startSender(subject, `${name}-own`, host);
  const fake = await startFakeSender(subject);
  const duration = scale === 'full' ? 50 : 1;
  return {
    async run() {
      const costs = { bare: 0, own: 0 };
      const turns = alternately(scale === 'full' ? ALTERNATIONS : 1);
      for (const who of turns) costs[who] += await costOf({ bare, own }[who], duration);
      return {
        fake: (await costOf(fake, duration)) * 1e6,
        real: (costs.own * 1e3) / (turns.length / 2),
        share: costs.bare / costs.own,
      };
    },
    end() {
      fake.close();
      bare.close();
      own.close();
    },
  };
};

export const row: Row = {
  number: 3,
  title: 'Sending',
  goal: `at least ${GOAL} of the messages that a bare socket sends in the same time, and not fewer than any peer`,
  async run(scale) {
    const subjects: readonly SubjectName[] = ['bare', 'evenkeel', ...installed(SENDERS)];
    const server = await serveFrames(scale);
    try {
      const measured = await takeTurns(import.meta.url, subjects, { scale, rounds: 15, argument: server.host });
      const figuresOf = (name: SubjectName, figure: string) => measured[name][figure] ?? [];
      const shareOf = (name: SubjectName) => spreadOf(figuresOf(name, 'share'));
      const own = shareOf('evenkeel');
      const [best] = installed(RECONNECTING_SOCKETS)
        .map((name) => ({ name, share: shareOf(name) }))
        .sort((one, other) => other.share.median - one.share.median);
      return {
        notes: [
          'Texts of 96 B in bursts of 100, each written out before the next; otherwise as in row 2. The fake socket shows the client’s own part. Two clients count as equal if the median of one lies within the quartiles of the other.',
          'Before each message evenkeel checks that the socket is open and has room (SD1, SD2), and it returns a receipt. This is most of its cost over a fake socket. The lightest clients differ by about as much as chance. graphql-ws cannot send a text; socket.io-client, centrifuge and phoenix encode for their protocols.',
        ],
        tables: [
          {
            columns: [
              { title: 'client' },
              { title: 'real socket', unit: 'µs' },
              { title: 'of bare', digits: 2 },
              { title: 'fake socket', unit: 'ns' },
            ],
            rows: subjects.map((name) => [
              name,
              spreadOf(figuresOf(name, 'real')).median,
              shareOf(name),
              spreadOf(figuresOf(name, 'fake')).median,
            ]),
          },
        ],
        drawings: [
          {
            kind: 'bars',
            name: 'sending',
            title: 'Messages over a real socket',
            unit: 'of bare',
            goal: GOAL,
            bars: subjects.map((name) => barOf(name, shareOf(name))),
          },
        ],
        verdicts: [
          { goal: `at least ${written(GOAL)} of bare`, measured: writtenSpread(own, 2), met: own.median >= GOAL },
          ...(best
            ? [
                {
                  goal: 'not fewer than any peer',
                  measured: `${writtenSpread(own, 2)}; ${best.name} ${writtenSpread(best.share, 2)}`,
                  met: own.high >= best.share.median,
                },
              ]
            : []),
        ],
      };
    } finally {
      await server.close();
    }
  },
};
