import { describe, expect, it } from 'vitest';
import type { MutantName } from './mutants.js';
import type { Plan } from './plan.js';
import { runHistory } from './run-history.js';

/** Starting programs and a browser takes its time on a busy machine. */
const LIMIT_MS = 300_000;

describe('clients in processes and pages, two gateways and PostgreSQL', () => {
  it(
    '[PS6, PS7, PS13, PC1, PC3, PC4, PC5, PC7, PC8, PC10] lose nothing, double nothing, and see the log, whatever fails',
    async () => {
      const { violations, items, faults } = await runHistory({
        seed: 20261129,
        faultsMs: 0,
        peaceMs: 60_000,
        database: 'postgres',
        clients: 6,
        pages: 2,
        chats: 3,
        chatsOfEach: 2,
        everyMs: 400,
        pauseMs: 200,
      });
      expect(violations).toEqual([]);
      // All of it happened.
      expect(Math.min(...faults.values())).toBe(1);
      const ends = new Set(items.flatMap((item) => (item.type === 'told' ? [item.status] : [])));
      expect([...ends].sort()).toEqual(['acked', 'cancelled', 'lost', 'rejected', 'sent', 'stored']);
      const gaps = new Set(items.flatMap((item) => (item.type === 'gap' ? [item.why] : [])));
      expect([...gaps]).toEqual(expect.arrayContaining(['new', 'expired', 'diverged']));
    },
    LIMIT_MS,
  );
});

describe('clients in a process and a gateway on SQLite', () => {
  const plan: Plan = {
    seed: 1,
    script: [
      'a backup is taken',
      'nothing reaches the clients',
      'a network resets',
      'a gateway is killed',
      'a network resets',
      'a backup is restored',
      'a network resets',
      'a backup is taken',
      'a backup is restored',
    ],
    faultsMs: 0,
    peaceMs: 15_000,
    database: 'sqlite',
    clients: 6,
    pages: 0,
    chats: 2,
    chatsOfEach: 2,
    everyMs: 200,
    pauseMs: 400,
  };
  const violationsOf = async (mutant?: MutantName) => {
    const { violations } = await runHistory({
      ...plan,
      peaceMs: mutant ? plan.peaceMs : 60_000,
      ...(mutant && { mutant }),
    });
    return [...new Set(violations.map((violation) => violation.slice(0, 2)))];
  };

  it.concurrent(
    '[PS6, PS4, PS5] lose nothing, double nothing, and see the log',
    async () => {
      expect(await violationsOf()).toEqual([]);
    },
    LIMIT_MS,
  );

  it.concurrent.each<[MutantName, violated: string]>([
    ['[PS6] does not know the last number of a sender, and takes it again', 'I1'],
    ['[PS4] does not compare tags', 'I5'],
    ['[PS5] goes on after the head, not after the cursor', 'I5'],
  ])(
    'show that a gateway %s',
    async (mutant, violated) => {
      expect(await violationsOf(mutant)).toContain(violated);
    },
    LIMIT_MS,
  );
});
