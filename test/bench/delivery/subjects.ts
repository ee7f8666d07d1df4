import { graphqlWs } from './graphql.js';
import { own } from './own.js';
import { phoenix } from './phoenix.js';
import { partysocket, reconnectingWebSocket } from './resending-sockets.js';
import { socketIo } from './socket-io.js';
import type { DeliverySubject } from './subject.js';

/** Each as its library goes by itself, and then with what an application can add at its server. */
export const PEERS_OF_DELIVERY: readonly DeliverySubject[] = [
  socketIo,
  graphqlWs,
  phoenix,
  partysocket,
  reconnectingWebSocket,
].flatMap((peer) => [peer(false), peer(true)]);

export const subjectOf = (name: string): DeliverySubject => {
  const subject = [own, ...PEERS_OF_DELIVERY].find((one) => one.name === name);
  if (subject === undefined) throw new Error(`no such subject: ${name}`);
  return subject;
};
