import { createApp, defineComponent, h, KeepAlive, nextTick, type PropType, ref, shallowReactive } from 'vue';
import { useChatConnection, useChatEvent } from '../../../src/bindings/vue.js';
import type { ChatConnections } from '../../../src/index.js';
import { frameOf, type MountPane, type PaneProps, textOf } from './pane.js';

export const Pane = defineComponent({
  props: {
    chats: { type: Object as PropType<ChatConnections>, required: true },
    chatId: { type: null as unknown as PropType<string | null>, required: true },
    hold: { type: String as PropType<PaneProps['hold']>, required: true },
    tick: { type: Number, required: true },
  },
  setup(props) {
    const { snapshot, send, retry } = useChatConnection(props.chats, () => props.chatId, { hold: props.hold });
    const messages = ref<string[]>([]);
    const receipt = ref('');
    useChatEvent(
      props.chats,
      () => props.chatId,
      'message',
      ({ chatId, data }) => {
        const text = textOf(data);
        if (text !== null) messages.value.push(`${chatId}: ${text}`);
      },
    );
    const say = () => {
      receipt.value = send(frameOf('from here')).status;
    };
    return () =>
      h('section', { 'data-chat': snapshot.value?.chatId, 'data-tick': props.tick }, [
        h('p', { role: 'status' }, snapshot.value?.state),
        h('button', { type: 'button', onClick: retry }, 'Retry'),
        h('button', { type: 'button', onClick: say }, 'Send'),
        h('output', receipt.value),
        h(
          'ol',
          messages.value.map((message) => h('li', { key: message }, message)),
        ),
      ]);
  },
});

export const mountVuePane: MountPane = (element, props) => {
  const current = shallowReactive({ ...props });
  const app = createApp(() => {
    const { isShown, ...pane } = current;
    return h(KeepAlive, () => (isShown ? h(Pane, pane) : undefined));
  });
  app.mount(element);
  return {
    update(changed) {
      Object.assign(current, changed);
      return nextTick();
    },
    unmount: () => app.unmount(),
  };
};
