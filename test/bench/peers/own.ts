import { COMPILED, createOwn } from '../library.js';
import { type Address, addressNow, type Subject } from './subject.js';

/** A socket alone: what everything is compared with. It never connects again. */
export const bare: Subject = {
  name: 'bare',
  createServer: null,
  connect(url, { WebSocket, onOpen, onMessage }) {
    const socket = new WebSocket(addressNow(url));
    if (onOpen) socket.addEventListener('open', () => onOpen());
    if (onMessage) socket.addEventListener('message', ({ data }: { data: unknown }) => onMessage(data));
    return { send: (text) => socket.send(text), close: () => socket.close() };
  },
};

const own = (name: string): Subject => ({
  name,
  createServer: null,
  connect(url, { WebSocket, onOpen, onMessage }) {
    const chats = createOwn(name)({ ...placeOf(url), WebSocket });
    const chat = chats.get('42');
    if (onOpen) chat.on('open', () => onOpen());
    if (onMessage) chat.on('message', ({ data }) => onMessage(data));
    chats.select('42');
    return { send: (text) => void chat.send(text), close: () => chats.dispose() };
  },
});

export const evenkeel: Subject = own('evenkeel');
export const compiled: Subject = own(COMPILED);

/** A fixed address by the gateway and the path, as most will give it. */
const placeOf = (address: Address) => {
  if (typeof address === 'function') return { url: address };
  const { origin, pathname } = new URL(address);
  return { gateway: origin, path: `${pathname}:id` };
};
