import { setTimeout } from 'node:timers/promises';
import { createSeededRandom } from '../../src/testing/index.js';
import { check, type Verdict } from './checker.js';
import { faultsOf } from './faults.js';
import type { Plan } from './plan.js';
import type { Item } from './record.js';
import { Stage } from './stage.js';
import { until } from './until.js';

export interface History extends Verdict {
  readonly items: readonly Item[];
  /** What happened how often. */
  readonly faults: ReadonlyMap<string, number>;
  /** How long it took until all was said, once nothing went wrong any more. */
  readonly peaceMs: number;
}

/** After so long in peace something hangs: the checker says what. */
const PEACE_LIMIT_MS = 90_000;

/** Lets a history happen on real processes, ends them, and judges what was seen. */
export const runHistory = async (plan: Plan, told: (what: string) => void = () => {}): Promise<History> => {
  const items: Item[] = [];
  const record = (item: Item) => items.push(item);
  const random = createSeededRandom(plan.seed);
  const faults = new Map<string, number>();
  const stage = await Stage.start(plan, record);
  try {
    const { next, end } = faultsOf(stage, record, random);
    for (const endsAt = performance.now() + plan.faultsMs; performance.now() < endsAt; ) {
      const { name, run } = next();
      told(name);
      faults.set(name, (faults.get(name) ?? 0) + 1);
      await run();
      await setTimeout(plan.pauseMs * (0.5 + random()));
    }
    told('peace');
    const began = performance.now();
    await end();
    await stage.quiet();
    await until(() => isAllSaid(stage), PEACE_LIMIT_MS);
    const heads = new Map<string, number>();
    for (const chat of stage.chats) heads.set(chat, await publishEnd(stage, record, chat));
    await until(() => isAllSeen(stage, heads), PEACE_LIMIT_MS);
    const peaceMs = performance.now() - began;
    for (const chat of stage.chats) record(await stage.storage.read(chat));
    for (const item of await stage.rest()) record(item);
    return { ...check(items), items, faults, peaceMs };
  } finally {
    await stage.end();
  }
};

const isAllSaid = async (stage: Stage): Promise<boolean> =>
  (await stage.rest()).every(({ link, pending }) => link === 'live' && pending.length === 0);

const isAllSeen = async (stage: Stage, heads: ReadonlyMap<string, number>): Promise<boolean> =>
  (await stage.rest()).every(({ chat, cursor }) => cursor?.seq === heads.get(chat));

/** The last event of a chat. A gateway whose database was restarted may fail at first. */
const publishEnd = async (stage: Stage, record: (item: Item) => void, chat: string): Promise<number> => {
  let seq = 0;
  let attempt = 0;
  const published = async () => {
    attempt += 1;
    const text = `the end of ${chat}#${attempt}`;
    const answer = await stage.gateways[0]?.publish(chat, text).catch(() => undefined);
    if (answer === undefined) return false;
    seq = answer;
    record({ type: 'published', chat, text, seq });
    return true;
  };
  if (!(await until(published, PEACE_LIMIT_MS))) throw new Error(`Nothing can be published in ${chat}`);
  return seq;
};
