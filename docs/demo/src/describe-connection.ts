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

export function describeConnection(snapshot: ConnectionSnapshot): ConnectionDescription {
  const attempt = attemptOf(snapshot);
  switch (snapshot.state) {
    case 'idle':
      return saying('calm', snapshot.wanted ? 'About to connect' : 'Not connected', '');
    case 'throttled':
      return saying('waiting', 'Pausing before the next attempt', 'Attempts keep a little distance from each other.');
    case 'connecting':
      return saying('busy', attempt ? 'Reconnecting' : 'Connecting', PHASES[snapshot.phase ?? 'dialing'], attempt);
    case 'open':
      return snapshot.phase === 'probing'
        ? { ...saying('good', 'Connected', 'Checking that the line is alive.'), announcement: 'Connected' }
        : saying('good', 'Connected', '');
    case 'backoff':
      return snapshot.phase === 'parked'
        ? saying('waiting', 'Paused', 'Reconnects when the network and the page are back.')
        : saying('waiting', 'Connection lost', snapshot.lastFailure?.message ?? '', attempt);
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
