import { expect, test } from 'vitest';
import { edgeOf, edgesOf } from '../../machines/chart-edges.js';
import { connectionMachine } from '../../machines/index.js';

const idle = connectionMachine.getStateNodeById('chat.idle');

test('names every edge by where it leaves, its event and its branch, from 1', () => {
  expect(edgesOf(connectionMachine.getStateNodeById('throttled'))).toEqual([
    'throttled | chat.release | 1',
    'throttled | chat.retry | 1',
    'throttled | page.froze | 1',
    'throttled | xstate.after.throttleRest.throttled | 1',
  ]);
  const wants = idle.transitions.get('chat.want') ?? [];
  expect(wants.map(edgeOf)).toEqual([1, 2, 3, 4].map((branch) => `chat.idle | chat.want | ${branch}`));
});

test('finds those of states in states: 133 in all, none twice', () => {
  const edges = edgesOf(connectionMachine.root);
  expect([edges.length, new Set(edges).size]).toEqual([133, 133]);
});

test('an edge that its state does not have has no branch', () => {
  expect(edgeOf({ source: idle, eventType: 'no such event' } as never)).toBe('chat.idle | no such event | 0');
});
