import { type ChartEdge, type ChartState, statesIn } from '../../src/inspect/chart/graph.js';
import { markdownTable } from '../../test/engines/markdown-table.js';

const HEAD = ['event', 'guard', 'target', 'actions'];

/** For each state, in the order of the story: what it does on entry and exit, and a table of the edges that leave it. */
export const tablesOf = (chart: ChartState): string => statesIn(chart).map(sectionOf).join('\n\n');

const sectionOf = (state: ChartState): string => {
  const { path, key, description, edges } = state;
  return [
    `### ${path === '' ? `${key}, whatever its state` : path}`,
    ...(description === null ? [] : [description]),
    ...factsOf(state),
    ...(edges.length === 0
      ? []
      : [
          markdownTable(
            HEAD,
            edges.map((edge) => rowOf(edge, state)),
          ),
        ]),
  ].join('\n\n');
};

const factsOf = ({ kind, entry, exit, states, edges }: ChartState): string[] => {
  const initial = states.find(({ isInitial }) => isInitial);
  const facts = [
    ...(kind === 'parallel' ? [`All at once: ${codes(states.map(({ key }) => key))}.`] : []),
    ...(initial === undefined ? [] : [`Begins in ${codes([initial.key])}.`]),
    ...(entry.length === 0 ? [] : [`On entry: ${codes(entry)}.`]),
    ...(exit.length === 0 ? [] : [`On exit: ${codes(exit)}.`]),
    ...(edges.length === 0 && states.length === 0 ? ['No edge of its own.'] : []),
  ];
  return facts.length === 0 ? [] : [facts.join(' ')];
};

const rowOf = (edge: ChartEdge, state: ChartState): string[] => {
  const { event, delay, guard, branches, target, targetKey, actions } = edge;
  const entered = target === state.id ? 'itself, again' : codes(targetKey === null ? [] : [targetKey]);
  return [
    event === null ? `after ${codes([String(delay)])}` : codes([event]),
    guard === null ? (branches > 1 ? 'else' : '') : codes([guard]),
    entered === '' ? 'stays' : entered,
    codes(actions),
  ];
};

const codes = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
