import { describe, expect, test } from 'vitest';
import { backoffDelay, DEFAULT_BACKOFF } from '../../src/domain/backoff.js';
import { resolveOptions } from '../../src/options/validate-options.js';
import { accepts, createSeededRandom, refuses } from '../../src/testing/index.js';
import { markdownTable } from '../engines/markdown-table.js';
import { startSession } from '../support/session.js';
import { type StormDamage, storm } from '../support/storm.js';
import { pageAt, tableAt } from './page-text.js';

const page = pageAt('docs/how-it-decides.md');

const ATTEMPTS = Array.from({ length: 10 }, (_, index) => index + 1);
const least = () => 0;
/** The last number before 1. */
const most = () => 1 - Number.EPSILON / 2;

const inSeconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
const delay = (attempt: number, random: () => number) => backoffDelay(attempt, random, DEFAULT_BACKOFF);
const rangeOf = (attempt: number) =>
  `${[least, most].map((random) => Math.round(delay(attempt, random) / 1_000)).join(' to ')} s`;

/** A chat that was open for a minute is lost, and the gateway is away for so long. */
const outage = async (random: () => number, awayMs: number) => {
  const session = startSession({ random });
  await session.open('42');
  await session.clock.advanceAsync(60_000);
  const lostAt = session.clock.now();
  session.gateway.behave(refuses());
  session.gateway.latest('42').peer.drops();
  await session.clock.advanceAsync(awayMs);
  session.gateway.behave(accepts());
  await session.clock.advanceAsync(70_000);
  return { ...session, since: (at: number) => at - lostAt };
};

describe('the page "How it decides"', () => {
  test('[RE2, RE3] tells an outage as the library lives it', async () => {
    const { records, since } = await outage(createSeededRandom(1), 90_000);
    const rows: string[][] = [];
    let ended = '';
    for (const { at, event, state, attempt, code, waitMs = 0 } of records) {
      if (since(at) < 0) continue;
      const row = (what: string, ...waits: string[]) =>
        rows.push([inSeconds(since(at)), what, `\`${state}\``, `${attempt} of 10`, ...waits]);
      if (event === 'connection.lost') ended = `the connection is lost: ${code}`;
      if (event === 'attempt.failed') ended = `attempt ${attempt} is refused: ${code}`;
      if (event === 'retry.scheduled') row(ended, inSeconds(waitMs), rangeOf(attempt));
      if (event === 'attempt.opened') row(`attempt ${attempt} opens`, '', '');
      if (event === 'connection.proved') row('it has proved itself: ten new attempts', '', '');
    }
    const head = ['at', 'what happens', '`state`', '`attempt`', 'waits', 'of'];
    expect(tableAt(page, 'A worked outage')).toBe(markdownTable(head, rows));
  });

  test('[RE2] has the delays of every attempt, and their sums', async () => {
    const bounds = [least, most].map((random) => ATTEMPTS.map((attempt) => delay(attempt, random) / 1_000));
    const sums = bounds.map((delays) =>
      ATTEMPTS.map((attempt) => delays.slice(0, attempt).reduce((sum, one) => sum + one)),
    );
    const rows = ATTEMPTS.map((attempt, index) =>
      [attempt, ...[...bounds, ...sums].map((column) => Math.round(column[index] ?? 0))].map(String),
    );
    const head = ['attempt', 'at least', 'at most', 'since the loss, at least', 'at most'];
    expect(tableAt(page, 'How long to wait?')).toBe(markdownTable(head, rows));
  });

  test.each([
    ['at least', least],
    ['at most', most],
  ])('[RE1] knows how long a chat goes on %s', async (words, random) => {
    const { logged, since } = await outage(random, 600_000);
    const [failed] = logged('chat.failed');
    expect(page).toContain(`${Math.round(since(failed?.at ?? 0) / 1_000)} s ${words}`);
  });

  test('[RE2] knows what a storm does under other policies', () => {
    const stormOf = (delayMs: (attempt: number, random: () => number) => number, maxAttempts = 10) => {
      const random = createSeededRandom(3);
      return storm({ delayMs: (attempt) => delayMs(attempt, random), maxAttempts });
    };
    const shorter = { ...DEFAULT_BACKOFF, maxMs: 15_000 };
    const ceilingMs = (attempt: number) => Math.min(30_000, 2_000 * 2 ** (attempt - 1));
    const POLICIES: [string, StormDamage][] = [
      ['the defaults', stormOf(delay)],
      ['8 attempts', stormOf(delay, 8)],
      ['delays of 15 s at most', stormOf((attempt, random) => backoffDelay(attempt, random, shorter))],
      ['full jitter: from 0 to d', stormOf((attempt, random) => random() * ceilingMs(attempt))],
      ['no jitter: always d', stormOf(ceilingMs)],
    ];
    const rows = POLICIES.map(([name, { exhausted, worstSecond }]) => [
      name,
      `${(exhausted * 100).toFixed(exhausted < 0.01 ? 2 : 0)} %`,
      worstSecond.toLocaleString('en-US'),
    ]);
    const head = ['policy', 'run out', 'worst second'];
    expect(tableAt(page, 'Where the figures come from')).toBe(markdownTable(head, rows));
  });

  test('names the defaults', () => {
    const { backoff, ...options } = resolveOptions();
    const defaults: Record<string, unknown> = { ...options };
    for (const [name, value] of Object.entries(backoff)) defaults[`backoff.${name}`] = value;
    const named = [...page.matchAll(/^\| (`[\w.`, ]+`) \| (\d+) \|/gm)].flatMap(([, names = '', figure]) =>
      names.split(', ').map((name) => [name.replaceAll('`', ''), Number(figure)] as const),
    );
    expect(named.length).toBeGreaterThan(9);
    expect(named).toEqual(named.map(([name]) => [name, defaults[name]]));
  });
});
