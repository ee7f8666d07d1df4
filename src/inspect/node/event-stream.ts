import type { ServerResponse } from 'node:http';
import type { InspectionMessage, InspectionSource } from '../inspection.js';

/** Of a viewer that does not read, this much is kept for it beside the record, in bytes; then it has to come again. */
const MAX_UNREAD_BYTES = 16_000_000;

/** What is the same for all viewers is written once. */
const written = new WeakMap<InspectionMessage, string>();

const textOf = (message: InspectionMessage): string => {
  const text = written.get(message) ?? `data: ${JSON.stringify(message)}\n\n`;
  written.set(message, text);
  return text;
};

/** Tells a viewer elsewhere what the source tells, as Server-Sent Events, until it leaves. */
export const streamTo = (response: ServerResponse, source: InspectionSource): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  // How soon a browser comes again, in ms.
  response.write('retry: 1000\n\n');
  let maxUnread = MAX_UNREAD_BYTES;
  const unsubscribe = source.subscribe((message) => {
    const text = textOf(message);
    if (message.type === 'record') maxUnread += text.length;
    if (response.writableLength > maxUnread) response.destroy();
    else response.write(text);
  });
  response.on('close', unsubscribe).on('error', unsubscribe);
};
