import { describe, expect, test } from 'vitest';
import { accepts, acceptsThenCloses, createFakePage, refuses, sequence } from '../../src/testing/index.js';
import { type Session, startSession } from '../support/session.js';

const stanceOf = ({ at }: Session) => [at('42').state, at('42').phase, at('42').attempt];

const startFrozen = async (options = {}) => {
  const session = startSession(options);
  await session.open('42');
  await session.clock.advanceAsync(5_000);
  session.page.freezes();
  return session;
};

describe('resuming', () => {
  test('[PL3] attempts at once, and says for how long the connection was gone', async () => {
    const session = await startFrozen();
    session.clock.sleep(300_000);
    session.page.resumes();
    expect(stanceOf(session)).toEqual(['connecting', 'dialing', 0]);
    await session.clock.advanceAsync(0);
    expect(session.events.at(-1)).toEqual({
      at: 305_000,
      type: 'open',
      event: { chatId: '42', attempt: 0, reconnected: true, lostForMs: 300_000, protocol: null },
    });
    expect(session.logged('attempt.started').at(-1)?.trigger).toBe('woken');
  });

  test('[PL3, AT2] holds the throttle', async () => {
    const session = startSession();
    await session.open('42');
    session.page.freezes();
    await session.clock.advanceAsync(500);
    session.page.resumes();
    const { state } = session.at('42');
    await session.clock.advanceAsync(5_000);
    expect([state, session.dialedAt('42')]).toEqual(['throttled', [0, 2_000]]);
  });

  test.each(['online', 'visible'] as const)('[PL1] %s does not end parked while frozen', async (signal) => {
    const session = await startFrozen();
    session.clock.sleep(300_000);
    const before = session.at('42');
    session.page.emits(signal);
    await session.clock.advanceAsync(60_000);
    expect([session.at('42'), session.dialedAt('42')]).toEqual([before, [0]]);
  });

  test('[PL1] while offline waits for online, in whatever order they come', async () => {
    const resumedFirst = await startFrozen();
    resumedFirst.page.goesOffline();
    resumedFirst.page.resumes();
    const offline = stanceOf(resumedFirst);
    resumedFirst.page.comesOnline();
    const onlineFirst = await startFrozen();
    onlineFirst.page.goesOffline();
    onlineFirst.page.comesOnline();
    const frozen = stanceOf(onlineFirst);
    onlineFirst.page.resumes();
    expect([offline, stanceOf(resumedFirst), frozen, stanceOf(onlineFirst)]).toEqual([
      ['backoff', 'parked', 0],
      ['connecting', 'dialing', 0],
      ['backoff', 'parked', 0],
      ['connecting', 'dialing', 0],
    ]);
  });

  test('[PL1] retry() while frozen restores the budget only', async () => {
    const session = startSession();
    session.gateway.behave(sequence(refuses(), accepts()));
    session.chats.select('42');
    await session.clock.advanceAsync(1);
    session.page.freezes();
    const { attempt } = session.at('42');
    session.chats.get('42').retry();
    await session.clock.advanceAsync(60_000);
    expect([attempt, stanceOf(session), session.dialedAt('42')]).toEqual([1, ['backoff', 'parked', 0], [0]]);
    session.page.resumes();
    await session.clock.advanceAsync(0);
    expect(stanceOf(session)).toEqual(['open', 'healthy', 0]);
  });

  test('[RE5, PL3] returns to waiting for the rest of what a server asked for', async () => {
    const session = startSession({ random: () => 0 });
    session.gateway.behave(sequence(acceptsThenCloses(1013, 'retry-after=60'), accepts()));
    await session.open('42');
    session.page.freezes();
    session.clock.sleep(20_000);
    session.page.resumes();
    expect(stanceOf(session)).toEqual(['backoff', 'waiting', 1]);
    await session.clock.advanceAsync(40_000);
    expect(session.dialedAt('42')).toEqual([0, 60_000]);
  });

  test('[RE5, PL3] does not wait for what retry() had shortened before the freeze', async () => {
    const session = startSession({ random: () => 0 });
    session.gateway.behave(sequence(acceptsThenCloses(1013, 'retry-after=60'), accepts()));
    await session.open('42');
    session.chats.get('42').retry();
    const { state } = session.at('42');
    session.page.freezes();
    session.clock.sleep(5_000);
    session.page.resumes();
    await session.clock.advanceAsync(0);
    expect([state, session.dialedAt('42')]).toEqual(['throttled', [0, 5_000]]);
  });
});

/** A frozen page hears of nothing: what happened meanwhile only its state tells when it is resumed. */
describe('what the network went through while the page was frozen', () => {
  const startUnaware = async () => {
    const { subscribe, emits } = createFakePage();
    const network = { isOnline: true };
    const session = startSession({ signals: { isOnline: () => network.isOnline, subscribe } });
    await session.open('42');
    await session.clock.advanceAsync(5_000);
    return { ...session, network, emits };
  };

  test('[PL1] parked ends with resumed when the page is online again', async () => {
    const session = await startUnaware();
    session.network.isOnline = false;
    session.emits('offline');
    session.emits('frozen');
    session.clock.sleep(300_000);
    session.network.isOnline = true;
    session.emits('resumed');
    await session.clock.advanceAsync(0);
    expect(stanceOf(session)).toEqual(['open', 'healthy', 0]);
  });

  test('[PL1] an attempt that fails counts no failure when the page has gone offline', async () => {
    const session = await startUnaware();
    session.gateway.behave(refuses());
    session.emits('frozen');
    session.clock.sleep(300_000);
    session.network.isOnline = false;
    session.emits('resumed');
    await session.clock.advanceAsync(60_000);
    expect(stanceOf(session)).toEqual(['backoff', 'parked', 0]);
  });
});
