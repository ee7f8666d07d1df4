import { setTimeout as delay } from 'node:timers/promises';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.js';
import type { Fault } from './faults.js';
import type { ServedSubject } from './serve-subject.js';

/** How long the server is not heard before it is killed. */
const UNHEARD_MS = 500;

const nothing = () => 0;

/** The lines between every client and its server. What happens to one happens to all, at the same moment. */
export interface Network {
  /** `127.0.0.1:<port>`, where the server is reached, by the order of the servers. */
  readonly hosts: readonly string[];
  /**
   * Resolves when it is over.
   * @param publishBurst other users say so many long messages
   */
  suffer(fault: Fault, publishBurst: (count: number) => void): Promise<void>;
  close(): Promise<void>;
}

export const startNetwork = async (servers: readonly ServedSubject[]): Promise<Network> => {
  let transit: (bytes: number) => number = nothing;
  const start = ({ port }: ServedSubject, ownPort = 0) =>
    startTcpProxy(`ws://127.0.0.1:${port}`, (bytes) => transit(bytes), ownPort);
  let lines: TcpProxy[] = await Promise.all(servers.map((server) => start(server)));
  const ports = lines.map(({ origin }) => Number(new URL(origin).port));
  const each = (act: (line: TcpProxy) => void) => {
    for (const line of lines) act(line);
  };
  const cut = () => {
    each((line) => line.reset());
    each((line) => line.flow());
  };

  const suffer: Network['suffer'] = async (fault, publishBurst) => {
    switch (fault.kind) {
      case 'reset':
        return each((line) => line.reset());
      case 'end':
        return each((line) => line.end());
      case 'half-open':
        each((line) => line.strand());
        await delay(fault.ms);
        return cut();
      case 'unacknowledged':
        each((line) => line.stall('toClient'));
        await delay(fault.ms);
        return cut();
      case 'delay':
        transit = () => fault.transitMs;
        await delay(fault.ms);
        transit = nothing;
        return;
      case 'slow reader':
        transit = (bytes) => bytes / fault.bytesPerMs;
        publishBurst(fault.burst);
        await delay(fault.ms / 2);
        each((line) => line.reset());
        await delay(fault.ms / 2);
        transit = nothing;
        return;
      case 'outage':
        await Promise.all(lines.map((line) => line.close()));
        await delay(fault.ms);
        lines = await Promise.all(servers.map((server, index) => start(server, ports[index])));
        return;
      case 'kill':
        each((line) => line.stall('toClient'));
        await delay(UNHEARD_MS);
        await Promise.all(servers.map((server) => server.kill()));
        // Nobody gets in before all servers are back.
        await Promise.all(lines.map((line) => line.close()));
        await Promise.all(servers.map((server) => server.start()));
        lines = await Promise.all(servers.map((server, index) => start(server, ports[index])));
        return;
    }
  };
  return {
    hosts: ports.map((port) => `127.0.0.1:${port}`),
    suffer,
    close: async () => {
      await Promise.all(lines.map((line) => line.close()));
    },
  };
};
