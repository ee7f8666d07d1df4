import { connectionLayout } from '../chart/connection-layout.js';
import { wayName } from '../chart/overview.js';

const topLevelOf = new Map(connectionLayout.boxes.map(({ id, path }) => [id, path.split('.')[0] ?? '']));

/** For the edges of the chart that lead from one of the six states to another: the way between these. */
const WAY_OF: ReadonlyMap<string, string> = new Map(
  connectionLayout.arrows.flatMap(({ source, into, edges }) => {
    const from = topLevelOf.get(source) ?? '';
    return from === into ? [] : edges.map(({ id }): [string, string] => [id, wayName(from, into)]);
  }),
);

/** The way between two of the six states that these edges went last; null if they stayed in one. */
export const wayOf = (edges: readonly string[]): string | null =>
  edges.map((edge) => WAY_OF.get(edge) ?? null).findLast((way) => way !== null) ?? null;
