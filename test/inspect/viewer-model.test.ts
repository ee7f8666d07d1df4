import { describe, expect, test } from 'vitest';
import { frame, inspectedChat } from './viewer-frames.js';
import { CONNECTING, DIALING, story, viewing, WAITING } from './viewing.js';

describe('a viewer of what happens', () => {
  test('shows nothing before it is told', () => {
    const { model } = viewing();
    expect(model.view()).toEqual({
      mode: 'live',
      fileName: null,
      problem: null,
      chatSearch: '',
      chats: [],
      chatCount: 0,
      selected: null,
      nameOf: expect.any(Function),
      chart: 'connection',
      moments: { connection: null, delivery: null },
      moment: null,
      text: '',
      isOfAllChats: false,
      hasDelivery: false,
      entries: [],
      trimmed: 0,
      cursor: null,
      asOf: null,
      unseen: 0,
      dropped: 0,
    });
  });

  test('begins with the record, selects the first chat, and goes on with the frames', () => {
    const { model, record, frames, states, serials, changes } = viewing();
    record({
      chats: [inspectedChat('b'), inspectedChat('a', { at: 1_000, value: CONNECTING })],
      frames: story.slice(0, 1),
    });
    expect([states(), model.view().selected, model.view().moment?.edges]).toEqual([
      { a: CONNECTING, b: 'idle' },
      'a',
      ['a | chat.want | 1'],
    ]);
    frames(...story.slice(1));
    expect([states(), serials(), changes()]).toEqual([{ a: DIALING, b: 'failed' }, [1, 4], 2]);
    expect(model.view().moment).toMatchObject({ chat: story[3], previous: story[0], edges: ['a | slot.granted | 1'] });
  });

  test('keeps the edges taken last when an event takes none', () => {
    const { model, frames } = viewing();
    frames(frame(1, 'a', 'chat.want'), frame(2, 'a', 'chat.evict', { edges: [] }));
    expect(model.view().moment?.edges).toEqual(['a | chat.want | 1']);
  });

  test('selects the chat it is asked to, whether it is there yet or not', () => {
    const { model, frames } = viewing({ chatId: 'b' });
    frames(...story.slice(0, 1));
    expect([model.view().selected, model.view().moment]).toEqual(['b', null]);
    frames(...story.slice(1));
    expect(model.view().moment?.chat).toBe(story[2]);
  });

  test('finds chats, and what happened to them, by what people call them', () => {
    const { model, frames } = viewing({ nameOf: (chatId) => ({ a: 'Lunch', b: 'Board room' })[chatId] ?? chatId });
    frames(frame(1, 'a', 'chat.want'), frame(2, 'b', 'chat.want'));
    model.showAllChats(true);
    model.searchChats('board');
    model.filterText('lunch want');
    const { chats, entries, nameOf } = model.view();
    expect(chats.map(({ chat }) => chat.chatId)).toEqual(['b']);
    expect(entries.map(({ chat }) => nameOf(chat.chatId))).toEqual(['Lunch']);
  });

  test('keeps the way between the six states that a chat last went, through steps within one', () => {
    const { model, frames } = viewing();
    const [first = '', inner = ''] = ['chat.idle | chat.want | 4', 'chat.connecting.resolving | address.resolved | 1'];
    frames(frame(1, 'a', 'chat.want', { edges: [first] }), frame(2, 'a', 'address.resolved', { edges: [inner] }));
    expect(model.view().moment?.way).toBe('idle>connecting');
  });

  test('lists chats by number where they have one, and finds them by id and by state', () => {
    const { model, record } = viewing();
    record({
      chats: ['chat 10', 'chat 9', 'Room'].map((id) => inspectedChat(id, { value: id === 'Room' ? 'failed' : 'idle' })),
    });
    const found = (text: string) => {
      model.searchChats(text);
      return model.view().chats.map(({ chat }) => chat.chatId);
    };
    expect([found(''), found('1'), found('room'), found('fail'), found('none')]).toEqual([
      ['chat 9', 'chat 10', 'Room'],
      ['chat 10'],
      ['Room'],
      ['Room'],
      [],
    ]);
    expect(model.view().chatCount).toBe(3);
  });

  test('no longer lists a chat that was forgotten, but keeps what happened to it', () => {
    const { model, frames, states, serials } = viewing();
    frames(...story);
    model.receive({ type: 'frames', frames: [], gone: ['a'], dropped: 0 });
    expect([states(), model.view().moment, serials()]).toEqual([{ b: 'failed' }, null, [1, 4]]);
  });

  test('keeps the latest frames alone, and counts what it let go of with what the source dropped', () => {
    const { model, frames, serials } = viewing({ maxEntries: 3 });
    model.showAllChats(true);
    frames(...story);
    expect([serials(), model.view().trimmed, model.view().dropped]).toEqual([[2, 3, 4], 0, 1]);
    frames(frame(9, 'a', 'socket.opened'));
    expect([serials(), model.view().trimmed, model.view().dropped]).toEqual([[3, 4, 9], 1, 6]);
  });

  test('tells what was dropped before there was any frame', () => {
    const { model, record } = viewing();
    record({ dropped: 7 });
    expect(model.view().dropped).toBe(7);
  });
});

describe('the timeline', () => {
  test('is of the selected chat, or of all', () => {
    const { model, frames, serials } = viewing();
    frames(...story);
    expect(serials()).toEqual([1, 4]);
    model.select('b');
    expect(serials()).toEqual([2, 3]);
    model.showAllChats(true);
    expect(serials()).toEqual([1, 2, 3, 4]);
  });

  test('has only what contains every word of the filter, and goes on so', () => {
    const { model, frames, serials } = viewing({ maxEntries: 4 });
    model.showAllChats(true);
    frames(...story);
    const filtered = (text: string) => {
      model.filterText(text);
      return serials();
    };
    expect([filtered('WANT'), filtered('want b'), filtered('failed'), filtered('nowhere')]).toEqual([
      [1, 2],
      [2],
      [3],
      [],
    ]);
    expect(filtered('want')).toEqual([1, 2]);
    frames(frame(5, 'c', 'chat.want'), frame(6, 'c', 'chat.release'));
    expect([serials(), model.view().trimmed]).toEqual([[5], 2]);
  });

  test('says of each entry what it was, where it led, and what stands out in it', () => {
    const close = { code: 1006, reason: '', wasClean: false };
    const { model, frames } = viewing();
    frames(
      frame(1, 'a', 'chat.want', { value: CONNECTING, event: { type: 'chat.want', isOffline: false } }),
      frame(2, 'a', 'slot.granted', { value: DIALING }),
      frame(3, 'a', 'connection.ended', {
        value: WAITING,
        event: { type: 'connection.ended', kind: 'handshake', close },
        context: { lastClose: close },
      }),
      frame(4, 'a', 'xstate.after.backoffDelay.waiting', {
        value: CONNECTING,
        context: { lastClose: close, attempt: 1, startedAt: 4 },
      }),
      frame(5, 'a', 'connection.ended', {
        value: CONNECTING,
        event: { type: 'connection.ended', kind: 'timeout', close: null },
        context: { lastClose: close, attempt: 1, startedAt: 5 },
      }),
      frame(6, 'a', 'chat.release', { value: 'idle', context: { lastClose: { ...close, code: 1000 } } }),
    );
    const told = model
      .view()
      .entries.map(({ name, facts, led, highlights }) => [
        name,
        facts,
        led,
        highlights.map(({ kind, text }) => `${kind}: ${text}`),
      ]);
    expect(told).toEqual([
      ['chat.want', 'isOffline false', 'connecting', ['attempt: attempt 0']],
      ['slot.granted', '', 'dialing', []],
      [
        'connection.ended',
        'kind handshake · close {"code":1006,"reason":"","wasClean":false}',
        'backoff',
        ['close: close 1006'],
      ],
      ['after backoffDelay', '', 'connecting', ['attempt: attempt 1']],
      ['connection.ended', 'kind timeout · close null', null, ['close: timeout', 'attempt: attempt 1']],
      ['chat.release', '', 'idle', ['close: close 1000']],
    ]);
  });
});
