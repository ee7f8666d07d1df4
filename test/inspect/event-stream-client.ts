import type { InspectionMessage } from '../../src/inspect/inspection.js';
import { MessageReader } from '../../src/inspect/viewer/message-reader.js';

/** Reads the messages of a viewer's server, one by one, as a browser's EventSource would. */
export const openEventStream = async (url: string) => {
  const abort = new AbortController();
  const response = await fetch(url, { signal: abort.signal });
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  const messages = new MessageReader();
  let text = '';
  return {
    response,
    /** The next message; null at the end. */
    async next(): Promise<InspectionMessage | null> {
      for (;;) {
        const end = text.indexOf('\n\n');
        if (end !== -1) {
          const event = text.slice(0, end);
          text = text.slice(end + 2);
          if (event.startsWith('data: ')) return messages.read(event.slice('data: '.length));
          continue;
        }
        const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
        if (done) return null;
        text += decoder.decode(value, { stream: true });
      }
    },
    close: () => abort.abort(),
  };
};
