import { Activity, StrictMode, useState } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { useChatConnection, useChatEvent } from '../../../src/bindings/react.js';
import { frameOf, type MountPane, type PaneProps, textOf } from './pane.js';

export function Pane({ chats, chatId, hold, tick }: PaneProps) {
  const { snapshot, send, retry } = useChatConnection(chats, chatId, { hold });
  const [messages, setMessages] = useState<readonly string[]>([]);
  const [receipt, setReceipt] = useState('');
  useChatEvent(chats, chatId, 'message', ({ data }) => {
    const text = textOf(data);
    if (text !== null) setMessages((before) => [...before, `${chatId}: ${text}`]);
  });
  return (
    <section data-chat={snapshot?.chatId} data-tick={tick}>
      <p role="status">{snapshot?.state}</p>
      <button type="button" onClick={retry}>
        Retry
      </button>
      <button type="button" onClick={() => setReceipt(send(frameOf('from here')).status)}>
        Send
      </button>
      <output>{receipt}</output>
      <ol>
        {messages.map((message) => (
          <li key={message}>{message}</li>
        ))}
      </ol>
    </section>
  );
}

export const mountReactPane: MountPane = (element, props) => {
  const root = createRoot(element);
  let last = props;
  const render = () => {
    const { isShown, ...pane } = last;
    flushSync(() =>
      root.render(
        <StrictMode>
          <Activity mode={isShown ? 'visible' : 'hidden'}>
            <Pane {...pane} />
          </Activity>
        </StrictMode>,
      ),
    );
  };
  render();
  return {
    update(changed) {
      last = { ...last, ...changed };
      render();
    },
    unmount: () => root.unmount(),
  };
};
