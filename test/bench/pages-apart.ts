import { importPeer } from './peers/import-peer.js';
import { loadSubject } from './peers/index.js';
import type { Address, Subject } from './peers/subject.js';

type Socket = new (
  url: Address,
  protocols: readonly string[],
  options: object,
) => { addEventListener(type: 'open', listener: () => void): void; close(): void };

/** It draws its least delay when its module is loaded: once for a page, and here for all pages together. */
const reconnectingWebSocket = async (): Promise<Subject> => {
  const { default: Socket } = await importPeer<{ default: Socket }>('reconnecting-websocket');
  return {
    name: 'reconnecting-websocket',
    createServer: null,
    connect(url, { WebSocket, onOpen }) {
      const minReconnectionDelay = 1_000 + Math.random() * 4_000;
      const socket = new Socket(url, [], { WebSocket, minReconnectionDelay });
      if (onOpen) socket.addEventListener('open', onOpen);
      return { send: null, close: () => socket.close() };
    },
  };
};

/** A subject whose clients, though they share their modules, draw what they draw as if each had a page of its own. */
export const loadPagesApart = (name: string): Promise<Subject> =>
  name === 'reconnecting-websocket' ? reconnectingWebSocket() : loadSubject(name);
