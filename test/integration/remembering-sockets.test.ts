import { expect, it } from 'vitest';
import { createChatConnections } from '../../src/index.js';
import { createVirtualClock } from '../../src/testing/index.js';
import { collectGarbage } from '../support/collect-garbage.js';

it('[SE9] a chat that is remembered keeps none of its sockets', async () => {
  const sockets: WeakRef<object>[] = [];
  // A fake gateway would keep them all.
  class Socket extends EventTarget {
    readyState = 0;
    readonly bufferedAmount = 0;
    binaryType = 'blob';
    constructor() {
      super();
      sockets.push(new WeakRef(this));
      queueMicrotask(() => {
        this.readyState = 1;
        this.dispatchEvent(new Event('open'));
      });
    }
    send() {}
    close() {
      this.readyState = 3;
    }
  }
  const clock = createVirtualClock();
  const chats = createChatConnections({ clock, WebSocket: Socket, gateway: 'wss://gateway.example', lingerMs: 0 });
  const visit = async () => {
    const leave = chats.select('a');
    await clock.advanceAsync(2_000);
    const { state } = chats.get('a').getSnapshot();
    leave();
    await clock.advanceAsync(0);
    return state;
  };
  const states = [await visit(), await visit()];
  await collectGarbage();
  expect({ states, now: chats.get('a').getSnapshot().state, kept: sockets.map((socket) => socket.deref()) }).toEqual({
    states: ['open', 'open'],
    now: 'idle',
    kept: [undefined, undefined],
  });
});
