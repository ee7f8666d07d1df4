import { createChatConnections } from 'evenkeel';
import { useEffect, useState, useSyncExternalStore } from 'react';

export function Chat({ gateway, token }) {
  const [chats] = useState(() => createChatConnections({ gateway, query: () => ({ token }) }));
  const chat = chats.get('42');
  const { state } = useSyncExternalStore(chat.subscribe, chat.getSnapshot, chat.getSnapshot);
  const [said, setSaid] = useState([]);

  useEffect(() => chats.select('42'), [chats]);
  useEffect(
    () =>
      chat.on('message', ({ data }) => {
        const { type, text } = JSON.parse(data);
        if (type === 'message') setSaid((before) => [...before, text]);
      }),
    [chat],
  );

  return (
    <>
      <p role="status">{state}</p>
      <button type="button" onClick={() => chat.send(JSON.stringify({ type: 'message', text: 'hello' }))}>
        Say hello
      </button>
      <ul>
        {said.map((text, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what was said stays where it is.
          <li key={index}>{text}</li>
        ))}
      </ul>
    </>
  );
}
