import { type ChartState, statesIn } from '../../src/inspect/chart/graph.js';
import { boxSize, GAP, labelSize, TITLE } from '../../src/inspect/chart/metrics.js';
import { insideOf, type Rail, type Side } from './routes.js';
import { arrowText, insideText, notesOf } from './wording.js';

/** The least size of a state, and how much of its height is its own, above the states in it. */
export interface OwnSize {
  readonly width: number;
  readonly height: number;
  readonly head: number;
}

const SIDES = ['left', 'right'] as const;

/** The label of an arrow, and how far below the top of its state it begins. */
interface Exit {
  readonly rail: Rail;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The labels of what leaves a state to one side, below each other, and below what enters it there. */
export const exitsOf = (id: string, side: Side, rails: readonly Rail[]): Exit[] => {
  const isEntered = rails.some((rail) => rail.target === id && rail.side === side);
  let top = isEntered ? TITLE : GAP;
  return rails
    .filter((rail) => rail.source === id && rail.side === side)
    .map((rail) => {
      const exit = { rail, top, ...labelSize(rail.edges.map(arrowText)) };
      top += exit.height + GAP;
      return exit;
    });
};

/** A state is as high as its own text, and as the labels of what leaves it. */
export const ownSize = (state: ChartState, rails: readonly Rail[]): OwnSize => {
  const insides = insideOf(state).map((edge) => insideText(edge, state));
  const { width, height } = boxSize(state.key, notesOf(state), insides);
  const isBusy = (id: string, side: Side) =>
    rails.some((rail) => rail.side === side && (rail.source === id || rail.target === id));

  const sides = SIDES.map((side) => {
    const last = exitsOf(state.id, side, rails).at(-1);
    const hasBusyStates = state.states.flatMap(statesIn).some(({ id }) => isBusy(id, side));
    return { bottom: last === undefined ? 0 : last.top + last.height + GAP, hasBusyStates };
  });
  return {
    width,
    height: Math.max(height, ...sides.map(({ bottom }) => bottom)),
    head: Math.max(height, ...sides.filter(({ hasBusyStates }) => hasBusyStates).map(({ bottom }) => bottom)),
  };
};
