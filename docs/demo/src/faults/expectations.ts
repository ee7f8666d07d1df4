/** The close codes that a gateway has most use for, with the reason that goes well with each. */
export const CLOSES: readonly { readonly code: number; readonly name: string; readonly reason: string }[] = [
  { code: 1000, name: 'normal', reason: '' },
  { code: 1001, name: 'going away', reason: '' },
  { code: 1002, name: 'protocol error', reason: '' },
  { code: 1008, name: 'policy', reason: '' },
  { code: 1011, name: 'internal error', reason: '' },
  { code: 1012, name: 'restart', reason: '' },
  { code: 1013, name: 'try again later', reason: 'retry-after=20' },
  { code: 4401, name: 'unauthorized', reason: '' },
  { code: 4403, name: 'forbidden', reason: '' },
  { code: 4404, name: 'not found', reason: '' },
  { code: 4409, name: 'conflict', reason: '' },
  { code: 4429, name: 'too many', reason: 'retry-after=60' },
  { code: 4503, name: 'unavailable', reason: 'retry-after=30' },
];

/** What to look for after a press: in the words of the chart. */
export const EXPECTATIONS = {
  'line good': 'The way is free: whoever waits gets through at the next attempt.',
  'line slow': 'Every segment takes a second. Connecting takes longer; nothing is given up.',
  'line cut': 'Nothing gets through and nobody is told. A ping goes unanswered: probing, then backoff.',
  drop: 'Both ends see a reset, 1006: backoff, a short wait, and back.',
  silence: 'Half-open: nobody is told. A ping goes unanswered within 10 s, then backoff and a new socket.',
  'handshakes accepted': 'The next attempt opens; one that hangs opens now.',
  'handshakes refused': 'Each attempt is answered with 503. Drop the sockets, and watch the attempts count up.',
  'handshakes hung': 'Attempts get no answer, and end after 10 s. Drop the sockets to see one.',
  'gateway running': 'It is back. The next attempt opens, and what was missed comes in order.',
  'gateway stopped': 'Closed with 1001. Attempts fail, with longer and longer waits, at last failed.',
  'expire-tokens':
    'Closed with 4401: a new ticket, and an attempt at once, throttled if too soon. Twice in a row is failed.',
  offline: 'The page says offline and the line is cut. What is lost now is parked: no timer, no attempt.',
  online: 'Back online: what was parked attempts now; what is open is probed.',
  freeze: 'As in a background tab: the socket is closed cleanly and the chat is parked.',
  thaw: 'Awake: an attempt now, or as soon as the throttle lets it.',
  refresh: 'Asks for a new ticket and attempts at once, throttled if too soon. Twice in a row is failed.',
  fatal: 'Refused for good: failed, and quiet until you retry.',
  later: 'Backoff, and not before the gateway said so. Nothing shortens that wait but you.',
  retry: 'An ordinary loss: backoff, a short wait, and back.',
} as const;

const MEANINGS: Readonly<Record<number, keyof typeof EXPECTATIONS>> = {
  1008: 'refresh',
  1013: 'later',
  4401: 'refresh',
  4403: 'fatal',
  4404: 'fatal',
  4409: 'fatal',
  4429: 'later',
  4503: 'later',
};

export const meaningOf = (code: number): keyof typeof EXPECTATIONS => MEANINGS[code] ?? 'retry';
