import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Actor, createActor } from 'xstate';
import { initialContext } from '../../machines/connection.context.js';
import { type ConnectionMachine, createConnectionMachine } from '../../machines/index.js';
import type { InspectionMessage } from '../../src/inspect/inspection.js';
import { MessageWriter } from '../../src/inspect/node/message-writer.js';
import { Recorder, type RecorderOptions } from '../../src/inspect/recorder.js';
import type { SentMessage } from '../../src/inspect/sent-message.js';
import { MessageReader } from '../../src/inspect/viewer/message-reader.js';
import { createVirtualClock } from '../../src/testing/index.js';
import { EVENTS, PLACES, TABLE_POLICY } from '../machines/chart-driver.js';

const STEPS: typeof EVENTS = {
  ...EVENTS,
  'lost for ever': {
    type: 'connection.ended',
    kind: 'lost',
    message: 'gone',
    close: { code: 1013, reason: 'full', wasClean: true },
    verdict: { retryAfterMs: Number.POSITIVE_INFINITY },
  },
};

/** Chats that are recorded, and viewers elsewhere: what each was told, as it was written and as it read it. */
const startSending = (options: RecorderOptions = {}) => {
  const clock = createVirtualClock();
  const recorder = new Recorder({ clock, ...options });
  const writer = new MessageWriter();
  const machine = createConnectionMachine({ ...TABLE_POLICY, now: clock.now, wallNow: clock.wallNow });
  const charts = new Map<string, Actor<ConnectionMachine>>();
  const chartOf = (chatId: string) => {
    const chart = charts.get(chatId) ?? createActor(machine, { clock, inspect: recorder, input: { chatId } });
    charts.set(chatId, chart);
    return chart.start();
  };
  return {
    clock,
    take(chatId: string, steps: string) {
      const chart = chartOf(chatId);
      for (const name of steps.split(', ')) {
        const event = STEPS[name];
        if (event !== undefined) chart.send(event);
      }
    },
    forget(chatId: string) {
      charts.get(chatId)?.stop();
      charts.delete(chatId);
    },
    tell: () => clock.advance(100),
    open() {
      const reader = new MessageReader();
      const viewer = { told: [] as InspectionMessage[], texts: [] as string[], read: [] as InspectionMessage[] };
      const leave = recorder.subscribe((message) => {
        const text = writer.textOf(message);
        viewer.told.push(message);
        viewer.texts.push(text);
        viewer.read.push(reader.read(text));
      });
      return { ...viewer, leave };
    },
  };
};

/** The frames of the last batch as they were written. */
const written = ({ texts }: { readonly texts: readonly string[] }) => {
  const message = JSON.parse(texts.at(-1) ?? '') as SentMessage;
  return message.type === 'frames' ? message.frames : [];
};

const chatIds = fc.constantFrom('a', 'b', '__proto__');
const steps = fc.constantFrom(...Object.keys(STEPS), ...Object.values(PLACES));
const acts = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(fc.constant('take' as const), chatIds, steps) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('forget' as const), chatIds) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('tell' as const)) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('open' as const, 'leave' as const)) },
);

describe('what is sent to viewers elsewhere', () => {
  it('is read as it was told, whoever comes and goes, whatever is forgotten or dropped', () => {
    const property = fc.property(
      fc.array(acts, { maxLength: 60 }),
      fc.integer({ min: 1, max: 8 }),
      (given, maxFrames) => {
        const { take, forget, tell, open } = startSending({ maxFrames });
        const viewers = [open()];
        for (const [act, chatId, step] of given) {
          if (act === 'take') take(chatId, step);
          else if (act === 'forget') forget(chatId);
          else if (act === 'tell') tell();
          else if (act === 'open') viewers.push(open());
          else viewers.at(-1)?.leave();
        }
        tell();
        for (const { told, read } of viewers) expect(read).toStrictEqual(JSON.parse(JSON.stringify(told)));
      },
    );
    fc.assert(property, { seed: 1, numRuns: 50 });
  });

  it('is of each chat what has changed since its frame before', () => {
    const { clock, take, tell, open } = startSending();
    take('42', 'chat.want');
    const viewer = open();
    take('42', 'chat.retry');
    tell();
    take('7', 'chat.want');
    take('42', 'address.resolved, chat.retry');
    tell();
    const at = clock.wallNow() - 100;
    const [init, want, ...later] = written(viewer);
    expect([init?.chatId, init?.context, want?.context]).toEqual([
      '7',
      initialContext('7'),
      { page: initialContext('7').page, lastAttemptAt: { at: 100, wallAt: at }, startedAt: 100 },
    ]);
    expect(later).toEqual([
      {
        serial: 6,
        chart: 'connection',
        chatId: '42',
        at,
        event: { type: 'address.resolved' },
        edges: ['chat.connecting.resolving | address.resolved | 1'],
        value: { connecting: 'awaitingSlot' },
        context: { addressAt: 100 },
        delays: [],
      },
      { serial: 7, chart: 'connection', chatId: '42', at, event: { type: 'chat.retry' }, edges: [] },
    ]);
  });

  it('is the same text for all, and whole again for one that comes late', () => {
    const { take, tell, open } = startSending();
    const early = open();
    take('42', 'chat.want');
    tell();
    const late = open();
    take('42', 'address.resolved, slot.granted');
    tell();
    expect(late.texts.at(-1)).toBe(early.texts.at(-1));
    expect(written(late).map(({ context }) => Object.keys(context ?? {}).length)).toEqual([
      Object.keys(initialContext('42')).length,
      0,
    ]);
  });
});
