import { describe, expect, it, vi } from 'vitest';
import { createActor, createMachine, fromCallback } from 'xstate';
import { connectionMachine } from '../../machines/index.js';
import type { ChatConnectionsOptions } from '../../src/index.js';
import type { InspectionFrame, InspectionMessage, InspectionRecord } from '../../src/inspect/inspection.js';
import { Recorder, type RecorderOptions } from '../../src/inspect/recorder.js';
import { acceptsThenCloses, createVirtualClock, refuses } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';

/** A session that is inspected; batches are told by a clock of their own. */
const startInspected = (options: ChatConnectionsOptions = {}, recording: RecorderOptions = {}) => {
  const recorderClock = createVirtualClock();
  const recorder = new Recorder({ clock: recorderClock, ...recording });
  return { recorder, recorderClock, ...startSession({ inspect: recorder, burstMs: 0, ...options }) };
};

/** All that a viewer is told, in the order it is told. */
const watch = (recorder: Recorder) => {
  const messages: InspectionMessage[] = [];
  const stop = recorder.subscribe((message) => messages.push(message));
  const told = (type: InspectionMessage['type']) => messages.filter((message) => message.type === type);
  return {
    messages,
    stop,
    get record(): InspectionRecord {
      const [message] = told('record');
      if (message?.type !== 'record') throw new Error('no record was told');
      return message.record;
    },
    /** Frames told since the record. */
    get frames(): InspectionFrame[] {
      return messages.flatMap((message) => (message.type === 'frames' ? message.frames : []));
    },
  };
};

const recordOf = (recorder: Recorder): InspectionRecord => {
  const viewer = watch(recorder);
  viewer.stop();
  return viewer.record;
};

describe('a frame', () => {
  it('is made of each event that a chart takes: the event, the edges, where the chart is then', async () => {
    const { recorder, ...session } = startInspected();
    await session.open('42');
    const { frames } = recordOf(recorder);
    expect(frames.map(({ serial, event, edges, value }) => [serial, event.type, edges, value])).toEqual([
      [1, 'xstate.init', [], 'idle'],
      [2, 'chat.want', ['chat.idle | chat.want | 4'], { connecting: 'resolving' }],
      [3, 'address.located', ['connecting | address.located | 1'], { connecting: 'resolving' }],
      [4, 'address.resolved', ['chat.connecting.resolving | address.resolved | 1'], { connecting: 'awaitingSlot' }],
      [5, 'slot.granted', ['chat.connecting.awaitingSlot | slot.granted | 2'], { connecting: 'dialing' }],
      [6, 'socket.constructed', ['chat.connecting.dialing | socket.constructed | 1'], { connecting: 'dialing' }],
      [
        7,
        'socket.opened',
        ['chat.connecting.dialing | socket.opened | 4'],
        { open: { liveness: 'healthy', proof: 'unproved', hint: {}, holding: 'wanted' } },
      ],
    ]);
    expect(frames.map(({ chatId }) => chatId)).toEqual(Array(7).fill('42'));
    expect(frames[5]?.event).toEqual({ type: 'socket.constructed', socketId: 1 });
    expect(frames[6]?.context).toMatchObject({ chatId: '42', attempt: 0, socketId: 1, trigger: 'wanted' });
  });

  it('has the edges of what an event raised, too', async () => {
    const { recorder, clock, chats } = startInspected({
      resolveTimeoutMs: 500,
      query: () => new Promise<never>(() => {}),
    });
    chats.select('42');
    await clock.advanceAsync(500);
    const last = recordOf(recorder).frames.at(-1);
    expect(last).toMatchObject({
      event: { type: 'xstate.after.resolveTimeout.chat.connecting.resolving' },
      edges: [
        'chat.connecting.resolving | xstate.after.resolveTimeout.chat.connecting.resolving | 1',
        'connecting | connection.ended | 8',
      ],
      value: { backoff: 'waiting' },
    });
  });

  it('is made of a chart that takes no edge, and of none but charts', async () => {
    const { recorder, chats, clock } = startInspected();
    chats.select('42');
    await clock.advanceAsync(0);
    const before = recordOf(recorder).frames.length;
    createActor(createMachine({ id: 'chat', context: { other: true } }), { inspect: recorder }).start();
    createActor(
      fromCallback(() => undefined),
      { inspect: recorder },
    ).start();
    expect(recordOf(recorder).frames.length).toBe(before);
    chats.retry();
    expect(recordOf(recorder).frames.at(-1)).toMatchObject({ event: { type: 'chat.retry' }, edges: [] });
  });
});

describe('running delays', () => {
  it('are told by name, with their beginning on the wall clock, until they end', async () => {
    const { recorder, recorderClock, clock, gateway, chats } = startInspected({ throttleMs: 0, random: () => 0.5 });
    const delays = () => recordOf(recorder).chats[0]?.delays;
    gateway.behave(refuses({ afterMs: 10 }));
    chats.select('42');
    const startedAt = recorderClock.wallNow();
    expect(delays()).toEqual([{ name: 'connectTimeout', startedAt, delayMs: 10_000 }]);
    recorderClock.advance(10);
    await clock.advanceAsync(20);
    expect(recordOf(recorder).chats[0]?.value).toEqual({ backoff: 'waiting' });
    expect(delays()).toEqual([{ name: 'backoffDelay', startedAt: startedAt + 10, delayMs: 1_500 }]);
    chats.select(null);
    await clock.advanceAsync(0);
    expect(delays()).toEqual([]);
  });

  it('begin on the wall clock of what is watched, where that is told', async () => {
    const { recorder, clock, chats } = startInspected({}, { wallNow: () => clock.wallNow() + 7 });
    const watched = clock;
    await watched.advanceAsync(1_000);
    chats.select('42');
    const [chat] = recordOf(recorder).chats;
    expect([chat?.at, chat?.delays[0]?.startedAt]).toEqual([watched.wallNow() + 7, watched.wallNow() + 7]);
    chats.dispose();
  });
});

describe('a viewer', () => {
  it('is told the record first, then what happens in batches of 100 ms', async () => {
    const { recorder, recorderClock, ...session } = startInspected();
    await session.open('42');
    const viewer = watch(recorder);
    expect(viewer.messages.map(({ type }) => type)).toEqual(['record']);
    expect(viewer.record.frames.length).toBe(7);
    await session.open('43');
    recorderClock.advance(99);
    expect(viewer.frames).toEqual([]);
    recorderClock.advance(1);
    expect(viewer.messages.length).toBe(2);
    expect(viewer.frames.map(({ serial }) => serial)).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
    session.chats.dispose();
    recorderClock.advance(100);
    viewer.stop();
  });

  it('leaves no timer while nothing happens, and none where nobody watches', async () => {
    const { recorder, recorderClock, ...session } = startInspected();
    await session.open('42');
    expect(recorderClock.pending).toEqual([]);
    const viewer = watch(recorder);
    expect(recorderClock.pending).toEqual([]);
    await session.open('43');
    expect(recorderClock.pending).toEqual([{ at: 100, delayMs: 100 }]);
    recorderClock.advance(60_000);
    expect(viewer.messages.length).toBe(2);
    expect(recorderClock.pending).toEqual([]);
  });

  it('that comes late is told everything once, and so is the one before it', async () => {
    const { recorder, recorderClock, ...session } = startInspected();
    const early = watch(recorder);
    await session.open('42');
    const late = watch(recorder);
    await session.open('43');
    recorderClock.advance(100);
    const serials = Array.from({ length: 15 }, (_, index) => index + 1);
    for (const { record, frames } of [early, late])
      expect([...record.frames, ...frames].map(({ serial }) => serial)).toEqual(serials);
    expect(late.record.frames.length).toBe(7);
  });

  it('that throws hurts neither the others nor the chats', async () => {
    const { recorder, recorderClock, ...session } = startInspected();
    const reported = vi.fn();
    vi.stubGlobal('reportError', reported);
    const error = new Error('a viewer threw');
    recorder.subscribe(() => {
      throw error;
    });
    const viewer = watch(recorder);
    await session.open('42');
    recorderClock.advance(100);
    vi.unstubAllGlobals();
    expect(session.at('42').state).toBe('open');
    expect(viewer.frames.length).toBe(7);
    expect(reported.mock.calls).toEqual([[error], [error]]);
  });

  it('that left is told nothing more', async () => {
    const { recorder, recorderClock, ...session } = startInspected();
    const viewer = watch(recorder);
    await session.open('42');
    viewer.stop();
    recorderClock.advance(100);
    expect(viewer.frames).toEqual([]);
  });

  it('can take all that it is told through JSON', async () => {
    const { recorder, recorderClock, ...session } = startInspected();
    session.gateway.behave(acceptsThenCloses(1013, `retry-after=${'9'.repeat(400)}`));
    const viewer = watch(recorder);
    await session.open('42');
    recorderClock.advance(100);
    const messages = viewer.messages;
    expect(JSON.parse(JSON.stringify(messages))).toEqual(messages);
    expect(viewer.frames.at(-1)?.event['verdict']).toEqual({ retryAfterMs: 'Infinity' });
  });
});

describe('a chat', () => {
  it('is in the record as it is now, though its frames were dropped', async () => {
    const { recorder, ...session } = startInspected({}, { maxFrames: 3 });
    await session.open('42');
    await session.open('43');
    const { chats, frames, dropped } = recordOf(recorder);
    expect(chats.map(({ chatId, value }) => [chatId, Object.keys(value)])).toEqual([
      ['42', ['open']],
      ['43', ['open']],
    ]);
    expect(frames.map(({ serial }) => serial)).toEqual([13, 14, 15]);
    expect(dropped).toBe(12);
  });

  it('that is forgotten is told as gone', async () => {
    const { recorder, recorderClock, clock, chats, ...session } = startInspected();
    const viewer = watch(recorder);
    await session.open('42');
    chats.select(null);
    await clock.advanceAsync(120_000);
    recorderClock.advance(100);
    chats.get('43');
    recorderClock.advance(100);
    expect(viewer.messages.at(-1)).toMatchObject({ type: 'frames', gone: ['42'] });
    expect(recordOf(recorder).chats).toEqual([]);
  });

  it('that is forgotten and used again at once is not gone', async () => {
    const { recorder, recorderClock, clock, chats, ...session } = startInspected();
    const viewer = watch(recorder);
    await session.open('42');
    chats.select(null);
    await clock.advanceAsync(120_000);
    recorderClock.advance(100);
    await session.open('42');
    recorderClock.advance(100);
    expect(viewer.messages.at(-1)).toMatchObject({ type: 'frames', gone: [] });
    expect(recordOf(recorder).chats.map(({ chatId }) => chatId)).toEqual(['42']);
  });

  it('that goes while nobody watches is not told to those who come', async () => {
    const { recorder, recorderClock, ...session } = startInspected();
    await session.open('42');
    session.chats.dispose();
    const viewer = watch(recorder);
    expect(viewer.record.chats).toEqual([]);
    createActor(connectionMachine, { inspect: recorder, input: { chatId: '7' } }).start();
    recorderClock.advance(100);
    expect(viewer.messages.at(-1)).toMatchObject({ type: 'frames', gone: [] });
  });
});

describe('bounds', () => {
  it('hold in a burst: the latest frames are told, and what was dropped is counted', () => {
    const { recorder, recorderClock, chats } = startInspected({ maxHandshakes: 1 }, { maxFrames: 100 });
    const viewer = watch(recorder);
    for (let chat = 0; chat < 300; chat += 1) chats.retain(`${chat}`);
    recorderClock.advance(100);
    const [, batch] = viewer.messages;
    if (batch?.type !== 'frames') throw new Error('no batch was told');
    const last = batch.frames.at(-1)?.serial ?? 0;
    expect(last).toBeGreaterThan(300);
    expect(batch.frames.map(({ serial }) => serial)).toEqual(
      Array.from({ length: 100 }, (_, index) => last - 99 + index),
    );
    expect(batch.dropped).toBe(last - 100);
    expect(recordOf(recorder).chats.length).toBe(300);
    chats.dispose();
  });
});

describe('closing', () => {
  it('forgets everything, and leaves no timer', async () => {
    const { recorder, recorderClock, ...session } = startInspected();
    const viewer = watch(recorder);
    await session.open('42');
    recorder.close();
    expect(recorderClock.pending).toEqual([]);
    await session.open('43');
    expect(viewer.messages.length).toBe(1);
    expect(recordOf(recorder)).toMatchObject({ chats: [], frames: [] });
    expect(session.at('43').state).not.toBe('idle');
  });
});
