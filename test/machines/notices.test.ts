import { expect, test } from 'vitest';
import { initialContext } from '../../machines/connection.context.js';
import { type ConnectionReport, report } from '../../machines/connection.notices.js';
import { noteOpening } from '../../machines/connection.patches.js';
import { defaultPolicy } from '../../machines/index.js';

const POLICY = { ...defaultPolicy, now: () => 5_000 };
const CONTEXT = {
  ...initialContext('42'),
  attempt: 3,
  socketId: 7,
  trigger: 'woken',
  startedAt: 1_000,
  openedAt: 2_000,
  wait: { waitMs: 250, retryAt: 9_000 },
} as const;
const END = { kind: 'lost', message: 'gone', close: null, verdict: 'retry' } as const;
const ENDED = { type: 'connection.ended', ...END } as const;

const SAID: Readonly<Record<ConnectionReport, object>> = {
  'attempt.started': { type: 'attempt.started', trigger: 'woken' },
  'attempt.opened': { type: 'attempt.opened', durationMs: 4_000 },
  'attempt.cancelled': { type: 'attempt.cancelled', durationMs: 4_000 },
  'attempt.throttled': { type: 'attempt.throttled', trigger: 'woken', waitMs: 250 },
  'retry.scheduled': { type: 'retry.scheduled', waitMs: 250 },
  'connection.proved': { type: 'connection.proved', durationMs: 3_000 },
  'chat.failed': { type: 'chat.failed' },
  'probe.sent': { type: 'probe.sent' },
  'probe.overdue': { type: 'probe.overdue' },
  'offline.discredited': { type: 'offline.discredited' },
  end: { type: 'connection.lost', durationMs: 3_000, end: END },
};

test.each(Object.entries(SAID))(
  '[OB1] the notice of %s says how long, and of which attempt and socket',
  (name, said) => {
    const notice = report(CONTEXT, ENDED, POLICY, { notice: name as ConnectionReport });
    expect(notice).toEqual({ ...said, attempt: 3, socketId: 7 });
  },
);

test('[OB1] an attempt that ends says how long it took, from its start', () => {
  const failed = { ...ENDED, kind: 'handshake' } as const;
  expect(report(CONTEXT, failed, POLICY, { notice: 'end' })).toEqual({
    ...{ type: 'attempt.failed', durationMs: 4_000, attempt: 3, socketId: 7 },
    end: { ...END, kind: 'handshake' },
  });
});

test('[OB1] a connection is open from the moment it opens', () => {
  expect(noteOpening(CONTEXT, { type: 'socket.opened' }, POLICY, undefined)).toEqual({ openedAt: 5_000 });
});
