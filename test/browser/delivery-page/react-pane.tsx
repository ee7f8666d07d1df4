import { StrictMode, useState } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { useDelivery, useDeliveryEvent } from '../../../src/bindings/react.js';
import { type MountPane, type PaneProps, textOf } from './pane.js';

function Pane({ delivery, chatId }: PaneProps) {
  const { chat, snapshot } = useDelivery(delivery, chatId);
  const [ends, setEnds] = useState<readonly string[]>([]);
  useDeliveryEvent(delivery, chatId, 'receipt', ({ status }) => setEnds((before) => [...before, status]));
  return (
    <section>
      <p role="status">{snapshot?.link}</p>
      <button type="button" onClick={() => chat?.send('hello')}>
        Send
      </button>
      <ul>
        {snapshot?.pending.map((message) => (
          <li key={message.id}>{textOf(message)}</li>
        ))}
      </ul>
      <output>{ends.join()}</output>
    </section>
  );
}

export const mountReactPane: MountPane = (element, props) => {
  const root = createRoot(element);
  const render = (chatId: string | null) =>
    flushSync(() =>
      root.render(
        <StrictMode>
          <Pane delivery={props.delivery} chatId={chatId} />
        </StrictMode>,
      ),
    );
  render(props.chatId);
  return { update: render, unmount: () => root.unmount() };
};
