import type { InspectionSource } from '../inspection.js';
import { MessageReader } from './message-reader.js';

/** The messages of a server, one in the data of each of its Server-Sent Events; after a loss it connects again by itself. */
export const eventSource = (url: string, onConnection: (isConnected: boolean) => void): InspectionSource => ({
  subscribe(fn) {
    const events = new EventSource(url);
    const reader = new MessageReader();
    events.addEventListener('open', () => onConnection(true));
    events.addEventListener('error', () => onConnection(false));
    events.addEventListener('message', ({ data }) => fn(reader.read(data as string)));
    return () => events.close();
  },
});
