/** With the DOM library: its own types fit, and are what listeners and options are given. */
import { type AttemptSignal, type ChatConnection, createChatConnections } from 'evenkeel';
import { createInspector } from 'evenkeel/inspect';
import { type MountedViewer, mountViewer } from 'evenkeel/inspect/viewer';
import { holds, type Same } from '../everywhere/same.js';

holds<Same<AttemptSignal, AbortSignal>>();

export const chats = createChatConnections({
  WebSocket,
  gateway: new URL('https://chat.example'),
  query: async ({ signal }) => ({ token: await (await fetch('/token', { signal })).text() }),
  url: async () => new URL('wss://chat.example/42'),
  logger: console,
  binaryType: 'blob',
});
chats.on('message', ({ data }) => {
  if (data instanceof Blob) holds<Same<typeof data, Blob>>();
});

export const byParams = createChatConnections({ query: () => new URLSearchParams(location.search) });
export const fixed = createChatConnections({ query: new URLSearchParams({ room: 'a' }) });
// @ts-expect-error a form may hold files
createChatConnections({ query: new FormData() });
// @ts-expect-error headers are no query
createChatConnections({ query: new Headers() });

export const sent = (chat: ChatConnection, blob: Blob, file: File) => [chat.send(blob), chat.send(file)];

export const seen = (place: HTMLElement): MountedViewer =>
  mountViewer(place, createInspector({ panel: false, root: document.body }), { chatId: '42', compact: true });
// @ts-expect-error a viewer is put into an element
mountViewer(document, createInspector());
