'use client';

import { useChatConnection, useChatEvent } from 'evenkeel/react';
import { useState } from 'react';
import { chats } from './chats';

export function Chat() {
  const { snapshot, send } = useChatConnection(chats, '42');
  const [messages, setMessages] = useState([]);
  useChatEvent(chats, '42', 'message', ({ data }) => {
    const message = JSON.parse(data);
    if (message.type === 'message') setMessages((before) => [...before, message]);
  });

  return (
    <>
      <p role="status">{snapshot.state}</p>
      <button type="button" onClick={() => send(JSON.stringify({ type: 'message', text: 'hello' }))}>
        Say hello
      </button>
      <ul>
        {messages.map(({ id, text }) => (
          <li key={id}>{text}</li>
        ))}
      </ul>
    </>
  );
}
