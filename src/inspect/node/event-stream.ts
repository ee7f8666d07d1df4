import type { ServerResponse } from 'node:http';
import type { InspectionSource } from '../inspection.js';
import { MessageWriter } from './message-writer.js';

/** Of a viewer that does not read, this much is kept for it beside the record, in bytes; then it has to come again. */
const MAX_UNREAD_BYTES = 16_000_000;

/** Tells viewers elsewhere what the source tells, as Server-Sent Events, each until it leaves. */
export const eventStreamOf = (source: InspectionSource): ((response: ServerResponse) => void) => {
  const writer = new MessageWriter();
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    // How soon a browser comes again, in ms.
    response.write('retry: 1000\n\n');
    let maxUnread = MAX_UNREAD_BYTES;
    const unsubscribe = source.subscribe((message) => {
      const text = writer.textOf(message);
      if (message.type === 'record') maxUnread += text.length;
      if (response.writableLength > maxUnread) response.destroy();
      else response.write(`data: ${text}\n\n`);
    });
    response.on('close', unsubscribe).on('error', unsubscribe);
  };
};
