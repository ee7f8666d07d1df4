import { useMachine } from '@xstate/react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { type ConnectionEvent, connectionMachine } from '../../../machines/index.js';

function Machine({ events }: { readonly events: readonly ConnectionEvent[] }) {
  const [snapshot, send] = useMachine(connectionMachine, { input: { chatId: '42' } });
  return (
    <section data-chat={snapshot.context.chatId}>
      <p role="status">{JSON.stringify(snapshot.value)}</p>
      {events.map((event) => (
        <button key={event.type} type="button" onClick={() => send(event)}>
          {event.type}
        </button>
      ))}
    </section>
  );
}

export const mountReactMachine = (element: Element, events: readonly ConnectionEvent[]): void =>
  flushSync(() => createRoot(element).render(<Machine events={events} />));
