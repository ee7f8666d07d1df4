import type { Conditions } from '../../faults/faults.js';

/** The close codes that a gateway has most use for, with the reason that goes well with each. */
export const CLOSES: readonly { readonly code: number; readonly name: string; readonly reason: string }[] = [
  { code: 1000, name: 'normal', reason: '' },
  { code: 1001, name: 'going away', reason: '' },
  { code: 1002, name: 'protocol error', reason: '' },
  { code: 1008, name: 'policy', reason: '' },
  { code: 1011, name: 'internal error', reason: '' },
  { code: 1012, name: 'restart', reason: '' },
  { code: 1013, name: 'try again later', reason: 'retry-after=10' },
  { code: 4401, name: 'unauthorized', reason: '' },
  { code: 4403, name: 'forbidden', reason: '' },
  { code: 4404, name: 'not found', reason: '' },
  { code: 4409, name: 'conflict', reason: '' },
  { code: 4429, name: 'too many', reason: 'retry-after=10' },
  { code: 4503, name: 'unavailable', reason: 'retry-after=10' },
];

interface Expectation {
  /** What is seen at once. */
  readonly now: string;
  /** What follows, unless something hinders it. */
  readonly next: string;
}

/** What to look for after a press, in the words of the chart. */
const EXPECTATIONS = {
  'line good': { now: 'The way is free.', next: 'Whoever waits gets through at the next attempt.' },
  'line slow': { now: 'Every segment takes a second.', next: 'Connecting takes longer; nothing is given up.' },
  'line cut': {
    now: 'Nothing gets through and nobody is told.',
    next: 'A ping goes unanswered: probing, then backoff.',
  },
  drop: { now: 'Both ends see a reset, 1006: backoff.', next: 'A short wait, and it is back.' },
  silence: {
    now: 'Half-open: nobody is told.',
    next: 'A ping goes unanswered within 10 s, then backoff and a new socket.',
  },
  'handshakes accepted': { now: 'A handshake that hangs opens now.', next: 'The next attempt opens.' },
  'handshakes refused': { now: 'Attempts get 503.', next: 'Drop the sockets, and watch the attempts count up.' },
  'handshakes hung': { now: 'Attempts get no answer, and end after 10 s.', next: 'Drop the sockets to see one.' },
  'gateway running': { now: 'It runs again.', next: 'The next attempt opens, and what was missed comes in order.' },
  'gateway stopped': { now: 'Closed with 1001: backoff.', next: '' },
  'expire-tokens': {
    now: 'Closed with 4401: a new ticket, and an attempt at once.',
    next: 'Twice in a row is failed.',
  },
  kill: {
    now: 'No goodbye: 1006, backoff. It starts again with what it had stored.',
    next: 'Soon it is back, and every message is there once.',
  },
  restore: {
    now: 'Killed, and started with the log of the backup.',
    next: 'The chat shows that log. Messages of yours that are not in it are lost, and say so.',
  },
  forget: {
    now: 'The gateway forgets this chat, but for the newest 3 messages.',
    next: 'A page that has seen the others notices nothing; one that was away shows that some are missing.',
  },
  offline: { now: 'The page is offline and the line is cut.', next: '' },
  online: { now: 'The page is online.', next: 'What was parked attempts now; what is open is probed.' },
  freeze: { now: 'As in a background tab: the socket is closed, the chat is parked.', next: '' },
  thaw: { now: 'The page is awake.', next: 'An attempt now, or as soon as the throttle lets it.' },
  refresh: { now: 'A new ticket, and an attempt at once.', next: 'Twice in a row is failed.' },
  fatal: { now: 'Refused for good: failed, and quiet until you retry.', next: '' },
  later: { now: 'Backoff, and not before the gateway said so.', next: 'Only you can shorten that wait.' },
  retry: { now: 'An ordinary loss: backoff.', next: 'A short wait, and it is back.' },
} as const satisfies Record<string, Expectation>;

export type Action = keyof typeof EXPECTATIONS;

/** What is said whatever else is wrong: the connection ends by it, or the hindrance is this itself. */
const UNHINDERED: readonly Action[] = [
  'fatal',
  'forget',
  'freeze',
  'offline',
  'line cut',
  'handshakes refused',
  'handshakes hung',
];

interface Page {
  readonly isOffline: boolean;
  readonly isFrozen: boolean;
}

/** Why a chat that lost its connection does not come back, if it does not. */
const hindranceIn = ({ gateway, handshakes, line }: Conditions, { isOffline, isFrozen }: Page): string | null => {
  if (isFrozen) return 'No attempt while the page is frozen.';
  if (isOffline) return 'No attempt while the page is offline: parked, without a timer.';
  if (gateway === 'stopped')
    return 'Attempts fail while the gateway is stopped, after longer and longer waits: at last failed.';
  if (handshakes === 'refused')
    return 'Attempts fail while handshakes are refused, after longer and longer waits: at last failed.';
  if (handshakes === 'hung') return 'Attempts end after 10 s each while handshakes hang: at last failed.';
  if (line === 'cut') return 'Attempts end after 10 s each while the line is cut: at last failed.';
  return null;
};

/** What happens after a press, as things are then. */
export const expectationOf = (action: Action, conditions: Conditions, page: Page): string => {
  const { now, next } = EXPECTATIONS[action];
  const hindrance = UNHINDERED.includes(action) ? null : hindranceIn(conditions, page);
  return [now, hindrance ?? next].filter(Boolean).join(' ');
};

const MEANINGS: Readonly<Record<number, Action>> = {
  1008: 'refresh',
  1013: 'later',
  4401: 'refresh',
  4403: 'fatal',
  4404: 'fatal',
  4409: 'fatal',
  4429: 'later',
  4503: 'later',
};

export const meaningOf = (code: number): Action => MEANINGS[code] ?? 'retry';
