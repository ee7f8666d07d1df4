import type { ConnectionSnapshot } from '../../../src/index.js';

/** What can be read on the pane; '' is nothing. */
export interface PaneView {
  readonly title: string;
  readonly detail: string;
  readonly attempt: string;
  readonly countdown: string;
  /** Those that can be clicked. */
  readonly buttons: string;
}

export const readPane = (pane: Element): PaneView => {
  const textOf = (selector: string) => pane.querySelector(selector)?.textContent.trim() ?? '';
  const buttons = [...pane.querySelectorAll('button:enabled')].map((button) => button.textContent.trim());
  return {
    title: textOf('.title'),
    detail: textOf('.reason'),
    attempt: textOf('.attempt'),
    countdown: textOf('[role=timer]'),
    buttons: buttons.join(', '),
  };
};

/** What a user can tell apart. */
export const situationOf = ({ state, phase, failure, wanted, online }: ConnectionSnapshot) => {
  if (state === 'idle') return wanted ? 'about-to-connect' : 'idle';
  if (phase === 'healthy' && !wanted) return 'lingering';
  if (phase === 'parked' && !online) return 'offline';
  return failure?.reason ?? phase ?? 'throttled';
};

export type Situation = ReturnType<typeof situationOf>;

/** The title for each, and, where it is not a message of the library, the detail. */
const WORDS: Record<Situation, readonly [title: string, detail?: string]> = {
  idle: ['Not connected', ''],
  'about-to-connect': ['About to connect', ''],
  throttled: ['Connecting…', ''],
  resolving: ['Connecting…', 'Getting a ticket for this chat.'],
  'awaiting-slot': ['Connecting…', 'Waiting for another connection to finish its handshake.'],
  dialing: ['Connecting…', 'Reaching the gateway.'],
  greeting: ['Connecting…', 'Waiting to be let in.'],
  healthy: ['Connected', ''],
  lingering: ['Connected', ''],
  probing: ['Connected', 'Checking that the line is alive.'],
  waiting: ['Reconnecting…', ''],
  offline: ['Offline', 'Reconnects when the network is back.'],
  parked: ['Paused', 'Reconnects when this page is awake.'],
  'attempts-exhausted': ['Could not reconnect'],
  rejected: ['The gateway refused this chat'],
  unauthorized: ['Your log-in is no longer accepted'],
  misconfigured: ['The address of this chat cannot be used'],
};

/** A page that is frozen attempts nothing. */
const retryOf = (snapshot: ConnectionSnapshot): string | undefined => {
  if (snapshot.state === 'failed') return 'Retry';
  return snapshot.state === 'backoff' && situationOf(snapshot) !== 'parked' ? 'Try now' : undefined;
};

/** What the pane must show when the connection is so; `now` is what `retryAt` is counted on. */
export const paneFor = (snapshot: ConnectionSnapshot, now: number): Partial<PaneView> => {
  const { state, attempt, maxAttempts, retryAt, wanted } = snapshot;
  const [title, detail] = WORDS[situationOf(snapshot)];
  const toggle = wanted ? 'Leave' : 'Open';
  const retry = retryOf(snapshot);
  return {
    title: title === 'Connecting…' && attempt > 0 ? 'Reconnecting…' : title,
    ...(detail !== undefined && { detail }),
    attempt: attempt > 0 && state !== 'open' ? `attempt ${attempt} of ${maxAttempts}` : '',
    countdown: retryAt === null ? '' : `in ${Math.ceil((retryAt - now) / 1000)} s`,
    buttons: retry === undefined ? toggle : `${toggle}, ${retry}`,
  };
};

export interface Difference {
  readonly part: string;
  readonly shown: string;
  readonly expected: string;
}

/** The parts that do not show what they must. */
export const differences = (shown: PaneView, expected: Partial<PaneView>): readonly Difference[] =>
  Object.entries(expected)
    .map(([part, text]) => ({ part, shown: shown[part as keyof PaneView], expected: text }))
    .filter((one) => one.shown !== one.expected);
