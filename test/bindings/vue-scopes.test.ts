import { expect, it } from 'vitest';
import { effectScope, ref } from 'vue';
import { useChatConnection, useChatEvent } from '../../src/bindings/vue.js';
import { startSession } from '../support/session.js';

/** A scope of no component, in virtual time, that uses the chat of `chatId`. */
const startScope = () => {
  const session = startSession({ lingerMs: 0 });
  const scope = effectScope();
  const chatId = ref<string | null>('a');
  const heard: string[] = [];
  const used = scope.run(() => {
    useChatEvent(session.chats, chatId, 'message', ({ chatId, data }) => heard.push(`${chatId}: ${data}`));
    return useChatConnection(session.chats, chatId);
  });
  if (used === undefined) throw new Error('the scope did not run');
  return { ...session, scope, chatId, heard, used };
};

it('[SE3, SE4] outside a component, holds the chat at once and until its scope ends', async () => {
  const { clock, gateway, chats, scope, heard, used } = startScope();
  expect(chats.getSnapshot().selected).toBe('a');
  await clock.advanceAsync(0);
  expect(used.snapshot.value?.state).toBe('open');
  gateway.latest('a').peer.sends('hello');
  const release = chats.retain('a');
  scope.stop();
  gateway.latest('a').peer.sends('too late');
  expect(heard).toEqual(['a: hello']);
  expect(chats.getSnapshot().selected).toBeNull();
  release();
  await clock.advanceAsync(0);
  expect(gateway.latest('a').closedBy?.code).toBe(1000);
});

it('[SE3] shows the chat of a new id at once, and holds it from the next flush on', async () => {
  const { clock, chats, chatId, used } = startScope();
  await clock.advanceAsync(0);
  chatId.value = 'b';
  expect([used.chat.value?.chatId, used.snapshot.value?.chatId]).toEqual(['b', 'b']);
  expect(chats.getSnapshot().selected).toBe('a');
  await clock.advanceAsync(1000);
  expect(chats.getSnapshot().selected).toBe('b');
  expect(used.snapshot.value?.state).toBe('open');
  expect(used.send('hello').status).toBe('sent');
  chatId.value = null;
  expect([used.chat.value, used.snapshot.value]).toEqual([null, null]);
  expect(used.send('hello')).toEqual({ id: 0, status: 'rejected', reason: 'not-wanted' });
});
