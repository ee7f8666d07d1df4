import { type Gateway, type GatewayOptions, startGateway } from '../../../test/gateway/gateway.js';
import { startTcpProxy, type TcpProxy } from '../../../test/support/tcp-proxy.js';
import { CHATS } from '../src/chats.js';
import { ALL_WELL, type Conditions, type Strike } from './faults.js';

export interface FaultyGateway {
  /** Where clients come: `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly port: number;
  readonly gateway: Gateway;
  readonly conditions: Conditions;
  /** Resolves when it is so. Changes happen one after the other. After one that failed, `conditions` says whether the gateway runs. */
  change(change: Partial<Conditions>): Promise<Conditions>;
  /** Resolves when it has struck: with false if this gateway cannot be struck so. */
  strike(strike: Strike): Promise<boolean>;
  stop(): Promise<void>;
}

const SLOW_MS = 1000;
/** What a chat is left when the old log is forgotten. */
const KEPT_MESSAGES = 3;

/**
 * A gateway, and in front of it, at the port asked for, a line on which things go wrong as told. Its backup is of now, when it starts:
 * the chats of the page have begun, so that a restored log is the same one, with another end.
 */
export async function startFaultyGateway({ port = 0, ...options }: GatewayOptions = {}): Promise<FaultyGateway> {
  const gateway = await startGateway(options);
  await gateway.backUp(CHATS.map(({ id }) => id));
  let conditions = ALL_WELL;
  let changed: Promise<unknown> = Promise.resolve();
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
  /** After a failure the gateway may be stopped that was to run. */
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const done = changed.then(work).catch((error) => {
      conditions = { ...conditions, gateway: gateway.isListening ? 'running' : 'stopped' };
      throw error;
    });
    changed = done.catch(() => undefined);
    return done;
  };
  return {
    url: url.origin,
    port: Number(url.port),
    gateway,
    get conditions() {
      return conditions;
    },
    change: (change) => inTurn(() => apply(change)),
    strike: (strike) => inTurn(() => strikeAt(strike, gateway, proxy)),
    async stop() {
      await changed;
      await gateway.end();
      await proxy.close();
    },
  };
}

async function strikeAt(strike: Strike, gateway: Gateway, proxy: TcpProxy): Promise<boolean> {
  switch (strike.type) {
    case 'drop':
      proxy.reset();
      break;
    case 'silence':
      proxy.strand();
      break;
    case 'expire-tokens':
      await gateway.expireTokens();
      break;
    case 'kill':
      await gateway.kill();
      break;
    case 'restore':
      return gateway.restore();
    case 'forget':
      await gateway.forget(strike.chatId, KEPT_MESSAGES);
      break;
    case 'close':
      gateway.closeConnections(strike.code, strike.reason);
  }
  return true;
}
