import { createApp, h, nextTick, ref, shallowRef } from 'vue';
import { useDelivery, useDeliveryEvent } from '../../../src/bindings/vue.js';
import { type MountPane, textOf } from './pane.js';

export const mountVuePane: MountPane = (element, { delivery, chatId }) => {
  const current = shallowRef(chatId);
  const app = createApp({
    setup() {
      const { chat, snapshot } = useDelivery(delivery, current);
      const ends = ref<string[]>([]);
      useDeliveryEvent(delivery, current, 'receipt', ({ status }) => ends.value.push(status));
      return () =>
        h('section', [
          h('p', { role: 'status' }, snapshot.value?.link),
          h('button', { type: 'button', onClick: () => chat.value?.send('hello') }, 'Send'),
          h(
            'ul',
            snapshot.value?.pending.map((message) => h('li', { key: message.id }, textOf(message))),
          ),
          h('output', ends.value.join()),
        ]);
    },
  });
  app.mount(element);
  return {
    update(next) {
      current.value = next;
      return nextTick();
    },
    unmount: () => app.unmount(),
  };
};
