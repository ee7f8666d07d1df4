import type { ChartEdge, ChartState } from '../../src/inspect/chart/graph.js';

/** The longest line of entry and exit actions, in characters. */
const WRAP = 40;

/** The event, or the delay, that takes an edge. */
const triggerOf = ({ event, delay }: ChartEdge): string => event ?? `after ${delay}`;

/** What an arrow says of an edge. A branch without a guard is taken when those before it were not. */
export const arrowText = (edge: ChartEdge): string => {
  if (edge.guard !== null) return `${triggerOf(edge)} [${edge.guard}]`;
  return edge.branches > 1 ? `${triggerOf(edge)} [else]` : triggerOf(edge);
};

/** What a box says of an edge that stays in it: it enters nothing, its state again, or a state within. */
export const insideText = (edge: ChartEdge, state: ChartState): string => {
  if (edge.target === null) return arrowText(edge);
  return `${arrowText(edge)} → ${edge.target === state.id ? 'self' : edge.targetKey}`;
};

/** `entry / hangUp, startAttempt`, in lines that fit; what an action is told is left out. */
export const notesOf = ({ entry, exit }: ChartState): string[] => [
  ...wrapped('entry', entry),
  ...wrapped('exit', exit),
];

const wrapped = (moment: string, actions: readonly string[]): string[] => {
  if (actions.length === 0) return [];
  const lines = [`${moment} /`];
  actions.forEach((action, index) => {
    const word = ` ${action.replace(/\(.*/, '')}${index < actions.length - 1 ? ',' : ''}`;
    const line = lines.at(-1) ?? '';
    if (line.length + word.length > WRAP) lines.push(` ${word}`);
    else lines[lines.length - 1] = line + word;
  });
  return lines;
};
