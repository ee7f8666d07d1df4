import { flushSync } from 'react-dom';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { type UsedChat, useChatConnection } from '../../../src/bindings/react.js';
import { type ChatConnections, createChatConnections } from '../../../src/index.js';
import { Pane } from './react-pane.js';

/** What the hook returned at each rendering, of which there are `times` while nothing happens to the chat. */
export const renderedAgain = (chats: ChatConnections, chatId: string | null, times: number): readonly UsedChat[] => {
  const returned: UsedChat[] = [];
  const Probe = ({ tick }: { readonly tick: number }) => {
    returned.push(useChatConnection(chats, chatId, { hold: 'none' }));
    return tick;
  };
  const root = createRoot(document.createElement('div'));
  for (let tick = 0; tick < times; tick += 1) flushSync(() => root.render(<Probe tick={tick} />));
  root.unmount();
  return returned;
};

/** A pane that a server rendered, which the page takes over. */
export const hydratePane = (element: Element, chats: ChatConnections, chatId: string): void => {
  const pane = (of: ChatConnections) => <Pane chats={of} chatId={chatId} hold="select" tick={0} />;
  element.innerHTML = renderToString(pane(createChatConnections()));
  flushSync(() => hydrateRoot(element, pane(chats)));
};
