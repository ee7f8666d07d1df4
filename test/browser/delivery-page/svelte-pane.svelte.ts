import { flushSync, mount, unmount } from 'svelte';
import type { MountPane } from './pane.js';
import SveltePane from './SveltePane.svelte';

export const mountSveltePane: MountPane = (target, { delivery, chatId }) => {
  let current = $state.raw(chatId);
  const pane = mount(SveltePane, {
    target,
    props: {
      delivery,
      get chatId() {
        return current;
      },
    },
  });
  flushSync();
  return {
    update(next) {
      current = next;
      flushSync();
    },
    unmount: () => void unmount(pane),
  };
};
