import { type Gateway, type GatewayOptions, startGateway } from '../../../test/gateway/gateway.js';
import { startTcpProxy, type TcpProxy } from '../../../test/support/tcp-proxy.js';
import { ALL_WELL, type Conditions, type Strike } from './faults.js';

export interface FaultyGateway {
  /** Where clients come: `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly port: number;
  readonly gateway: Gateway;
  readonly conditions: Conditions;
  /** Resolves when it is so. Changes happen one after the other. */
  change(change: Partial<Conditions>): Promise<Conditions>;
  strike(strike: Strike): void;
  stop(): Promise<void>;
}

const SLOW_MS = 1000;

/** A gateway, and in front of it, at the port asked for, a line on which things go wrong as told. */
export async function startFaultyGateway({ port = 0, ...options }: GatewayOptions = {}): Promise<FaultyGateway> {
  const gateway = await startGateway(options);
  let conditions = ALL_WELL;
  let changed = Promise.resolve(conditions);
  const transit = () => (conditions.line === 'slow' ? SLOW_MS : 0);
  const proxy = await startTcpProxy(gateway.url.replace('http', 'ws'), transit, port);
  const url = new URL(proxy.origin.replace('ws', 'http'));

  const apply = async (change: Partial<Conditions>) => {
    conditions = { ...conditions, ...change };
    if (conditions.line === 'cut') proxy.stall();
    else proxy.flow();
    gateway.handshakesAre(conditions.handshakes);
    await (conditions.gateway === 'running' ? gateway.start() : gateway.stop());
    return conditions;
  };
  return {
    url: url.origin,
    port: Number(url.port),
    gateway,
    get conditions() {
      return conditions;
    },
    change(change) {
      changed = changed.then(() => apply(change));
      return changed;
    },
    strike: (strike) => strikeAt(strike, gateway, proxy),
    async stop() {
      await changed;
      await gateway.stop();
      await proxy.close();
    },
  };
}

function strikeAt(strike: Strike, gateway: Gateway, proxy: TcpProxy): void {
  switch (strike.type) {
    case 'drop':
      return proxy.reset();
    case 'silence':
      return proxy.strand();
    case 'expire-tokens':
      return gateway.expireTokens();
    case 'close':
      return gateway.closeConnections(strike.code, strike.reason);
  }
}
