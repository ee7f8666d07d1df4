import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';

export type Direction = 'toServer' | 'toClient';

/** How long a segment of so many bytes takes, ms. */
export type Transit = (bytes: number) => number;

/** A network between clients and a server: what it is told to do, it does to every connection, present and coming. */
export interface TcpProxy {
  /** `ws://127.0.0.1:<port>` */
  readonly origin: string;
  /** Bytes that have come out at each end. */
  readonly delivered: Readonly<Record<Direction, number>>;
  /** The server of new connections is this one, `ws://<host>:<port>`, from now on. */
  aim(origin: string): void;
  /** Keeps what would pass, a FIN too, in these directions (both, unless told) until `flow`. Once its buffers are full it reads no more. */
  stall(...directions: Direction[]): void;
  flow(): void;
  /** The present connections carry nothing any more and nobody is told, as after a change of address. New ones work. */
  strand(): void;
  /** RST at both ends of the present connections. */
  reset(): void;
  /** FIN at both ends of the present connections. */
  end(): void;
  close(): Promise<void>;
}

/** What a segment holds that is not the last of its frame, on Ethernet. */
const SEGMENT_BYTES = 1_448;

interface Link {
  readonly client: Socket;
  readonly server: Socket;
  isStranded: boolean;
}

/** A proxy towards `ws://<host>:<port>`, on a port of its own. Each segment waits for those before it, as TCP delivers them. */
export const startTcpProxy = async (origin: string, transit: Transit = () => 0, port = 0): Promise<TcpProxy> => {
  let target = new URL(origin);
  const links = new Set<Link>();
  const gates = { toServer: openGate(), toClient: openGate() };
  const delivered = { toServer: 0, toClient: 0 };

  const pass = async (link: Link, direction: Direction, act: () => void) => {
    await gates[direction].opened;
    if (!link.isStranded) act();
  };
  const pump = async (link: Link, source: Socket, sink: Socket, direction: Direction) => {
    try {
      for await (const chunk of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        for (let start = 0; start < chunk.length; start += SEGMENT_BYTES) {
          const segment = chunk.subarray(start, start + SEGMENT_BYTES);
          const transitMs = transit(segment.length);
          if (transitMs > 0) await setTimeout(transitMs, undefined, { ref: false });
          await pass(link, direction, () => {
            delivered[direction] += segment.length;
            sink.write(segment);
          });
          if (sink.writableNeedDrain) await Promise.race([once(sink, 'drain'), once(sink, 'close')]);
        }
      }
      await pass(link, direction, () => sink.end());
    } catch {
      await pass(link, direction, () => sink.resetAndDestroy());
    }
  };

  const proxy = createServer({ allowHalfOpen: true }, (client) => {
    const server = connect({ host: target.hostname, port: Number(target.port), allowHalfOpen: true });
    const link: Link = { client, server, isStranded: false };
    links.add(link);
    client.on('error', () => undefined).on('close', () => links.delete(link));
    server.on('error', () => undefined);
    void pump(link, client, server, 'toServer');
    void pump(link, server, client, 'toClient');
  });
  proxy.listen(port, '127.0.0.1');
  await once(proxy, 'listening');

  return {
    origin: `ws://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    delivered,
    aim(next) {
      target = new URL(next);
    },
    stall(...directions) {
      const stalled: readonly Direction[] = directions.length === 0 ? ['toServer', 'toClient'] : directions;
      for (const direction of stalled) gates[direction].shut();
    },
    flow() {
      for (const gate of Object.values(gates)) gate.open();
    },
    strand() {
      for (const link of links) link.isStranded = true;
    },
    reset() {
      for (const socket of endsOf(links)) socket.resetAndDestroy();
    },
    end() {
      for (const socket of endsOf(links)) socket.end();
    },
    async close() {
      const closed = once(proxy, 'close');
      proxy.close();
      for (const socket of endsOf(links)) socket.destroy();
      await closed;
    },
  };
};

const endsOf = (links: ReadonlySet<Link>): Socket[] => [...links].flatMap(({ client, server }) => [client, server]);

const openGate = () => {
  let open: () => void = () => undefined;
  let opened: Promise<void> = Promise.resolve();
  let isOpen = true;
  return {
    get opened() {
      return opened;
    },
    open() {
      isOpen = true;
      open();
    },
    shut() {
      if (!isOpen) return;
      isOpen = false;
      opened = new Promise((resolve) => {
        open = resolve;
      });
    },
  };
};
