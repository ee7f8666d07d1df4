import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Schedule } from './faults.js';
import { startNetwork } from './network.js';
import { type ServedSubject, serveSubject } from './serve-subject.js';
import type { ChatClient, DeliverySubject, LogEntry } from './subject.js';
import { isFlawless, type Tally, tallyOf } from './tally.js';

/** What became of one subject's messages. */
export interface Delivered {
  readonly name: string;
  /** How many messages its client was given to send, and how many the log has in the end. */
  readonly given: number;
  readonly logged: number;
  /** Of the client's messages, in the log. */
  readonly sent: Tally;
  /** Of the log's messages, at the client's application. */
  readonly received: Tally;
}

export interface RunOptions {
  readonly schedule: Schedule;
  /** Between two messages of a client, and of the other users. */
  readonly everyMs: number;
  /** At the end, for what is still on its way: at most so long, and no longer once nothing has come for `quietMs`. */
  readonly peaceMs: number;
  readonly quietMs: number;
}

const OWN = /^ada (\d+)$/;
const PADDING = 'x'.repeat(4_000);
/** After every client has connected, before the first message: subscriptions are made. */
const SETTLING_MS = 1_000;
const LOOK_EVERY_MS = 1_000;

interface Member {
  readonly subject: DeliverySubject;
  readonly server: ServedSubject;
  readonly client: ChatClient;
  /** What its application was given, in this order. */
  readonly came: readonly number[];
}

/** Every subject meets the same faults at the same moments; all at once, each with a server process and a line of its own. */
export const runThrough = async (
  subjects: readonly DeliverySubject[],
  { schedule, everyMs, peaceMs, quietMs }: RunOptions,
): Promise<readonly Delivered[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-bench-'));
  const ends: (() => unknown)[] = [() => rm(folder, { recursive: true })];
  try {
    const servers = await Promise.all(
      subjects.map((subject, index) => serveSubject(subject, join(folder, `${index}.sqlite`))),
    );
    ends.unshift(...servers.map((server) => () => server.kill()));
    const network = await startNetwork(servers);
    ends.unshift(() => network.close());
    const members = await Promise.all(
      subjects.map(async (subject, index): Promise<Member> => {
        const came: number[] = [];
        const client = await subject.connect(network.hosts[index] ?? '', (seq) => came.push(seq));
        return { subject, server: servers[index] as ServedSubject, client, came };
      }),
    );
    ends.unshift(
      ...members.map(
        ({ client }) =>
          () =>
            client.close(),
      ),
    );
    await delay(SETTLING_MS);

    let given = 0;
    const publish = (texts: readonly string[]) => {
      for (const { server } of members) server.publish(texts);
    };
    const startedAt = performance.now();
    // A timer that is late is made up for.
    const talk = setInterval(() => {
      while ((given + 1) * everyMs <= performance.now() - startedAt) {
        given += 1;
        for (const { client } of members) client.send(`ada ${given}`);
        publish([`bob ${given}`]);
      }
    }, everyMs);
    ends.unshift(() => clearInterval(talk));
    const until = (ms: number) => delay(Math.max(0, startedAt + ms - performance.now()));
    for (const { atMs, fault } of schedule.faults) {
      await until(atMs);
      await network.suffer(fault, (count) => publish(Array.from({ length: count }, () => PADDING)));
    }
    await until(schedule.totalMs);
    clearInterval(talk);

    const peacefulAt = performance.now();
    let changedAt = peacefulAt;
    let before = '';
    for (;;) {
      await delay(LOOK_EVERY_MS);
      const delivered = await Promise.all(members.map((member) => deliveredBy(member, given)));
      const now = performance.now();
      const figures = JSON.stringify(delivered);
      if (figures !== before) changedAt = now;
      before = figures;
      const isPerfect = delivered.every(({ sent, received }) => isFlawless(sent) && isFlawless(received));
      if (isPerfect || now - changedAt >= quietMs || now - peacefulAt >= peaceMs) return delivered;
    }
  } finally {
    for (const end of ends) await end();
  }
};

const deliveredBy = async ({ subject, server, came }: Member, given: number): Promise<Delivered> => {
  const log = await server.log();
  return {
    name: subject.name,
    given,
    logged: log.length,
    sent: tallyOf(
      Array.from({ length: given }, (_, index) => index + 1),
      log.flatMap(ownNumberOf),
    ),
    received: tallyOf(
      log.map(({ seq }) => seq),
      came,
    ),
  };
};

const ownNumberOf = ({ text }: LogEntry): readonly number[] => {
  const number = OWN.exec(text)?.[1];
  return number === undefined ? [] : [Number(number)];
};
