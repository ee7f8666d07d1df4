import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { deliveryDefinition } from '../../machines/delivery.definition.js';
import type { DeliveryCommand } from '../../machines/delivery.types.js';
import { runOnTable } from '../../src/engine/run-on-table.js';
import { runOnXstate } from '../../src/engine/run-on-xstate.js';
import { createVirtualClock } from '../../src/testing/index.js';

afterEach(() => vi.unstubAllGlobals());

const ENGINES = { XState: runOnXstate(), 'the compiled table': runOnTable };

describe.each(Object.entries(ENGINES))('a defined chart that %s runs', (_, run) => {
  const startCharts = () => {
    const reported: unknown[] = [];
    vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
    const clock = createVirtualClock();
    const start = run(deliveryDefinition, { hasSnapshot: true, isSettled: () => false, ackRestMs: () => 100 }, clock);
    /** A chart, what its host was told, and what the host does then. */
    const startChart = (chatId: string) => {
      const told: unknown[] = [];
      const host = { onCommand: (_command: DeliveryCommand['type']) => {}, onMove: () => {} };
      const chart = start(chatId, {
        obey: ({ type }) => {
          told.push(type);
          host.onCommand(type);
        },
        moved: ({ value }) => {
          told.push(value);
          host.onMove();
        },
      });
      return { chart, told, host };
    };
    return { clock, reported, startChart };
  };

  const DOWN = { link: 'down', outbox: 'opening' };
  const GREETING = { link: 'greeting', outbox: 'opening' };
  const SNAPSHOTTING = { link: 'snapshotting', outbox: 'opening' };
  const LIVE = { link: 'live', outbox: 'opening' };

  test('begins with its context, and tells nobody', () => {
    const { startChart } = startCharts();
    const { chart, told } = startChart('42');
    const { value, context } = chart.position;
    expect([value, context, told]).toEqual([DOWN, deliveryDefinition.initialContext('42'), []]);
  });

  test('obeys the commands of a step in their order, and tells of the step after them', () => {
    const { chart, told } = startCharts().startChart('42');
    chart.send({ type: 'link.greeted' });
    chart.send({ type: 'welcome.gap', why: 'new' });
    chart.send({ type: 'snapshot.taken', isHead: true });
    expect(told).toEqual([
      ...[GREETING, 'snapshot.ask', SNAPSHOTTING],
      ...['snapshot.drop', 'events.resume', 'messages.pump', LIVE],
    ]);
  });

  test('does not tell of a step that changes nothing but gives commands, nor of an event that it ignores', () => {
    const { chart, told } = startCharts().startChart('42');
    chart.send({ type: 'link.greeted' });
    chart.send({ type: 'welcome.gap', why: 'new' });
    told.length = 0;
    chart.send({ type: 'snapshot.failed' });
    chart.send({ type: 'hole.found' });
    expect(told).toEqual(['link.abandonSnapshot']);
  });

  test('takes an event that comes during a step after it', () => {
    const { chart, told, host } = startCharts().startChart('42');
    chart.send({ type: 'link.greeted' });
    host.onCommand = (type) => {
      if (type === 'events.resume') chart.send({ type: 'link.closed' });
    };
    chart.send({ type: 'welcome.whole' });
    expect(told).toEqual([GREETING, 'events.resume', 'messages.pump', LIVE, DOWN]);
  });

  test('reports what its host throws, and goes on', () => {
    const { reported, startChart } = startCharts();
    const { chart, told, host } = startChart('42');
    host.onCommand = (type) => {
      throw new Error(type);
    };
    host.onMove = () => {
      throw new Error('moved');
    };
    chart.send({ type: 'link.greeted' });
    chart.send({ type: 'welcome.whole' });
    expect(told).toEqual([GREETING, 'events.resume', 'messages.pump', LIVE]);
    expect(reported).toEqual(['moved', 'events.resume', 'messages.pump', 'moved'].map((text) => new Error(text)));
  });

  test('once stopped has no timer, takes nothing, and tells nobody', () => {
    // XState warns of what is sent to an actor that is stopped.
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    onTestFinished(() => warn.mockRestore());
    const { clock, startChart } = startCharts();
    const { chart, told } = startChart('42');
    chart.send({ type: 'outbox.opened', storage: 'memory' });
    chart.send({ type: 'message.sent' });
    expect(clock.pending.map(({ delayMs }) => delayMs)).toEqual([100]);
    told.length = 0;
    chart.stop();
    chart.stop();
    chart.send({ type: 'link.greeted' });
    clock.advance(1_000);
    expect([clock.pending, told, chart.position.value]).toEqual([[], [], { link: 'down', outbox: 'sending' }]);
    expect(warn).not.toHaveBeenCalled();
  });

  test.each([
    ['events.resume', ['events.resume']],
    ['messages.pump', ['events.resume', 'messages.pump']],
  ])('stopped by the command %s obeys no other, tells of no step, and takes nothing that waits', (last, obeyed) => {
    const { clock, startChart } = startCharts();
    const { chart, told, host } = startChart('42');
    chart.send({ type: 'outbox.opened', storage: 'memory' });
    chart.send({ type: 'link.greeted' });
    chart.send({ type: 'message.sent' });
    told.length = 0;
    host.onCommand = (type) => {
      chart.send({ type: 'link.greeted' });
      if (type === last) chart.stop();
    };
    chart.send({ type: 'welcome.whole' });
    expect([told, clock.pending]).toEqual([obeyed, []]);
  });

  test('is apart from others, of the same chat too', () => {
    const { startChart } = startCharts();
    const [one, other, same] = [startChart('42'), startChart('43'), startChart('42')];
    one.chart.send({ type: 'link.greeted' });
    one.chart.send({ type: 'welcome.whole' });
    expect([one.chart.position.value, one.told.length]).toEqual([LIVE, 4]);
    expect([other.chart.position.value, same.chart.position.value, other.told, same.told]).toEqual([
      DOWN,
      DOWN,
      [],
      [],
    ]);
  });

  test('does not change what it told of', () => {
    const { chart } = startCharts().startChart('42');
    const before = chart.position;
    const copy = structuredClone(before.context);
    chart.send({ type: 'outbox.opened', storage: 'persistent' });
    expect([before.context, chart.position.context.storage]).toEqual([copy, 'persistent']);
  });
});
