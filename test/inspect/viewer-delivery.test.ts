import { describe, expect, test } from 'vitest';
import { initialDeliveryContext } from '../../machines/delivery.context.js';
import type { InspectionFrame } from '../../src/inspect/inspection.js';
import { frame, inspectedChat, inspectionRecord } from './viewer-frames.js';
import { CONNECTING, viewing } from './viewing.js';

const DOWN = { link: 'down', outbox: 'idle' };
const LIVE = { link: 'live', outbox: 'idle' };

/** A frame of a delivery, as many seconds after 1970 as its serial says. */
const delivered = (serial: number, chatId: string, type: string, value: InspectionFrame['value']): InspectionFrame => ({
  chart: 'delivery',
  chatId,
  at: serial * 1_000,
  value,
  context: initialDeliveryContext(chatId),
  delays: [],
  serial,
  event: { type },
  edges: [`delivery.link | ${type} | 1`],
});

/** Two chats, of which a has a delivery. */
const both = [
  frame(1, 'a', 'chat.want', { value: CONNECTING }),
  delivered(2, 'a', 'xstate.init', DOWN),
  delivered(3, 'a', 'welcome.whole', LIVE),
  frame(4, 'a', 'frame.arrived', { value: { open: { liveness: 'healthy' } } }),
  frame(5, 'b', 'chat.want', { value: CONNECTING }),
];

describe('a chat with a delivery', () => {
  test('is one chat with two charts, each where it is, and the events of both', () => {
    const { model, frames, serials } = viewing();
    frames(...both);
    const { chats, chatCount, hasDelivery, chart, moments, moment } = model.view();
    expect([chats.map(({ chat }) => chat.chatId), chatCount, hasDelivery]).toEqual([['a', 'b'], 2, true]);
    expect([chart, moment]).toEqual(['connection', moments.connection]);
    expect([moments.connection?.chat, moments.delivery?.chat]).toEqual([both[3], both[2]]);
    expect(moments.delivery?.previous).toEqual(both[1]);
    expect(serials()).toEqual([1, 2, 3, 4]);
    expect(model.view().entries.map(({ led }) => led)).toEqual(['connecting', 'down', 'live', 'open']);
  });

  test('shows the chart that is asked for, on each chat that has it', () => {
    const { model, frames } = viewing();
    frames(...both);
    const shown = () => [model.view().chart, model.view().moment?.chat.value];
    model.showChart('delivery');
    expect(shown()).toEqual(['delivery', LIVE]);
    model.select('b');
    expect(shown()).toEqual(['connection', CONNECTING]);
    model.select('a');
    expect(shown()).toEqual(['delivery', LIVE]);
  });

  test('steps through the events of both charts, and shows both as they were then', () => {
    const { model, frames } = viewing();
    frames(...both);
    const stepped = (by: -1 | 1) => {
      model.step(by);
      const { cursor, chart, moments } = model.view();
      return [cursor?.chat.serial, chart, moments.connection?.chat.value, moments.delivery?.chat.value];
    };
    expect([stepped(-1), stepped(-1), stepped(-1), stepped(1)]).toEqual([
      [3, 'delivery', CONNECTING, LIVE],
      [2, 'delivery', CONNECTING, DOWN],
      [1, 'connection', CONNECTING, undefined],
      [2, 'delivery', CONNECTING, DOWN],
    ]);
  });

  test('is found by what its chart is called, and goes with both charts', () => {
    const { model, frames, serials } = viewing();
    frames(...both);
    model.filterText('delivery');
    expect(serials()).toEqual([2, 3]);
    model.receive({ type: 'frames', frames: [], gone: ['a'], dropped: 0 });
    const { chats, moments } = model.view();
    expect([chats.map(({ chat }) => chat.chatId), moments]).toEqual([['b'], { connection: null, delivery: null }]);
  });

  test('is in the list where its delivery is, if it has no connection yet', () => {
    const { model, record } = viewing();
    const { serial: _, event: __, edges: ___, ...chat } = delivered(1, 'a', 'xstate.init', DOWN);
    record({ chats: [{ ...chat, context: initialDeliveryContext('a'), chart: 'delivery' }] });
    expect(model.view().chats.map((one) => one.chat.value)).toEqual([DOWN]);
    expect([model.view().selected, model.view().moments.delivery?.chat.value]).toEqual(['a', DOWN]);
  });
});

describe('a record', () => {
  test('with both charts is saved, opened and held as it is', () => {
    const { model, frames } = viewing();
    frames(...both);
    const saved = model.save();
    expect(saved.chats.map(({ chart, chatId }) => `${chart} ${chatId}`).sort()).toEqual([
      'connection a',
      'connection b',
      'delivery a',
    ]);
    const other = viewing();
    other.model.open(JSON.stringify(saved), 'bug.json');
    expect(other.model.view().problem).toBe(null);
    expect(other.model.save()).toEqual(saved);
  });

  test('that was saved before there were deliveries is one of connections', () => {
    const { chart: _, ...chat } = inspectedChat('a', { at: 1_000, value: CONNECTING });
    const { chart: __, ...old } = frame(1, 'a', 'chat.want', { value: CONNECTING });
    const { model } = viewing();
    model.open(JSON.stringify({ ...inspectionRecord({}), chats: [chat], frames: [old] }), 'old.json');
    const { problem, moments, entries } = model.view();
    expect([problem, moments.connection?.chat.value, entries.length]).toEqual([null, CONNECTING, 1]);
    expect(model.save().frames.map(({ chart }) => chart)).toEqual(['connection']);
  });

  test.each(['other', null, 7])('with the chart %j is damaged', (chart) => {
    const { model } = viewing();
    model.open(JSON.stringify({ ...inspectionRecord({}), chats: [{ ...inspectedChat('a'), chart }] }), 'bug.json');
    expect(model.view().problem).toBe('bug.json: This record is damaged: chat 1 of 1 is incomplete.');
  });
});
