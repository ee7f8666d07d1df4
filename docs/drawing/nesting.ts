import elk, { type ElkExtendedEdge, type ElkNode } from 'elkjs/lib/elk.bundled.js';
import type { Point, Rectangle } from '../../src/inspect/chart/chart-layout.js';
import type { ChartState } from '../../src/inspect/chart/graph.js';
import { labelSize } from '../../src/inspect/chart/metrics.js';
import type { Bundle } from './routes.js';
import type { OwnSize } from './sizes.js';
import { arrowText } from './wording.js';

/** An arrow with its label, in its place. */
export interface PlacedArrow {
  readonly bundle: Bundle;
  readonly points: readonly Point[];
  readonly label: Rectangle;
}

/** Boxes and arrows, in coordinates of their own. */
export interface Placed {
  readonly frames: ReadonlyMap<string, Rectangle>;
  readonly arrows: readonly PlacedArrow[];
}

const engine = new elk.default();

const PADDING = 14;
/** Room for the dot that shows where a state begins. */
const START = 22;

const COMMON = {
  'elk.algorithm': 'layered',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.json.edgeCoords': 'ROOT',
  'elk.json.shapeCoords': 'ROOT',
  'elk.spacing.edgeLabel': '4',
  'elk.spacing.edgeNode': '12',
  'elk.spacing.labelLabel': '10',
  'elk.spacing.nodeNode': '14',
  'elk.layered.spacing.edgeNodeBetweenLayers': '12',
  'elk.layered.spacing.nodeNodeBetweenLayers': '14',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.crossingMinimization.forceNodeModelOrder': 'true',
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
};

/** Regions stand below each other; the states of all others follow each other downwards. */
const arranged = ({ kind }: ChartState) =>
  kind === 'parallel'
    ? { 'elk.direction': 'RIGHT', 'elk.separateConnectedComponents': 'false' }
    : { 'elk.direction': 'DOWN' };

/** Lays out what is in a top level state: ELK places its states, their arrows, and the labels of these. */
export async function nest(
  top: ChartState,
  inner: readonly Bundle[],
  sizeOf: (state: ChartState) => OwnSize,
): Promise<Placed> {
  const root = await engine.layout({
    id: 'page',
    layoutOptions: { ...COMMON, 'elk.padding': '[top=0,left=0,bottom=0,right=0]' },
    children: [nodeOf(top, inner, sizeOf)],
  });
  const frames = new Map<string, Rectangle>();
  const arrows: PlacedArrow[] = [];
  const note = ({ children = [], edges = [] }: ElkNode): void => {
    for (const child of children) {
      frames.set(child.id, rectangle(child));
      note(child);
    }
    for (const edge of edges) {
      const bundle = inner.find((candidate) => arrowId(candidate) === edge.id);
      const section = edge.sections?.[0];
      const label = edge.labels?.[0];
      if (bundle === undefined || section === undefined || label === undefined)
        throw new Error(`Not drawn: ${edge.id}`);
      const corners = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
      arrows.push({ bundle, points: corners.map(({ x, y }): Point => [round(x), round(y)]), label: rectangle(label) });
    }
  };
  note(root);
  return { frames, arrows };
}

const nodeOf = (state: ChartState, inner: readonly Bundle[], sizeOf: (state: ChartState) => OwnSize): ElkNode => {
  const { width, height, head } = sizeOf(state);
  if (state.states.length === 0) return { id: state.id, width, height };
  const ids = new Set(state.states.map(({ id }) => id));
  const above = head + (state.kind === 'parallel' ? 0 : START);
  return {
    id: state.id,
    children: state.states.map((child) => nodeOf(child, inner, sizeOf)),
    edges: inner.filter(({ source, target }) => ids.has(source) && ids.has(target)).map(edgeOf),
    layoutOptions: {
      ...COMMON,
      ...arranged(state),
      'elk.padding': `[top=${above},left=${PADDING},bottom=${PADDING},right=${PADDING}]`,
      'elk.nodeSize.constraints': 'MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${width},${height})`,
    },
  };
};

const edgeOf = (bundle: Bundle): ElkExtendedEdge => ({
  id: arrowId(bundle),
  sources: [bundle.source],
  targets: [bundle.target],
  labels: [{ id: `label of ${arrowId(bundle)}`, text: ' ', ...labelSize(bundle.edges.map(arrowText)) }],
});

const arrowId = ({ source, target }: Bundle) => `${source} > ${target}`;

const round = (value: number | undefined) => Math.round(value ?? 0);

const rectangle = ({ x, y, width, height }: Partial<Rectangle>): Rectangle => ({
  x: round(x),
  y: round(y),
  width: round(width),
  height: round(height),
});
