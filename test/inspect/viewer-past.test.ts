import { describe, expect, test } from 'vitest';
import type { InspectionMessage } from '../../src/inspect/inspection.js';
import { Recorder } from '../../src/inspect/recorder.js';
import { createVirtualClock } from '../../src/testing/index.js';
import { startSession } from '../support/session.js';
import { frame, inspectedChat, inspectionRecord } from './viewer-frames.js';
import { CONNECTING, DIALING, story, viewing, WAITING } from './viewing.js';

describe('pausing', () => {
  test('holds what is seen while the recording goes on, until it is live again', () => {
    const { model, frames, serials, states } = viewing();
    frames(...story.slice(0, 2));
    model.pause();
    frames(...story.slice(2));
    model.receive({ type: 'frames', frames: [], gone: ['b'], dropped: 0 });
    const { mode, asOf, unseen } = model.view();
    expect([mode, asOf, unseen, serials(), states()]).toEqual([
      'paused',
      9_000,
      2,
      [1],
      { a: CONNECTING, b: CONNECTING },
    ]);
    model.goLive();
    expect([model.view().mode, model.view().asOf, model.view().unseen, serials(), states()]).toEqual([
      'live',
      null,
      0,
      [1, 4],
      { a: DIALING },
    ]);
  });
});

describe('stepping back', () => {
  test('shows every chat as it was then, its delays at that instant, and what the event changed', () => {
    const { model, frames, states } = viewing();
    frames(...story);
    model.step(-1);
    const { mode, cursor, moment, asOf } = model.view();
    expect([mode, cursor?.chat.serial, asOf, states()]).toEqual(['paused', 1, 1_000, { a: CONNECTING }]);
    expect(moment).toMatchObject({ chat: story[0], previous: null, edges: ['a | chat.want | 1'] });
  });

  test('goes through the filtered entries, to other chats too, and stays at the ends', () => {
    const { model, frames } = viewing();
    frames(...story);
    model.showAllChats(true);
    const stepped = (by: -1 | 1) => {
      model.step(by);
      return [model.view().cursor?.chat.serial, model.view().selected, model.view().moment?.chat.value];
    };
    expect([stepped(-1), stepped(-1), stepped(-1), stepped(-1)]).toEqual([
      [3, 'b', 'failed'],
      [2, 'b', CONNECTING],
      [1, 'a', CONNECTING],
      [1, 'a', CONNECTING],
    ]);
    model.filterText('a');
    model.filterText('ended');
    expect([stepped(1), stepped(1), stepped(-1)]).toEqual([
      [3, 'b', 'failed'],
      [3, 'b', 'failed'],
      [3, 'b', 'failed'],
    ]);
  });

  test('goes first to the last entry that is listed, if what is seen is not', () => {
    const { model, frames } = viewing();
    frames(...story);
    model.filterText('want');
    model.step(-1);
    expect(model.view().cursor?.chat.serial).toBe(1);
  });

  test('forward from the present goes nowhere', () => {
    const { model, frames } = viewing();
    frames(...story);
    model.step(1);
    expect([model.view().mode, model.view().cursor]).toEqual(['live', null]);
  });

  test('keeps the time when another chat is selected', () => {
    const { model, frames } = viewing();
    frames(...story);
    model.showAllChats(true);
    model.step(-1);
    model.select('a');
    expect([model.view().cursor?.chat.serial, model.view().moment?.chat]).toEqual([3, story[0]]);
  });

  test('is not disturbed by what the recording lets go of meanwhile', () => {
    const { model, frames, serials } = viewing({ maxEntries: 4 });
    frames(...story);
    model.step(-1);
    frames(frame(5, 'c', 'chat.want'), frame(6, 'c', 'chat.release'));
    expect([serials(), model.view().moment?.chat]).toEqual([[1, 4], story[0]]);
    model.goLive();
    expect(serials()).toEqual([4]);
  });

  test('knows what a chat was before its first frame that was kept', () => {
    const { model, frames, states } = viewing({ maxEntries: 2 });
    frames(...story);
    model.showAllChats(true);
    model.step(-1);
    expect(states()).toEqual({ a: CONNECTING, b: 'failed' });
  });
});

describe('a saved record', () => {
  test('opens as it was saved, in place of what happens, until that is asked for', () => {
    const { model: saver, frames } = viewing();
    frames(...story);
    saver.filterText('want');
    const saved = JSON.stringify(saver.save());
    const { model, frames: told, serials, states } = viewing();
    told(frame(1, 'z', 'chat.want'));
    model.showAllChats(true);
    model.open(saved, 'bug.json');
    const { mode, fileName, asOf, selected } = model.view();
    expect([mode, fileName, asOf, selected, serials(), states()]).toEqual([
      'file',
      'bug.json',
      4_000,
      'a',
      [1, 2, 3, 4],
      { a: DIALING, b: 'failed' },
    ]);
    expect(JSON.stringify(model.save())).toBe(saved);
    model.step(-1);
    expect([model.view().mode, model.view().cursor?.chat.serial]).toEqual(['file', 3]);
    model.goLive();
    expect([model.view().mode, model.view().fileName, serials()]).toEqual(['live', null, [1]]);
  });

  test('of the recorder survives JSON, and is opened', async () => {
    const recorder = new Recorder({ clock: createVirtualClock() });
    const session = startSession({ inspect: recorder, maxAttempts: Number.POSITIVE_INFINITY });
    await session.open('7');
    session.gateway.latest('7').peer.drops();
    await session.clock.advanceAsync(0);
    const { model, states } = viewing();
    const told: InspectionMessage[] = [];
    recorder.subscribe((message) => told.push(message));
    for (const message of told) model.receive(message);
    model.open(JSON.stringify(model.save()), 'bug.json');
    expect([model.view().problem, states()]).toEqual([null, { 7: WAITING }]);
    session.chats.dispose();
  });

  test('that is longer than what a viewer keeps is opened whole', () => {
    const { model, serials } = viewing({ maxEntries: 2 });
    model.open(JSON.stringify(inspectionRecord({ chats: story.slice(3), frames: story })), 'bug.json');
    model.showAllChats(true);
    expect(serials()).toEqual([1, 2, 3, 4]);
  });

  test('may hold what a later version adds', () => {
    const { model } = viewing();
    const more = JSON.parse(`${'{"a":'.repeat(29)}"b"${'}'.repeat(29)}`);
    model.open(JSON.stringify({ ...inspectionRecord({}), more }), 'bug.json');
    expect([model.view().problem, model.view().mode]).toEqual([null, 'file']);
  });

  const whole = inspectionRecord({ chats: [inspectedChat('a')], frames: story });
  const deep = (depth: number) => `${'{"a":'.repeat(depth)}"b"${'}'.repeat(depth)}`;
  const deepIn = (name: string, depth = 100_000) =>
    JSON.stringify({ ...whole, [name]: 'deep' }).replace('"deep"', deep(depth));
  const TOO_DEEP = 'This is not an inspection record: it is nested too deep.';
  test.each([
    ['no JSON', 'hello', 'This is not an inspection record: it is not JSON.'],
    [
      'cut off',
      JSON.stringify(whole).slice(0, -9),
      'This inspection record is damaged: it was cut off or edited, and is no longer JSON.',
    ],
    ['something else', '[1]', 'This is JSON, but not an inspection record of evenkeel.'],
    ['null', 'null', 'This is JSON, but not an inspection record of evenkeel.'],
    [
      'of another version',
      JSON.stringify({ ...whole, version: 2 }),
      'This record is of version 2; this viewer opens version 1.',
    ],
    [
      'without chats',
      JSON.stringify({ ...whole, chats: undefined }),
      'This record is damaged: it lacks its chats, its frames, or how many were dropped.',
    ],
    [
      'with a chat without context',
      JSON.stringify({ ...whole, chats: [{ ...inspectedChat('a'), context: null }] }),
      'This record is damaged: chat 1 of 1 is incomplete.',
    ],
    [
      'with a frame without event',
      JSON.stringify({ ...whole, frames: [...story.slice(0, 3), { ...story[3], event: 'x' }] }),
      'This record is damaged: frame 4 of 4 is incomplete.',
    ],
    [
      'with frames out of order',
      JSON.stringify({ ...whole, frames: [story[1], story[0]] }),
      'This record is damaged: frame 2 of 2 is incomplete.',
    ],
    ['that is nested without end', deep(100_000), TOO_DEEP],
    ['of lists without end', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, TOO_DEEP],
    ['with a version without end', deepIn('version'), TOO_DEEP],
    ['with frames without end', deepIn('frames'), TOO_DEEP],
    ['with more without end', deepIn('more'), TOO_DEEP],
    ['that is nested deeper than any', deepIn('more', 30), TOO_DEEP],
    [
      'with a state without end',
      JSON.stringify({ ...whole, chats: [{ ...inspectedChat('a'), value: 'deep' }] }).replace('"deep"', deep(100_000)),
      TOO_DEEP,
    ],
    [
      'with a close without end',
      JSON.stringify(whole).replace('"lastClose":null', `"lastClose":${deep(100_000)}`),
      TOO_DEEP,
    ],
    [
      'with an event without end',
      JSON.stringify(whole).replace('"type":"chat.want"', `"type":"chat.want","why":${deep(100_000)}`),
      TOO_DEEP,
    ],
    ['that cannot be read', null, 'This file cannot be read.'],
    [
      'with an instant that is none',
      JSON.stringify({ ...whole, chats: [{ ...inspectedChat('a'), at: 1e99 }] }),
      'This record is damaged: chat 1 of 1 is incomplete.',
    ],
  ])('that is none is refused with the reason, and what is seen stays: %s', (_, text, problem) => {
    const { model, frames, serials } = viewing();
    frames(...story);
    model.open(text, 'bug.json');
    expect([model.view().problem, model.view().mode, serials()]).toEqual([`bug.json: ${problem}`, 'live', [1, 4]]);
    model.dismissProblem();
    expect(model.view().problem).toBeNull();
  });
});
