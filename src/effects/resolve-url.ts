import type { SocketInput } from '../../machines/connection.types.js';
import { type Address, composeAddress, isLoopbackHost, normaliseAddress, type Query } from '../domain/address.js';
import { isRejected } from '../errors.js';
import type { AttemptRequest, AttemptSignal, ResolvedOptions } from '../options.js';
import type { Secrets } from './secrets.js';

export type Resolution =
  | { readonly address: Address }
  | { readonly verdict: 'retry' | 'fatal' | 'misconfigured'; readonly message: string };

export interface AddressResolver {
  /** Whether attempts go to this machine; null while only the address itself will tell. Throws when misconfigured. */
  isLoopback(): boolean | null;
  /**
   * The address for one attempt: at once where no user code is asked, else a promise, which never rejects. `signal` is for
   * user code alone: aborting one makes an exception with its stack, a sixth of what a refused attempt costs.
   */
  resolve(attempt: SocketInput, signal: () => AttemptSignal): Resolution | Promise<Resolution>;
}

type AddressOptions = Pick<ResolvedOptions, 'gateway' | 'path' | 'query' | 'url'>;

/** Obtains addresses as the options say, anew for every attempt (AT3). `findGateway` is asked at the first one. */
export const createAddressResolver = (
  { gateway, path, query, url }: AddressOptions,
  findGateway: () => string,
  isPageSecure: () => boolean,
  secrets: Secrets,
): AddressResolver => {
  let found = gateway;
  const gatewayOrigin = () => {
    found ??= findGateway();
    return found;
  };

  const addressFrom = (compose: () => unknown): Resolution => {
    try {
      const address = normaliseAddress(compose(), { secure: isPageSecure() });
      secrets.learn(address.url);
      return { address };
    } catch (error) {
      return { verdict: 'misconfigured', message: secrets.messageOf(error) };
    }
  };
  const refused = (error: unknown): Resolution => ({
    verdict: isRejected(error) ? 'fatal' : 'retry',
    message: `the address was not obtained: ${secrets.messageOf(error)}`,
  });
  const ask = <Answer>(
    fn: (request: AttemptRequest) => Answer | PromiseLike<Answer>,
    request: AttemptRequest,
    compose: (answer: Answer) => unknown,
  ) =>
    new Promise<Answer>((resolve) => resolve(fn(request))).then(
      (answer) => addressFrom(() => compose(answer)),
      refused,
    );
  const composeWith = (chatId: string, answer: Query | undefined) =>
    composeAddress({ gateway: gatewayOrigin(), path, chatId, query: answer });

  return {
    isLoopback: () => (url ? null : isLoopbackHost(new URL(gatewayOrigin()).hostname)),
    resolve: (attempt, signal) => {
      const { chatId } = attempt;
      const request = () => ({ ...attempt, signal: signal() });
      if (url) return ask(url, request(), (answer) => answer);
      if (typeof query === 'function') return ask(query, request(), (answer) => composeWith(chatId, answer));
      return addressFrom(() => composeWith(chatId, query));
    },
  };
};
