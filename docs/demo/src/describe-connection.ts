import type { ConnectionSnapshot } from 'evenkeel';

export interface ConnectionDescription {
  /** How it feels: chooses the banner's colour and sign, never the only carrier of the meaning. */
  readonly tone: 'calm' | 'good' | 'busy' | 'waiting' | 'bad';
  readonly title: string;
  readonly detail: string;
  /** Read out when it changes: the state and the attempt, not the countdown. */
  readonly announcement: string;
}

const PHASES = {
  resolving: 'Getting a ticket for this chat.',
  'awaiting-slot': 'Waiting for another connection to finish its handshake.',
  dialing: 'Reaching the gateway.',
  greeting: 'Waiting to be let in.',
};

const FAILURES = {
  'attempts-exhausted': 'Could not reconnect',
  rejected: 'The gateway refused this chat',
  unauthorized: 'Your log-in is no longer accepted',
  misconfigured: 'The address of this chat cannot be used',
};

/** "attempt 3 of 10", or nothing for a first try. */
export function attemptOf({ attempt, maxAttempts }: ConnectionSnapshot): string {
  return attempt === 0 ? '' : `attempt ${attempt} of ${maxAttempts}`;
}

/** Whether "Try now" can do anything: a frozen page attempts nothing. */
export const canRetry = ({ state, phase, online }: ConnectionSnapshot): boolean =>
  state === 'failed' || (state === 'backoff' && (phase === 'waiting' || !online));

export function describeConnection(snapshot: ConnectionSnapshot): ConnectionDescription {
  const attempt = attemptOf(snapshot);
  switch (snapshot.state) {
    case 'idle':
      return saying('calm', snapshot.wanted ? 'About to connect' : 'Not connected', '');
    case 'throttled':
      return saying('waiting', attempt ? 'Reconnecting…' : 'Connecting…', '', attempt);
    case 'connecting':
      return saying('busy', attempt ? 'Reconnecting…' : 'Connecting…', PHASES[snapshot.phase ?? 'dialing'], attempt);
    case 'open':
      return snapshot.phase === 'probing'
        ? { ...saying('good', 'Connected', 'Checking that the line is alive.'), announcement: 'Connected' }
        : saying('good', 'Connected', '');
    case 'backoff':
      if (snapshot.phase === 'waiting') return saying('waiting', 'Reconnecting…', '', attempt);
      return snapshot.online
        ? saying('waiting', 'Paused', 'Reconnects when this page is awake.')
        : saying('waiting', 'Offline', 'Reconnects when the network is back.');
    case 'failed':
      return saying('bad', FAILURES[snapshot.failure.reason], snapshot.failure.message);
  }
}

function saying(
  tone: ConnectionDescription['tone'],
  title: string,
  detail: string,
  attempt = '',
): ConnectionDescription {
  return { tone, title, detail, announcement: attempt ? `${title}, ${attempt}` : title };
}
