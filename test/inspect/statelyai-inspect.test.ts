import { createInspector, type StatelyInspectionEvent } from '@statelyai/inspect';
import { describe, expect, it, vi } from 'vitest';
import { acceptsThenCloses } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

const TOKEN = 'a-token-of-42';

/** What becomes of a chat that opens and is closed with 4403, as an inspector of `@statelyai/inspect` tells its adapter. */
const inspectRefusedChat = async () => {
  const told: StatelyInspectionEvent[] = [];
  const { inspect } = createInspector({ send: (event) => told.push(event) });
  const { chats, clock, gateway } = startSession({ inspect, query: { token: TOKEN } });
  gateway.behave(acceptsThenCloses(4403, `not with ${TOKEN}`));
  chats.select('42');
  await clock.advanceAsync(1_000);
  chats.dispose();
  const chart = () => told.find((event) => event.type === '@xstate.actor');
  const isItsEnd = (event: StatelyInspectionEvent) =>
    event.type === '@xstate.snapshot' && event.event.type === 'xstate.stop' && event.sessionId === chart()?.sessionId;
  // It tells of what it heard when there is nothing else to do.
  await vi.waitUntil(() => told.some(isItsEnd));
  return { told, chart: chart(), ofChart: told.filter(({ sessionId }) => sessionId === chart()?.sessionId) };
};

describe('the inspector of @statelyai/inspect', () => {
  it('is told of the chart by the name of its chat, and of the socket below it', async () => {
    const { chart, told } = await inspectRefusedChat();
    const { id, initial, states } = JSON.parse(chart?.definition ?? '');
    expect({ name: chart?.name, parentId: chart?.parentId, id, initial, states: Object.keys(states).sort() }).toEqual({
      name: '42',
      parentId: undefined,
      id: 'chat',
      initial: 'idle',
      states: ['backoff', 'connecting', 'failed', 'idle', 'open', 'throttled'],
    });
    const below = told.filter((event) => event.type === '@xstate.actor' && event.parentId === chart?.sessionId);
    expect(below).toEqual([expect.objectContaining({ name: 'socket' })]);
  });

  it('is told of every event, and where it led', async () => {
    const { ofChart } = await inspectRefusedChat();
    const moves = ofChart.flatMap((event) =>
      event.type === '@xstate.snapshot' ? [[event.event.type, Reflect.get(event.snapshot, 'value')]] : [],
    );
    expect(moves).toEqual([
      ['xstate.init', 'idle'],
      ['chat.want', { connecting: 'resolving' }],
      ['address.located', { connecting: 'resolving' }],
      ['address.resolved', { connecting: 'awaitingSlot' }],
      ['slot.granted', { connecting: 'dialing' }],
      ['socket.constructed', { connecting: 'dialing' }],
      ['socket.opened', { open: { liveness: 'healthy', proof: 'unproved', hint: {}, holding: 'wanted' } }],
      ['connection.ended', 'failed'],
      ['chat.release', 'idle'],
      ['chat.dispose', 'idle'],
      ['xstate.stop', 'idle'],
    ]);
    const events = ofChart.flatMap((event) => (event.type === '@xstate.event' ? [event.event.type] : []));
    expect(events).toEqual(moves.map(([type]) => type).filter((type) => type !== 'xstate.stop'));
  });

  it('[OB3] is told no secret', async () => {
    const { told } = await inspectRefusedChat();
    const text = told.map((event) => JSON.stringify(event));
    expect(text.some((one) => one.includes('not with '))).toBe(true);
    expect(text.filter((one) => one.includes(TOKEN))).toEqual([]);
  });
});
