import Pane from './Pane.svelte';

export const mountPane = (target, props) => {
  const pane = new Pane({ target, props });
  return { update: (changed) => pane.$set(changed), unmount: () => pane.$destroy() };
};
