/** How long the chart waits in a state, in ms. */
import type { ConnectionPolicy } from './connection.policy.js';
import type { ConnectionContext } from './connection.types.js';

export type ConnectionDelay = (context: ConnectionContext, policy: ConnectionPolicy) => number;

export const throttleRest: ConnectionDelay = ({ wait }) => wait.waitMs;

export const backoffDelay: ConnectionDelay = ({ wait }) => wait.waitMs;

export const resolveTimeout: ConnectionDelay = (_, { resolveTimeoutMs }) => resolveTimeoutMs;

export const connectTimeout: ConnectionDelay = (_, { connectTimeoutMs }) => connectTimeoutMs;

export const greetingTimeout: ConnectionDelay = (_, { greetingTimeoutMs }) => greetingTimeoutMs ?? 0;

export const stableUptime: ConnectionDelay = (_, { stableUptimeMs }) => stableUptimeMs;

export const lingerTime: ConnectionDelay = (_, { lingerMs }) => lingerMs;

export const probeRest: ConnectionDelay = ({ probeDeadlineAt }, { now }) => Math.max(0, probeDeadlineAt - now());
