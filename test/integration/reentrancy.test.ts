import { describe, expect, it } from 'vitest';
import { accepts, hangs, refuses } from '../../src/testing/index.js';
import { isInspectable } from '../support/engine-in-use.js';
import { startSession } from '../support/session.js';

const ignore = () => undefined;

describe('called from a listener or a subscriber', () => {
  it('[SE3] select of another chat when the first one opens', async () => {
    const session = startSession();
    const { chats, clock } = session;
    chats.get('a').on('open', () => chats.select('b'));
    await session.open('a');
    await clock.advanceAsync(1_000);
    expect(chats.getSnapshot()).toMatchObject({ selected: 'b', connected: true });
    expect([session.at('a').wanted, session.dialedAt('a'), session.dialedAt('b').length]).toEqual([false, [0], 1]);
  });

  it('[SE4] release of a chat as soon as it connects, from its subscriber', async () => {
    const session = startSession();
    const { chats, clock, gateway } = session;
    let release: () => void = ignore;
    chats.get('a').subscribe(({ state }) => {
      if (state === 'connecting') queueMicrotask(() => release());
    });
    release = chats.select('a');
    await clock.advanceAsync(10_000);
    expect([session.at('a').state, gateway.latest('a').closedBy, session.timers()]).toEqual([
      'idle',
      { code: 1000, reason: '' },
      0,
    ]);
  });

  it('[SE4] release in the very call that selected, from its subscriber, closes the attempt', async () => {
    const session = startSession();
    const { chats, clock, gateway } = session;
    chats.get('a').subscribe(({ state }) => {
      if (state === 'connecting') chats.select(null);
    });
    chats.select('a');
    expect(chats.getSnapshot().selected).toBe(null);
    await clock.advanceAsync(60_000);
    expect([session.at('a').state, gateway.live, clock.pending]).toEqual(['idle', [], []]);
  });

  it('[AT2, RE3] retry from failed and close makes no loop faster than the throttle, and no second socket', async () => {
    const session = startSession({ maxAttempts: 0 });
    const { chats, clock, gateway } = session;
    gateway.behave(refuses());
    chats.get('a').on('failed', () => chats.get('a').retry());
    chats.get('a').subscribe(({ state }) => {
      if (state === 'failed') chats.retry();
    });
    chats.select('a');
    await clock.advanceAsync(60_000);
    const dialed = session.dialedAt('a');
    expect(dialed.every((at, index) => index === 0 || at - (dialed[index - 1] ?? 0) >= 2_000)).toBe(true);
    expect(dialed.length).toBe(31);
    expect(gateway.peakLive('a')).toBe(1);
  });

  it('[SD1, SD2] send from open, message, sent, undelivered and from subscribers keeps the order', async () => {
    const session = startSession();
    const { chats, clock, gateway } = session;
    const chat = chats.get('a');
    chat.on('open', () => chat.send('from open'));
    chat.on('message', ({ data }) => chat.send(`re: ${data}`));
    chat.on('sent', ({ data }) => {
      if (data === 'queued') chat.send('from sent');
    });
    chat.subscribe(({ state, queued }) => {
      if (state === 'connecting' && queued === 0) chat.send('queued');
    });
    chats.select('a');
    await clock.advanceAsync(0);
    gateway.latest('a').peer.sends('hello');
    expect(gateway.latest('a').sent).toEqual(['queued', 'from open', 'from sent', 're: hello']);
  });

  it('[SD3] send from undelivered is answered, and makes no loop', async () => {
    const session = startSession();
    const { chats, clock, gateway } = session;
    gateway.behave(hangs());
    const chat = chats.get('a');
    const receipts: unknown[] = [];
    chat.on('undelivered', ({ messages }) => {
      for (const { data } of messages) receipts.push(chat.send(data));
    });
    chats.select('a');
    chat.send('again and again');
    chats.select(null);
    await clock.settle();
    expect(receipts).toEqual([{ id: 2, status: 'rejected', reason: 'not-wanted' }]);
    chats.select('b');
    chats.get('b').send('x');
    chats.dispose();
    expect(session.events.at(-1)?.type).toBe('undelivered');
  });

  it('[ME2] subscribers see every value once, in order, though one of them changes it', async () => {
    const session = startSession();
    const { chats, clock } = session;
    const seen: (string | null)[] = [];
    chats.subscribe(({ selected }) => {
      if (selected === 'a') chats.select('b');
    });
    chats.subscribe(({ selected }) => seen.push(selected));
    chats.select('a');
    await clock.advanceAsync(1_000);
    expect(seen.filter((selected, index) => selected !== seen[index - 1])).toEqual([null, 'a', 'b']);
    expect(chats.getSnapshot().selected).toBe('b');
  });

  it('[ME2] a subscriber that another one unsubscribes is not called any more', async () => {
    const session = startSession();
    const { chats } = session;
    const seen: string[] = [];
    let stop: () => void = ignore;
    chats.get('a').subscribe(({ state }) => {
      if (state === 'open') stop();
    });
    stop = chats.get('a').subscribe(({ state }) => seen.push(state));
    await session.open('a');
    expect(seen).toEqual(['idle', 'connecting']);
  });

  it('[ME2] a listener that another one removes is not called any more', async () => {
    const session = startSession();
    const { chats, gateway } = session;
    await session.open('a');
    const heard: unknown[] = [];
    let stop: () => void = ignore;
    chats.get('a').on('message', () => stop());
    stop = chats.get('a').on('message', ({ data }) => heard.push(data));
    gateway.latest('a').peer.sends('one');
    expect(heard).toEqual([]);
  });

  it('[ME2] one that subscribes or listens meanwhile gets what comes later, and the present snapshot', async () => {
    const session = startSession();
    const { chats, gateway, clock } = session;
    const heard: unknown[] = [];
    chats.get('a').on('open', () => {
      chats.get('a').subscribe(({ state }) => heard.push(state));
      chats.get('a').on('open', () => heard.push('opened again'));
    });
    await session.open('a');
    expect(heard).toEqual(['open']);
    await clock.advanceAsync(5_000);
    gateway.latest('a').peer.drops();
    await clock.advanceAsync(10_000);
    expect(heard.slice(1)).toEqual(['backoff', 'connecting', 'open', 'opened again', 'open']);
  });

  it('[AT3] select from query: the chat that was being resolved lets go, the other one dials', async () => {
    let isFirst = true;
    const session = startSession({
      query: () => {
        if (isFirst) {
          isFirst = false;
          session.chats.select('b');
        }
        return { token: 'tok' };
      },
    });
    const { chats, clock } = session;
    chats.select('a');
    await clock.advanceAsync(5_000);
    expect(chats.getSnapshot()).toMatchObject({ selected: 'b', connected: true });
    expect([session.dialedAt('a'), session.at('a').wanted, session.dialedAt('b').length]).toEqual([[], false, 1]);
  });

  it('[SE3] select from an abort listener, from the logger and from an inspection observer', async () => {
    for (const from of ['abort', 'logger', 'inspect'] as const) {
      if (from === 'inspect' && !isInspectable) continue;
      let isDone = false;
      const act = () => {
        if (isDone) return;
        isDone = true;
        session.chats.select('b');
      };
      const session = startSession({
        ...(from === 'abort' && {
          query: ({ signal, chatId }) => {
            signal.addEventListener('abort', act);
            return chatId === 'a' ? new Promise(() => undefined) : {};
          },
        }),
        ...(from === 'logger' && { logger: { debug: act, info: ignore, warn: ignore, error: ignore } }),
        ...(from === 'inspect' && { inspect: ({ type }) => void (type === '@xstate.snapshot' && act()) }),
      });
      const { chats, clock } = session;
      await session.open('a');
      if (from === 'abort') chats.select(null);
      await clock.advanceAsync(5_000);
      expect({ from, isDone, ...chats.getSnapshot(), chats: session.at('b').state }).toEqual({
        from,
        isDone: true,
        selected: 'b',
        connected: true,
        chats: 'open',
      });
    }
  });

  it('[AT1] everything at once from every event keeps to one socket', async () => {
    const session = startSession({ maxAttempts: 2, cooldownMs: 3_000 });
    const { chats, clock, gateway } = session;
    let turn = 0;
    let isOver = false;
    const act = () => {
      turn += 1;
      if (turn > 2_000 || isOver) return;
      chats.select(turn % 3 === 0 ? 'b' : 'a');
      chats.retry();
      chats.get('a').send('x');
      chats.retain('b')();
    };
    for (const type of ['open', 'close', 'failed', 'sent', 'undelivered'] as const) chats.on(type, act);
    let peers = 0;
    gateway.behave((peer) => {
      peers += 1;
      if (peers % 2 === 0) refuses()(peer);
      else {
        accepts()(peer);
        peer.after(700, () => peer.drops());
      }
    });
    chats.select('a');
    await clock.advanceAsync(300_000);
    expect([gateway.peakLive('a'), gateway.peakLive('b')]).toEqual([1, 1]);
    for (const chatId of ['a', 'b']) {
      const dialed = session.dialedAt(chatId);
      expect(dialed.filter((at, index) => index > 0 && at - (dialed[index - 1] ?? 0) < 2_000)).toEqual([]);
    }
    isOver = true;
    chats.dispose();
    expect(session.timers()).toBe(0);
  });
});
