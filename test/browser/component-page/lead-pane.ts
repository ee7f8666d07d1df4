import { mount, unmount } from 'svelte';
import { type ConnectionPath, followPath, type PathFeatures, startPathTarget } from '../../../src/testing/index.js';
import ChatPane from './ChatPane.svelte';
import { followClock } from './page-time.js';
import { type Difference, differences, paneFor, readPane } from './pane-view.js';

/** A part of the pane that was wrong, and the step after which it was. */
export interface Mismatch extends Difference {
  readonly after: string;
}

/** Leads a pane of its own along the path, by its buttons, and reads it after every step. */
export const leadPane = async (path: ConnectionPath, features: PathFeatures): Promise<readonly Mismatch[]> => {
  const { chats, clock, driver, settle } = await startPathTarget(features);
  const leaveClock = followClock(clock);
  const pane = mount(ChatPane, { target: document.body, props: { chats, chatId: '42' } });
  const button = (name: string) =>
    [...document.querySelectorAll('button')].find((one) => one.textContent.trim() === name);
  const clicking = {
    ...driver,
    select: () => button('Open')?.click(),
    selectAmidBurst: () => {
      chats.select('company');
      button('Open')?.click();
    },
    letGo: () => button('Leave')?.click(),
    // Where the pane offers none, something else on a page asks: a shortcut, for instance.
    retry: () => (button('Retry') ?? button('Try now') ?? { click: driver.retry }).click(),
  };

  const mismatches: Mismatch[] = [];
  await followPath(path, clicking, async ({ expected, name, args }, index) => {
    await settle();
    const wrong = differences(readPane(document.body), paneFor(expected, clock.wallNow()));
    mismatches.push(...wrong.map((one) => ({ after: `step ${index + 1}, ${name} ${args.join(' ')}`, ...one })));
  });

  await unmount(pane);
  chats.dispose();
  leaveClock();
  return mismatches;
};
