import { type ChartEdge, type ChartState, statesIn } from '../../src/inspect/chart/graph.js';

/** All edges from one state to another: one arrow. */
export interface Bundle {
  readonly source: string;
  readonly target: string;
  readonly edges: readonly ChartEdge[];
}

export type Side = 'left' | 'right';

/** An arrow that leaves a state to the side, and reaches its target there. */
export interface Rail extends Bundle {
  readonly side: Side;
}

/** The arrows of a chart, by the way they go. */
export interface Routes {
  /** Between states of one parent, within a top level state. */
  readonly inner: readonly Bundle[];
  /** From a top level state, or from the last state in it, straight down to the next one. */
  readonly steps: readonly Bundle[];
  /** All others: those back go along the left side, those ahead along the right. */
  readonly rails: readonly Rail[];
}

const isIn = (state: ChartState, id: string): boolean => statesIn(state).some((inner) => inner.id === id);

/** Does the edge end where it began, or in a state within? */
const stays = (state: ChartState, { target }: ChartEdge): boolean => target === null || isIn(state, target);

/** The edges that are listed in the box of their state. */
export const insideOf = (state: ChartState): ChartEdge[] => state.edges.filter((edge) => stays(state, edge));

const bundlesOf = (chart: ChartState): Bundle[] =>
  statesIn(chart).flatMap((state) => {
    const edgesTo = new Map<string, ChartEdge[]>();
    for (const edge of state.edges) {
      if (edge.target === null || stays(state, edge)) continue;
      edgesTo.set(edge.target, [...(edgesTo.get(edge.target) ?? []), edge]);
    }
    return [...edgesTo].map(([target, edges]) => ({ source: state.id, target, edges }));
  });

/** Sends each arrow of a chart on its way. */
export const routesOf = (chart: ChartState): Routes => {
  const order = statesIn(chart).map(({ id }) => id);
  const parents = chart.states.flatMap(statesIn);
  const isInner = ({ source, target }: Bundle) =>
    parents.some(({ states }) => states.some(({ id }) => id === source) && states.some(({ id }) => id === target));
  const isStep = ({ source, target }: Bundle) => {
    const next = chart.states.findIndex(({ id }) => id === target);
    const from = chart.states[next - 1];
    return from !== undefined && (source === from.id || source === from.states.at(-1)?.id);
  };

  const bundles = bundlesOf(chart);
  const inner = bundles.filter(isInner);
  const steps = bundles.filter(
    (bundle, index) =>
      isStep(bundle) && !bundles.slice(0, index).some((other) => other.target === bundle.target && isStep(other)),
  );
  const rails = bundles
    .filter((bundle) => !inner.includes(bundle) && !steps.includes(bundle))
    .map(
      (bundle): Rail => ({
        ...bundle,
        side: order.indexOf(bundle.target) < order.indexOf(bundle.source) ? 'left' : 'right',
      }),
    );
  return { inner, steps, rails };
};
