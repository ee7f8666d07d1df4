import { createSocket } from 'node:dgram';
import { once } from 'node:events';

export interface NameServer {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  /** From now on the name has these IPv4 addresses, or none. */
  names(name: string, addresses: readonly string[]): void;
  close(): void;
}

const HEADER_BYTES = 12;
const QUERY_RESPONSE = 0x8180;
const NO_SUCH_NAME = 3;
const TYPE_A = 1;
/** The name of the question, IPv4, the class Internet, to be kept for 0 s, four bytes. */
const ANSWER = Buffer.from([0xc0, HEADER_BYTES, 0, TYPE_A, 0, 1, 0, 0, 0, 0, 0, 4]);

/** A name server (RFC 1035) that knows what it is told, as the one in a container network does. */
export async function startNameServer(): Promise<NameServer> {
  const addresses = new Map<string, readonly string[]>();
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => socket.send(answerTo(query, addresses), port, address));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    names: (name, those) => void addresses.set(name, those),
    close: () => socket.close(),
  };
}

function answerTo(query: Buffer, addresses: ReadonlyMap<string, readonly string[]>): Buffer {
  const { name, end } = readName(query);
  const found = addresses.get(name) ?? [];
  const question = query.subarray(HEADER_BYTES, end + 4);
  const answer = found.flatMap((address) => [ANSWER, Buffer.from(address.split('.').map(Number))]);
  const header = Buffer.alloc(HEADER_BYTES);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(QUERY_RESPONSE + (found.length === 0 ? NO_SUCH_NAME : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(found.length, 6);
  return Buffer.concat([header, question, ...answer]);
}

/** The labels of the question, each with its length before it, and where they end. */
function readName(query: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), end: at + 1 };
}
