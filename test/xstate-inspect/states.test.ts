import { parseReceiverEvent } from '@xstate/inspect/lib/utils.js';
import { describe, expect, test } from 'vitest';
import { connectionMachine } from '../../machines/index.js';
import { createXstateInspectBridge, type XstateInspectFrame } from '../../src/inspect/bridge/index.js';
import { graphOf, statesIn } from '../../src/inspect/chart/graph.js';
import { type ConnectionPath, followPath, type PathFeatures, startPathTarget } from '../../src/testing/index.js';
import { type ChartMove, chartMoveOf } from '../inspect/chart-moves.js';
import { FEATURE_SETS } from '../model/feature-sets.js';
import { keptPaths } from '../model/kept-paths.js';
import { readChart } from './read-chart.js';

const machine = readChart();
const eventTypes = new Set(['xstate.init', ...machine.events]);
const reached = new Set<string>();

/** The state in a frame, as XState 4 reads and resolves it. */
const readMove = (frame: XstateInspectFrame | undefined): ChartMove | string => {
  if (frame?.type !== 'service.state') return `${frame?.type} is no state`;
  const parsed = parseReceiverEvent(frame);
  if (parsed.type !== 'service.state') return 'no state was read';
  const { value, context, event, configuration } = machine.resolveState(parsed.state);
  if (!eventTypes.has(event.type)) return `the chart has no event ${event.type}`;
  return { sessionId: frame.sessionId, value, context, active: configuration.map(({ id }) => id).sort() };
};

/** Leads the library along the path, and returns each move of its charts that a viewer takes for another. */
const misread = async (path: ConnectionPath, features: PathFeatures) => {
  const mistakes: unknown[] = [];
  let latest: XstateInspectFrame | undefined;
  const bridge = createXstateInspectBridge({
    send: (frame) => {
      latest = frame;
    },
  });
  const { chats, driver, settle } = await startPathTarget(features, {
    inspect: (event) => {
      bridge.next(event);
      const move = chartMoveOf(event);
      if (move === null) return;
      for (const id of move.active) reached.add(id);
      const read = readMove(latest);
      if (JSON.stringify(read) !== JSON.stringify(move)) mistakes.push({ read, move });
    },
  });
  await followPath(path, driver, async () => void (await settle()));
  chats.dispose();
  return mistakes;
};

describe('every state along the paths of the chart is resolved by XState 4 to the same one', () => {
  test.each(FEATURE_SETS)('%s', async (_, features) => {
    for (const path of keptPaths(features)) expect(await misread(path, features)).toEqual([]);
  });

  test('and they reach every state', () => {
    expect([...reached].sort()).toEqual(
      statesIn(graphOf(connectionMachine.root))
        .map(({ id }) => id)
        .sort(),
    );
  });
});
