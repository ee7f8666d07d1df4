import type { Item } from './record.js';
import type { History } from './run-history.js';

/** What happened, in lines of words and counts. */
export const reportOf = ({ items, faults, peaceMs, forgotten, violations }: History): string[] => {
  const lives = items.filter(({ type }) => type === 'began').length;
  const gaps = counted(items.flatMap((item) => (item.type === 'gap' ? [item.why] : [])));
  const ends = counted(
    items.flatMap((item) => (item.type === 'told' && !['stored', 'sent'].includes(item.status) ? [item.status] : [])),
  );
  const count = (type: Item['type']) => items.filter((item) => item.type === type).length;
  const most = Math.max(0, ...items.flatMap((item) => (item.type === 'in flight' ? [item.count] : [])));
  const latencies = latenciesOf(items);
  const at = (share: number) => `${Math.round(latencies[Math.floor(share * (latencies.length - 1))] ?? 0)} ms`;
  return [
    `what happened: ${wordsOf(faults)}`,
    `lives: ${lives}; messages given: ${count('given')}; ends told: ${wordsOf(ends)}; forgotten with their page: ${forgotten}`,
    `events seen: ${count('seen')}; gaps: ${wordsOf(gaps)}; most in flight: ${most}; peace after ${Math.round(peaceMs)} ms`,
    `from given to acked, faults included: half within ${at(0.5)}, 99 % within ${at(0.99)}, all within ${at(1)}`,
    ...violations,
    `violations: ${violations.length}`,
  ];
};

const counted = (texts: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
};

const wordsOf = (counts: ReadonlyMap<string, number>): string =>
  [...counts]
    .sort()
    .map(([name, count]) => `${name} ${count}`)
    .join(', ') || 'none';

/** In milliseconds, the shortest first; of messages that were given and acked in one life. */
const latenciesOf = (items: readonly Item[]): readonly number[] => {
  const given = new Map(items.flatMap((item) => (item.type === 'given' ? [[item.id, item] as const] : [])));
  return items
    .flatMap((item) => {
      const from = item.type === 'told' && item.status === 'acked' ? given.get(item.id) : undefined;
      return item.type === 'told' && from?.life === item.life ? [item.at - from.at] : [];
    })
    .sort((one, other) => one - other);
};
