import type { PathFeatures } from '../../src/testing/index.js';

/** What is explored together; all features at once would multiply worlds without showing another edge of the chart. */
export const FEATURE_SETS: readonly (readonly [string, PathFeatures])[] = [
  ['lingering', { linger: true }],
  ['addresses and the gate', { address: true, gate: true }],
  ['close codes', { codes: true }],
  ['the network and lingering', { network: true, linger: true }],
  ['the network and the page', { network: true, lifecycle: true }],
  ['the network and the page, on loopback', { network: true, lifecycle: true, loopback: true }],
  ['the page and lingering', { lifecycle: true, linger: true }],
  ['named delays and the network', { retryAfter: true, network: true }],
  ['named delays and the page', { retryAfter: true, lifecycle: true }],
  ['refused tokens and the network', { classifier: true, network: true }],
  ['refused tokens and the page', { classifier: true, lifecycle: true }],
  ['the page and bursts', { lifecycle: true, company: true }],
  ['a throttle longer than the cooldown', { lifecycle: true, longThrottle: true }],
  ['a heartbeat and lingering', { heartbeat: true, linger: true }],
  ['a heartbeat and the network', { heartbeat: true, network: true }],
  ['a heartbeat and the page', { heartbeat: true, lifecycle: true }],
  ['a greeting and lingering', { greeting: true, linger: true }],
  ['a greeting and the network', { greeting: true, network: true }],
  ['a greeting and the page', { greeting: true, lifecycle: true }],
  ['renewal and lingering', { renewal: true, linger: true }],
  ['renewal and the page', { renewal: true, lifecycle: true, company: true }],
];
