import { setTimeout } from 'node:timers/promises';
import { createSeededRandom } from '../../src/testing/index.js';
import { check, type Verdict } from './checker.js';
import { Endings } from './endings.js';
import { type Fault, faultsOf } from './faults.js';
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

const PUBLISH_LIMIT_MS = 30_000;
const PROGRESS_LIMIT_MS = 10_000;

/** Lets a history happen on real processes, ends them, and judges what was seen. */
export const runHistory = async (plan: Plan, told: (what: string) => void = () => {}): Promise<History> => {
  const endings = new Endings();
  try {
    return await happen(plan, endings, told);
  } finally {
    await endings.end();
  }
};

const happen = async (plan: Plan, endings: Endings, told: (what: string) => void): Promise<History> => {
  const items: Item[] = [];
  const welcomed = new Set<string>();
  let given = 0;
  const record = (item: Item) => {
    items.push(item);
    if (item.type === 'given') given += 1;
    if (item.type === 'gap') welcomed.add(item.life);
  };
  const random = createSeededRandom(plan.seed);
  const faults = new Map<string, number>();
  const stage = await Stage.start(plan, record, endings);
  await until(async () => welcomed.size >= plan.clients + plan.pages, plan.peaceMs);

  const schedule = faultsOf(stage, items, record, random);
  const happens = async ({ name, run }: Fault) => {
    told(name);
    faults.set(name, (faults.get(name) ?? 0) + 1);
    await run();
    await setTimeout(plan.pauseMs * (0.5 + random()));
    // On a busy machine time alone changes nothing.
    const sentSoFar = given;
    await until(async () => given >= sentSoFar + plan.clients, PROGRESS_LIMIT_MS);
  };
  await schedule.begin();
  const endsAt = performance.now() + plan.faultsMs;
  const script = plan.script?.map((name) => named(schedule.all, name)) ?? shuffled(schedule.all, random);
  for (const fault of script) await happens(fault);
  while (performance.now() < endsAt) await happens(schedule.byChance());
  await schedule.end();

  told('peace');
  const began = performance.now();
  await stage.quiet();
  await until(() => isAllSaid(stage), plan.peaceMs);
  const heads = new Map<string, number>();
  for (const chat of stage.chats) heads.set(chat, await publishEnd(stage, record, chat));
  await until(() => isAllSeen(stage, heads), plan.peaceMs);
  const peaceMs = performance.now() - began;
  for (const chat of stage.chats) record(await stage.storage.read(chat));
  for (const item of await stage.rest()) record(item);
  await stage.killGateways();
  return { ...check(items), items, faults, peaceMs };
};

const named = (faults: readonly Fault[], name: string): Fault => {
  const fault = faults.find((one) => one.name === name);
  if (fault === undefined) throw new RangeError(`There is no fault "${name}"`);
  return fault;
};

/** In an order by chance. */
const shuffled = <T>(all: readonly T[], random: () => number): T[] =>
  all
    .map((one) => ({ one, rank: random() }))
    .sort((first, second) => first.rank - second.rank)
    .map(({ one }) => one);

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
  if (!(await until(published, PUBLISH_LIMIT_MS))) throw new Error(`Nothing can be published in ${chat}`);
  return seq;
};
