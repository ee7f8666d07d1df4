import { arePeersInstalled } from './import-peer.js';
import { bare, compiled, evenkeel } from './own.js';
import { centrifuge, graphqlWs, phoenix, socketIo } from './protocol-clients.js';
import { partysocket, reconnectingWebSocket, robustWebSocket, sockette, websocketTs } from './reconnecting-sockets.js';
import type { PeerName, Subject } from './subject.js';

const LOADERS: Readonly<
  Record<PeerName | 'bare' | 'evenkeel' | 'evenkeel/compiled', () => Subject | Promise<Subject>>
> = {
  bare: () => bare,
  evenkeel: () => evenkeel,
  'evenkeel/compiled': () => compiled,
  'reconnecting-websocket': reconnectingWebSocket,
  partysocket,
  'websocket-ts': websocketTs,
  sockette,
  'robust-websocket': robustWebSocket,
  'socket.io-client': socketIo,
  'graphql-ws': graphqlWs,
  centrifuge,
  phoenix,
};

export type SubjectName = keyof typeof LOADERS;

/** Imports what a subject needs, and nothing of the others. */
export const loadSubject = async (name: string): Promise<Subject> => {
  const load = LOADERS[name as SubjectName];
  if (load === undefined) throw new Error(`no such subject: ${name}`);
  return load();
};

/** Those of the peers that are there: all once the benchmarks have installed them, none in a new clone. */
export const installed = <Name extends PeerName>(names: readonly Name[]): readonly Name[] =>
  arePeersInstalled() ? names : [];
