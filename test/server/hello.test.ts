import { describe, expect, it, vi } from 'vitest';
import {
  CloseWith,
  createDeliveryServer,
  type DeliveryServerOptions,
  memoryStore,
  Refused,
  SENDER_LIFETIME_MS,
} from '../../src/server/index.js';
import { TOUCH_EVERY_MS } from '../../src/server/store.js';
import { FakeServerSocket, quiet } from './fake-server-socket.js';
import { serving } from './serving.js';

const HELLO = { t: 'hello', v: 1, senders: [], cursor: null };

describe('a hello', () => {
  const test = serving();

  it('[PS1] is answered by one welcome, whole from the start of a log that has everything', async () => {
    const epoch = (await test.server.cursor('lobby')).epoch;
    const socket = test.connect();
    await socket.greets({ senders: [{ id: 'sender-of-test-a', acked: 0 }], cursor: { epoch, seq: 0, tag: null } });
    expect(socket.frames).toEqual([
      {
        t: 'welcome',
        epoch,
        oldest: 1,
        head: 0,
        tag: null,
        last: { 'sender-of-test-a': 0 },
        nacked: [],
        lost: [],
        window: 32,
        limit: 65_536,
        resume: 'whole',
      },
    ]);
  });

  it('[PS1] must be the first frame', async () => {
    const frames = [
      { t: 'msg', s: 'sender-of-test-a', n: 1, d: 1 },
      { t: 'skip', s: 'sender-of-test-a', n: 1 },
      { t: 'brief', d: 1 },
      { t: 'seen', seq: 1 },
    ];
    for (const frame of frames) {
      const socket = test.connect();
      socket.says(frame, HELLO);
      expect(await socket.closes()).toEqual({ code: 4400, reason: 'the first frame is hello' });
      expect(socket.frames).toEqual([]);
    }
    expect(await test.server.cursor('lobby')).toMatchObject({ seq: 0 });
  });

  it('[PS16] is not needed for a pong, which comes at once', () => {
    const socket = test.connect();
    socket.says({ t: 'ping' }, { t: 'ping' });
    expect(socket.frames).toEqual([{ t: 'pong' }, { t: 'pong' }]);
  });

  it('[PS16] lets no pong wait for it', async () => {
    let admit = (_user: string) => {};
    const authenticate = () => new Promise<string>((resolve) => (admit = resolve));
    test.serve({ authenticate });
    const socket = test.connect();
    socket.says(HELLO, { t: 'ping' });
    expect(socket.frames).toEqual([{ t: 'pong' }]);
    await quiet();
    admit('ada');
    await socket.received('welcome');
  });

  it('is waited for no longer than helloTimeoutMs, from when the socket was accepted', async () => {
    test.serve({ helloTimeoutMs: 5_000 });
    const [silent, spoken] = [test.connect(), test.connect()];
    await spoken.greets();
    test.clock.advance(4_999);
    expect(silent.closed).toBeUndefined();
    test.clock.advance(1);
    expect(silent.closed).toEqual({ code: 4408, reason: 'no hello' });
    test.clock.advance(60_000);
    expect(spoken.closed).toBeUndefined();
    expect(test.clock.pending).toEqual([]);
  });

  it('[PS2, PS3] learns what was taken, what was refused and what was forgotten', async () => {
    await test.store.append([
      { kind: 'message', chat: 'lobby', user: 'ada', sender: 'sender-of-test-a', n: 1, data: '1' },
      { kind: 'refusal', chat: 'lobby', user: 'ada', sender: 'sender-of-test-a', n: 2, code: 'too-rude' },
    ]);
    const { last, nacked, lost } = await test.connect().greets({
      senders: [
        { id: 'sender-of-test-a', acked: 1 },
        { id: 'sender-of-test-b', acked: 3 },
        { id: 'sender-of-test-c', acked: 0 },
      ],
    });
    expect({ last, nacked, lost }).toEqual({
      last: { 'sender-of-test-a': 2, 'sender-of-test-b': 0, 'sender-of-test-c': 0 },
      nacked: [{ s: 'sender-of-test-a', n: 2, code: 'too-rude' }],
      lost: ['sender-of-test-b'],
    });
  });

  it('[PS4] resumes in whole, or says which of the four gaps it is', async () => {
    for (let event = 1; event <= 5; event += 1) await test.server.publish('lobby', event);
    const reader = test.connect();
    await reader.greets({ cursor: { ...(await test.server.cursor('lobby')), seq: 0, tag: null } });
    const tags = (await reader.received('event', 5)).map(({ tag }) => tag);
    await test.server.trim('lobby', { before: 3 });
    const { epoch } = await test.server.cursor('lobby');
    const resumeAt = async (cursor: { epoch: string; seq: number; tag: string | null } | null) => {
      const welcome = await test.connect().greets({ cursor });
      return welcome.resume === 'gap' ? welcome.why : welcome.resume;
    };
    const at = (seq: number) => ({ epoch, seq, tag: tags[seq - 1] ?? null });
    expect(await Promise.all([2, 3, 4, 5].map((seq) => resumeAt(at(seq))))).toEqual(Array(4).fill('whole'));
    expect(await resumeAt(null)).toBe('new');
    expect(await resumeAt({ ...at(4), epoch: 'other' })).toBe('epoch');
    expect(await resumeAt({ epoch: 'other', seq: 0, tag: null })).toBe('epoch');
    expect(await resumeAt(at(1))).toBe('expired');
    expect(await resumeAt(at(0))).toBe('expired');
    expect(await resumeAt({ ...at(4), tag: 'other' })).toBe('diverged');
    expect(await resumeAt({ ...at(4), tag: null })).toBe('diverged');
    expect(await resumeAt({ ...at(5), seq: 6 })).toBe('diverged');
  });

  it('[PS5] is followed by every event after the cursor, or after a gap by every event after the head', async () => {
    for (const event of [1, 2, 3]) await test.server.publish('lobby', event);
    const epoch = (await test.server.cursor('lobby')).epoch;
    const [whole, gap] = [test.connect(), test.connect()];
    await whole.greets({ cursor: { epoch, seq: 0, tag: null } });
    await gap.greets();
    await test.server.publish('lobby', 4);
    const events = await whole.received('event', 4);
    expect(events.map(({ seq, from, d }) => ({ seq, from, d }))).toEqual(
      [1, 2, 3, 4].map((d) => ({ seq: d, from: null, d })),
    );
    expect(await gap.received('event')).toEqual(events.slice(3));
    await quiet();
    expect([whole.frames.length, gap.frames.length]).toEqual([5, 2]);
  });

  it('[PS1] may come again, and replaces senders and cursor', async () => {
    for (const event of [1, 2]) await test.server.publish('lobby', event);
    const socket = test.connect();
    const { epoch } = await socket.greets();
    await socket.greets({ senders: [{ id: 'sender-of-test-a', acked: 0 }], cursor: { epoch, seq: 0, tag: null } });
    await socket.received('event', 2);
    await test.server.publish('lobby', 3);
    await socket.received('event', 3);
    await quiet();
    expect(socket.frames.map(({ t }) => t)).toEqual(['welcome', 'welcome', 'event', 'event', 'event']);
    expect(socket.events.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it('[PS1] that comes again waits for the answers to the messages before it, and stops all else', async () => {
    const socket = test.connect();
    const { epoch } = await socket.greets();
    socket.says(
      { t: 'msg', s: 'sender-of-test-a', n: 1, d: 1 },
      { ...HELLO, senders: [{ id: 'sender-of-test-a', acked: 0 }], cursor: { epoch, seq: 0, tag: null } },
      { t: 'msg', s: 'sender-of-test-a', n: 2, d: 2 },
    );
    await socket.received('ack', 2);
    await socket.received('event', 2);
    const types = socket.frames.map(({ t }) => t);
    expect(types.slice(0, 2)).toEqual(['welcome', 'ack']);
    expect(socket.of('welcome')[1]).toMatchObject({ last: { 'sender-of-test-a': 1 }, resume: 'whole', head: 1 });
    const afterSecond = socket.frames.slice(types.lastIndexOf('welcome')).filter(({ t }) => t === 'event');
    expect(afterSecond.map((event) => 'seq' in event && event.seq)).toEqual([1, 2]);
  });

  it('may name the user by its auth', async () => {
    const authenticate = vi.fn((auth: unknown) => (auth === 'token of ada' ? 'ada' : false));
    const onMessage = vi.fn(({ data }: { user: string; data: unknown }) => data);
    test.serve({ authenticate, onMessage });
    const socket = test.connect(null);
    await socket.greets({ auth: 'token of ada' });
    socket.says({ t: 'msg', s: 'sender-of-test-a', n: 1, d: 'hi' });
    await socket.received('ack');
    expect(authenticate.mock.calls).toEqual([['token of ada', { chatId: 'lobby', user: undefined }]]);
    expect(onMessage.mock.calls).toEqual([[{ chatId: 'lobby', user: 'ada', data: 'hi' }]]);

    const stranger = test.connect(null);
    stranger.says({ ...HELLO, auth: 'another' });
    expect(await stranger.closes()).toEqual({ code: 4401, reason: 'not authenticated' });
  });

  it.each([
    ['throws', () => Promise.reject(new Error('no such session')), { code: 4401, reason: 'not authenticated' }],
    ['says false', () => false, { code: 4401, reason: 'not authenticated' }],
    ['says nothing', () => undefined, { code: 4401, reason: 'not authenticated' }],
    ['says true of nobody', () => true, { code: 4401, reason: 'not authenticated' }],
    [
      'closes with its own code',
      () => {
        throw new CloseWith(4404, 'no such chat');
      },
      { code: 4404, reason: 'no such chat' },
    ],
  ])('[PS18] is turned away when authenticate %s', async (_case, authenticate, close) => {
    test.serve({ authenticate });
    const socket = test.connect(null);
    socket.says(HELLO);
    expect(await socket.closes()).toEqual(close);
    expect(socket.frames).toEqual([]);
  });

  it.each([
    ['U+0000', 'e\0ve'],
    ['a lone surrogate', '\ud800'],
    ['more than 1,000 bytes', 'x'.repeat(1_001)],
  ])('[PS18] is turned away with 4403 when authenticate names a user with %s', async (_case, name) => {
    test.serve({ authenticate: () => name });
    const socket = test.connect(null);
    socket.says(HELLO);
    expect(await socket.closes()).toEqual({ code: 4403, reason: 'no name of a user' });
  });

  it('that comes again is asked for its auth again, and never counts as named by accept', async () => {
    const authenticate = vi.fn((auth: unknown, who: { user: string | undefined }) =>
      auth === 'token' ? 'ada' : who.user,
    );
    test.serve({ authenticate });
    const socket = test.connect(null);
    await socket.greets({ auth: 'token' });
    socket.says({ ...HELLO, auth: 'bad' });
    expect(await socket.closes()).toEqual({ code: 4401, reason: 'not authenticated' });
    expect(authenticate.mock.calls[1]).toEqual(['bad', { chatId: 'lobby', user: undefined }]);
  });

  it('[PS18] is closed without a reason when its socket does not take the reason', async () => {
    const socket = test.connect();
    const { close } = socket;
    socket.close = function (code, reason) {
      if (reason !== '') throw new Error('no reason, please');
      close.call(this, code, reason);
    };
    socket.says({ t: 'seen', seq: 1 });
    expect(await socket.closes()).toEqual({ code: 4400, reason: '' });
  });

  it("is turned away with another user's sender", async () => {
    await test.store.append([{ kind: 'skip', chat: 'lobby', user: 'ada', sender: 'sender-of-test-a', n: 1 }]);
    const eve = test.connect('eve');
    eve.says({ ...HELLO, senders: [{ id: 'sender-of-test-a', acked: 0 }] });
    expect(await eve.closes()).toEqual({ code: 4403, reason: "a sender of another user's" });
  });

  it('[PS18] is closed with 1011 when the log cannot be read, which is said', async () => {
    test.serve({}, (store) => ({ ...store, greet: () => Promise.reject(new Error('disk gone')) }));
    const socket = test.connect();
    socket.says(HELLO);
    expect(await socket.closes()).toMatchObject({ code: 1011 });
    expect(test.records.filter(({ event }) => event === 'store.failed')).toEqual([
      { event: 'store.failed', chatId: 'lobby', user: 'ada', error: 'disk gone' },
    ]);
  });
});

describe('what the application throws', () => {
  it('has a code, and can only be what the protocol can carry', () => {
    expect(new Refused('too-rude')).toMatchObject({ name: 'Refused', code: 'ERR_REFUSED', nack: 'too-rude' });
    expect(new CloseWith(4403, 'banned')).toMatchObject({ code: 'ERR_CLOSE_WITH', closeCode: 4403, reason: 'banned' });
    expect(() => new Refused('')).toThrow('The code of a nack must be a text of 1 to 100 characters; received ""');
    expect(() => new CloseWith(1005)).toThrow('A close code must be 1000, or from 3000 to 4999; received 1005');
    expect(() => new CloseWith(4403, 'é'.repeat(62))).toThrow(/The reason of a close must be/);
    expect(new CloseWith(4403, 'x'.repeat(123)).reason).toHaveLength(123);
  });
});

describe('a delivery server', () => {
  const test = serving();

  it('checks its options', () => {
    const store = memoryStore();
    const attempt = (options: object) => () => createDeliveryServer(options as never);
    expect(attempt({})).toThrow(/The option store must be an object with the methods append/);
    expect(attempt({ store, window: 0 })).toThrow('The option window must be a whole number from 1; received 0');
    expect(attempt({ store, limit: 1.5 })).toThrow(/option limit/);
    expect(attempt({ store, onMesage: () => null })).toThrow(/The name of an option must be one of store, /);
    expect(attempt([] as object)).toThrow(/The options must be an object/);
  });

  it('checks what it accepts', () => {
    const socket = new FakeServerSocket();
    expect(() => test.server.accept({} as never, { chatId: 'lobby', user: 'ada' })).toThrow(/A socket must be/);
    expect(() => test.server.accept(socket, { chatId: '', user: 'ada' })).toThrow(/A chat id must be/);
    expect(() => test.server.accept(socket, { chatId: 'lobby' })).toThrow(/A user must be a non-empty string/);
    expect(() => test.server.accept(socket, { chatId: 'lobby', user: '' })).toThrow(/A user must be/);
  });

  it.each([
    ['a NUL', 'e\0ve'],
    ['a lone surrogate', '\ud800'],
    ['more than 1,000 bytes', 'ö'.repeat(501)],
  ])('takes no name that a store cannot keep: with %s', async (_case, name) => {
    const socket = new FakeServerSocket();
    expect(() => test.server.accept(socket, { chatId: name, user: 'ada' })).toThrow(/A chat id must be/);
    expect(() => test.server.accept(socket, { chatId: 'lobby', user: name })).toThrow(/A user must be/);
    await expect(test.server.publish(name, 1)).rejects.toThrow(/A chat id must be/);
    await expect(test.server.cursor(name)).rejects.toThrow(/A chat id must be/);
    await expect(test.server.trim(name, { keep: 0 })).rejects.toThrow(/A chat id must be/);
  });

  it('leaves a socket alone that was gone before', () => {
    const socket = new FakeServerSocket();
    socket.ends();
    test.server.accept(socket, { chatId: 'lobby', user: 'ada' });
    expect(test.clock.pending).toEqual([]);
  });

  it('[PS18] closes with 1012 when it is closed, once what it was writing is written', async () => {
    let write = () => {};
    test.serve({}, (store) => ({
      ...store,
      append: async (batch) => {
        await new Promise<void>((resolve) => (write = resolve));
        return store.append(batch);
      },
    }));
    const socket = test.connect();
    await socket.greets();
    socket.says({ t: 'msg', s: 'sender-of-test-a', n: 1, d: 1 });
    const published = test.server.publish('lobby', 2);
    await quiet();
    let isClosed = false;
    const closing = test.server.close().then(() => {
      isClosed = true;
    });
    expect(socket.closed).toEqual({ code: 1012, reason: 'the server restarts' });
    await quiet();
    expect(isClosed).toBe(false);
    write();
    await closing;
    expect(await published).toMatchObject({ seq: 2 });
    expect((await test.store.greet('lobby', 'ada', [], null)).head).toBe(2);

    const late = test.connect();
    expect(late.closed).toMatchObject({ code: 1012 });
    await expect(test.server.publish('lobby', 3)).rejects.toThrow('This delivery server was closed');
  });

  it.each<[callback: string, options: (answer: () => Promise<never>) => Partial<DeliveryServerOptions>]>([
    ['authenticate', (authenticate) => ({ authenticate })],
    ['onMessage', (onMessage) => ({ onMessage })],
    ['nameOf', (nameOf) => ({ nameOf })],
  ])('[PS18] waits for no answer of %s when it is closed', async (_, options) => {
    const never = vi.fn(() => new Promise<never>(() => undefined));
    test.serve(options(never));
    const socket = test.connect();
    const message = { t: 'msg', s: 'sender-of-test-a', n: 1, d: 'hi' };
    socket.says(HELLO, ...('nameOf' in options(never) ? [] : [message]), { t: 'brief', d: 'typing' });
    await quiet();
    expect(never).toHaveBeenCalledOnce();
    await test.server.close();
    expect(socket.closed?.code).toBe(1012);
  });

  it('publishes what it can write, and refuses what has no JSON', async () => {
    expect(await test.server.publish('lobby', { a: [null] })).toEqual({ seq: 1, tag: expect.any(String) });
    await expect(test.server.publish('lobby', undefined)).rejects.toThrow(/What is published must be a JSON value/);
    await expect(test.server.publish('..', 1)).rejects.toThrow(/A chat id must be/);
    const { seq } = await test.server.cursor('lobby');
    expect(seq).toBe(1);
  });

  it('trims to a number of events, or from a seq on', async () => {
    for (let event = 1; event <= 9; event += 1) await test.server.publish('lobby', event);
    const oldest = async () => (await test.connect().greets()).oldest;
    await test.server.trim('lobby', { keep: 20 });
    expect(await oldest()).toBe(1);
    await test.server.trim('lobby', { keep: 6 });
    expect(await oldest()).toBe(4);
    await test.server.trim('lobby', { before: 2 });
    expect(await oldest()).toBe(4);
    await test.server.trim('lobby', { keep: 0 });
    expect(await oldest()).toBe(10);
    await expect(test.server.trim('lobby', { keep: -1 })).rejects.toThrow(/What to keep must be a whole number/);
  });

  it('[PS12] remembers a sender for 90 days when it trims, and longer while its events are there', async () => {
    const senders = [{ id: 'sender-of-test-a', acked: 0 }];
    const last = async () => (await test.store.greet('lobby', 'nobody', senders, null)).last.get('sender-of-test-a');
    await test.store.append([
      { kind: 'message', chat: 'lobby', user: 'ada', sender: 'sender-of-test-a', n: 1, data: '1' },
      { kind: 'publication', chat: 'lobby', data: '2' },
    ]);
    test.clock.shiftWall(SENDER_LIFETIME_MS + TOUCH_EVERY_MS + 1);
    await test.server.trim('lobby', { keep: 2 });
    expect(await last()).toBe(1);
    await test.server.trim('lobby', { keep: 1 });
    expect(await last()).toBe(0);
  });

  it('trims a long log in steps', async () => {
    const steps: number[] = [];
    test.serve({}, (store) => ({
      ...store,
      trim: (chat, before) => {
        steps.push(before);
        return store.trim(chat, before);
      },
    }));
    const batch = Array.from({ length: 12_000 }, () => ({ kind: 'publication', chat: 'lobby', data: '1' }) as const);
    await test.store.append(batch);
    await test.server.trim('lobby', { keep: 10 });
    expect(steps).toEqual([5_001, 10_001, 11_991]);
  });

  it('[PS18] closes with 1011 when events cannot be read, which is said', async () => {
    let isBroken = false;
    test.serve({}, (store) => ({
      ...store,
      read: (...args) => (isBroken ? Promise.reject(new Error('disk gone')) : store.read(...args)),
    }));
    const socket = test.connect();
    await socket.greets();
    await quiet();
    isBroken = true;
    await test.server.publish('lobby', 1);
    expect(await socket.closes()).toEqual({ code: 1011, reason: 'the log cannot be read' });
    expect(test.records[0]).toEqual({ event: 'store.failed', chatId: 'lobby', user: 'ada', error: 'disk gone' });
  });

  it('closes with 1012 when what a client has yet to read was trimmed', async () => {
    test.serve({ maxBufferedBytes: 1_000 });
    const socket = test.connect();
    await socket.greets();
    socket.isReading = false;
    for (let event = 1; event <= 200; event += 1) await test.server.publish('lobby', 'x'.repeat(100));
    await test.server.trim('lobby', { keep: 5 });
    socket.reads();
    expect(await socket.closes()).toEqual({ code: 1012, reason: 'the log has changed: expired' });
    const seqs = socket.events.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  });
});
