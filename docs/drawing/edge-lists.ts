import { type ChartEdge, type ChartState, statesIn } from '../../src/inspect/chart/graph.js';

/** For each state, in the order of the story: what it does on entry and exit, and the edges that leave it. */
export const edgesOf = (chart: ChartState): string => statesIn(chart).map(sectionOf).join('\n\n');

const sectionOf = (state: ChartState): string => {
  const { path, key, description, edges } = state;
  return [
    `### ${path === '' ? `${key}, whatever its state` : path}`,
    ...(description === null ? [] : [description]),
    ...factsOf(state),
    ...(edges.length === 0 ? [] : [edges.map((edge) => lineOf(edge, state)).join('\n')]),
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

const lineOf = (edge: ChartEdge, state: ChartState): string => {
  const { event, delay, guard, branches, target, targetKey, actions } = edge;
  const taker = event === null ? `after ${codes([String(delay)])}` : codes([event]);
  const condition = guard === null ? (branches > 1 ? ' else' : '') : ` if ${codes([guard])}`;
  const entered = target === state.id ? 'itself, again' : targetKey === null ? 'stays' : codes([targetKey]);
  return `- ${taker}${condition} → ${entered}${actions.length === 0 ? '' : `: ${codes(actions)}`}`;
};

const codes = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
