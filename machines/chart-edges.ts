interface ChartNode {
  readonly id: string;
  readonly transitions: ReadonlyMap<string, readonly object[]>;
}

interface ChartTree extends ChartNode {
  readonly states: Readonly<Record<string, ChartTree>>;
}

const nameOf = (sourceId: string, eventType: string, branch: number) => `${sourceId} | ${eventType} | ${branch}`;

/** An edge of the chart: its source, the event, and the number of the branch, from 1. */
export const edgeOf = (edge: { readonly source: ChartNode; readonly eventType: string }): string => {
  const branches = edge.source.transitions.get(edge.eventType) ?? [];
  return nameOf(edge.source.id, edge.eventType, branches.indexOf(edge) + 1);
};

/** All edges of a chart, or of a state and its children. */
export const edgesOf = (node: ChartTree): string[] => [
  ...[...node.transitions].flatMap(([eventType, branches]) =>
    branches.map((_, index) => nameOf(node.id, eventType, index + 1)),
  ),
  ...Object.values(node.states).flatMap(edgesOf),
];
