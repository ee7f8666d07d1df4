import { describe, expect, test } from 'vitest';
import { startSession } from '../support/session.js';

describe('the snapshot, read before a release has settled', () => {
  test.each<[string, (chats: ReturnType<typeof startSession>['chats'], release: () => void) => void]>([
    ['select(null)', (chats) => chats.select(null)],
    ['its release', (_chats, release) => release()],
  ])('[SE3, SE4] names no chat as selected after %s, and the chat is wanted until then', async (_what, deselect) => {
    const session = startSession();
    const release = await session.open('a');
    const { selected: before, connected: wasConnected } = session.chats.getSnapshot();
    deselect(session.chats, release);
    const { selected, connected, chats } = session.chats.getSnapshot();
    expect({ before, wasConnected, selected, connected, wanted: chats.get('a')?.wanted }).toEqual({
      before: 'a',
      wasConnected: true,
      selected: null,
      connected: false,
      wanted: true,
    });
    await session.clock.settle();
    expect(session.chats.getSnapshot().chats.get('a')?.wanted).toBe(false);
  });
});

test('[SE3] who subscribes to all chats hears that none is selected, though the chat is retained', async () => {
  const session = startSession();
  const heard: (string | null)[] = [];
  const release = await session.open('a');
  session.chats.retain('a');
  session.chats.subscribe(({ selected }) => heard.push(selected));
  release();
  await session.clock.settle();
  expect(heard).toEqual(['a', null]);
});
