import type { SocketInput } from '../../machines/connection.types.js';
import { isRejected } from '../contract/errors.js';
import type { AttemptRequest, AttemptSignal, PerAttempt } from '../contract/options.js';
import { type Address, composeAddress, isLoopbackHost, normaliseAddress } from '../domain/address.js';
import { encodeQuery } from '../domain/query.js';
import { longSegmentsOf, secretsOf } from '../domain/redaction.js';
import { listSubprotocols } from '../domain/subprotocols.js';
import { parseUrl } from '../domain/url.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import type { Secrets } from './secrets.js';

export type Resolution =
  | { readonly address: Address; readonly protocols: readonly string[] }
  | { readonly verdict: 'retry' | 'fatal' | 'misconfigured'; readonly message: string };

export interface AddressResolver {
  /** Whether attempts go to this machine; null if only the address itself will tell. Throws if misconfigured. */
  isLoopback(): boolean | null;
  /**
   * What to dial in one attempt: returned at once if no user code is called, else a promise that never rejects. `signal` is
   * only for user code: aborting a signal creates an exception with its stack, a sixth of the cost of a refused attempt.
   */
  resolve(attempt: SocketInput, signal: () => AttemptSignal): Resolution | Promise<Resolution>;
}

type AddressOptions = Pick<ResolvedOptions, 'gateway' | 'path' | 'query' | 'url' | 'protocols' | 'upgradeInsecure'>;

/** Gets addresses and subprotocols from the options, again for every attempt (AT3). `findGateway` is called at the first one. */
export const createAddressResolver = (
  { gateway, path, query, url, protocols, upgradeInsecure }: AddressOptions,
  findGateway: () => string,
  isPageSecure: () => boolean,
  secrets: Secrets,
): AddressResolver => {
  let found = gateway;
  const gatewayOrigin = () => {
    found ??= findGateway();
    return found;
  };
  const isNamed = gateway !== undefined || url !== undefined;
  const upgrades = () => isPageSecure() && (upgradeInsecure || !isNamed);

  /** Made from what the options contain or their functions returned, which may be anything. */
  const resolutionOf = (attempt: SocketInput, target: unknown, offered: unknown): Resolution => {
    const { chatId } = attempt;
    try {
      const list = listSubprotocols(offered);
      const compose = () => {
        const encoded = typeof query === 'function' ? encodeQuery(target) : query;
        return composeAddress({ gateway: gatewayOrigin(), path, chatId, query: encoded });
      };
      const address = normaliseAddress(url ? target : compose(), { secure: upgrades() });
      secrets.learn(attempt, [...secretsOf(address.url), ...list]);
      if (url) secrets.learn(attempt, longSegmentsOf(address.url, chatId));
      return { address, protocols: list };
    } catch (error) {
      for (const answer of [target, offered]) secrets.learn(attempt, answer);
      return { verdict: 'misconfigured', message: secrets.messageOf(error) };
    }
  };
  const refused = (error: unknown): Resolution => ({
    verdict: isRejected(error) ? 'fatal' : 'retry',
    message: `the address was not obtained: ${secrets.messageOf(error)}`,
  });

  const target = url ?? query;
  return {
    isLoopback: () => (url ? null : isLoopbackHost(parseUrl(gatewayOrigin()).hostname)),
    resolve: (attempt, signal) => {
      if (typeof target !== 'function' && typeof protocols !== 'function') {
        return resolutionOf(attempt, target, protocols);
      }
      const request = { ...attempt, signal: signal() };
      return Promise.all([answerOf(target, request), answerOf(protocols, request)]).then(
        ([answer, offered]) => resolutionOf(attempt, answer, offered),
        refused,
      );
    },
  };
};

/** The value, or what the function returns. If the function throws, the promise rejects. */
const answerOf = async (option: PerAttempt<unknown> | string | readonly string[], request: AttemptRequest) =>
  typeof option === 'function' ? option(request) : option;
