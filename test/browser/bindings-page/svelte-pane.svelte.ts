import { flushSync, mount } from 'svelte';
import type { ConnectionEvent } from '../../../machines/index.js';
import type { MountPane, PaneProps } from './pane.js';
import SvelteMachine from './SvelteMachine.svelte';
import SvelteParent from './SvelteParent.svelte';

export const mountSveltePane: MountPane = (target, props) => {
  let pane = $state.raw<PaneProps | null>(props);
  const render = (next: PaneProps | null) => {
    pane = next;
    flushSync();
  };
  mount(SvelteParent, {
    target,
    props: {
      get pane() {
        return pane;
      },
    },
  });
  flushSync();
  return {
    update: (changed) => {
      if (pane !== null) render({ ...pane, ...changed });
    },
    // Its parent takes it out: it lives a little longer than the id that it reads.
    unmount: () => render(null),
  };
};

export const mountSvelteMachine = (target: Element, events: readonly ConnectionEvent[]): void => {
  mount(SvelteMachine, { target, props: { events } });
};
