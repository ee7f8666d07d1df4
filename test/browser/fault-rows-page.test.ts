import { setTimeout } from 'node:timers/promises';
import { describe, expect, vi } from 'vitest';
import { DISTANT_HOST, type EnginePage } from '../engines/engine.js';
import { itNeeds, useEngine } from './engine-stage.js';

const stage = useEngine();

/** Ten minutes for the library, if its clock runs that much faster. */
const TIMES_FASTER = 150;
const TEN_MINUTES = 600_000 / TIMES_FASTER;
/** Where engines are compared there is time for all that they do to the timers of a hidden page. */
const HIDDEN_MS = process.env['ENGINE'] === undefined ? 4_000 : 60_000;

interface Start {
  readonly gateway: string;
  readonly token: string;
  readonly timesFaster: number;
  readonly throttleMs: number;
  readonly heartbeat: { readonly intervalMs: number; readonly timeoutMs: number } | null;
}

/** The bare page, with chat 1 open at a real gateway. */
async function openChat(host: string, start: Partial<Start> = {}) {
  const gateway = await stage.gateway();
  const page = await stage.open();
  await page.evaluate(
    async ({ timesFaster, token, heartbeat, ...options }: Start) => {
      bare
        .start(
          {
            ...options,
            query: { token },
            random: () => 0.5,
            // A handshake on a busy machine takes its own time, however fast the clock.
            connectTimeoutMs: 5000 * timesFaster,
            ...(heartbeat && { heartbeat: { ...heartbeat, ping: () => '{"type":"ping"}' } }),
          },
          timesFaster,
        )
        .select('1');
      await bare.untilChat('1', ({ connected }) => connected);
    },
    {
      gateway: gateway.url.replace('127.0.0.1', host),
      token: gateway.token,
      timesFaster: 1,
      throttleMs: 2000,
      heartbeat: null,
      ...start,
    },
  );
  return { gateway, page };
}

/** Where chat 1 stands, once it is open. */
const onceOpen = (page: EnginePage) =>
  page.evaluate(async () => {
    const { state, attempt, lastFailure } = await bare.untilChat('1', ({ connected }) => connected);
    return { state, attempt, failed: lastFailure?.kind ?? null, made: bare.sockets.made().length };
  });

describe('fault 15: the network goes and comes', () => {
  const itGoesOffline = itNeeds('offline');

  itGoesOffline('[PL1, LI2] offline for 10 minutes, the gateway gone: one loss, no attempt until online', async () => {
    // The first ping is sent after half of it: until then no frame discredits the hint.
    const heartbeat = { intervalMs: 300_000, timeoutMs: 600 * TIMES_FASTER };
    const { gateway, page } = await openChat(DISTANT_HOST, { timesFaster: TIMES_FASTER, heartbeat });
    await page.setOffline(true);
    await Promise.all([gateway.stop(), setTimeout(TEN_MINUTES)]);
    const offline = await page.evaluate(() => {
      const { state, phase, attempt } = bare.chats.get('1').getSnapshot();
      return { state, phase, attempt, made: bare.sockets.made().length, timers: bare.clock.pending() };
    });
    expect(offline).toEqual({ state: 'backoff', phase: 'parked', attempt: 1, made: 1, timers: 0 });
    await gateway.start();
    await page.setOffline(false);
    expect(await onceOpen(page)).toMatchObject({ state: 'open', attempt: 1, made: 2 });
    expect(gateway.connections.accepted()).toBe(2);
  });

  itGoesOffline('[LI5] without a heartbeat the connection stays, and online replaces it: no failure', async () => {
    const { gateway, page } = await openChat(DISTANT_HOST);
    await page.setOffline(true);
    await setTimeout(1000);
    expect(await onceOpen(page)).toEqual({ state: 'open', attempt: 0, failed: null, made: 1 });
    await page.evaluate(() => {
      Reflect.set(window, 'reopened', new Promise((resolve) => bare.chats.on('open', resolve)));
    });
    await page.setOffline(false);
    const reopened = await page.evaluate(() => Reflect.get(window, 'reopened') as unknown);
    expect(reopened).toMatchObject({ attempt: 0, reconnected: true });
    await vi.waitFor(() => expect(gateway.connections.open()).toBe(1));
  });

  itGoesOffline('[LI5, AT2] flapping as fast as it can be made to: attempts keep their distance', async () => {
    const { page } = await openChat(DISTANT_HOST, { throttleMs: 300 });
    for (let flaps = 0; flaps < 100; flaps += 1) {
      await page.setOffline(true);
      await page.setOffline(false);
    }
    const { state } = await onceOpen(page);
    const seen = await page.evaluate(() => ({
      isApart: bare.sockets.shortestGapMs() >= 299,
      mostOfOneChat: bare.sockets.mostOfOneChat(),
      failed: bare.logged('chat.failed').length,
    }));
    // How many attempts count depends on the moment: a handshake that was cut off offline may be told of when the page is online again.
    expect({ state, ...seen }).toEqual({ state: 'open', isApart: true, mostOfOneChat: 1, failed: 0 });
  });
});

describe('fault 16: the page sleeps', () => {
  itNeeds('back/forward cache')(
    '[PL3] back/forward cache and back: clean 1000 at once, open again, no failure',
    async () => {
      const { gateway, page } = await openChat('127.0.0.1');
      const codes = () => gateway.connections.records.map(({ code }) => code);
      await page.evaluate(() => void Reflect.set(window, 'isTheSamePage', true));
      await page.goto(stage.elsewhere());
      await vi.waitFor(() => expect(codes()).toEqual([1000]));
      await page.back();
      const isTheSamePage = () => page.evaluate(() => Reflect.get(window, 'isTheSamePage') as unknown);
      await vi.waitFor(async () => expect(await isTheSamePage()).toBe(true), 10_000);
      expect(await onceOpen(page)).toEqual({ state: 'open', attempt: 0, failed: null, made: 2 });
      expect(codes()).toEqual([1000, null]);
    },
  );

  itNeeds('freeze')(
    '[PL3] frozen for 5 minutes: clean 1000 at once, open again when it resumes, no failure',
    async () => {
      const { gateway, page } = await openChat('127.0.0.1', { timesFaster: TIMES_FASTER });
      const codes = () => gateway.connections.records.map(({ code }) => code);
      await page.setFrozen(true);
      await vi.waitFor(() => expect(codes()).toEqual([1000]));
      await setTimeout(TEN_MINUTES / 2);
      expect(codes()).toEqual([1000]);
      await page.setFrozen(false);
      expect(await onceOpen(page)).toEqual({ state: 'open', attempt: 0, failed: null, made: 2 });
      expect(codes()).toEqual([1000, null]);
    },
  );

  itNeeds('hiding')('[LI3] hidden, with timers that fire late: probed, and never given up', async () => {
    // Ten times faster, a timer that the engine aligns to a second is up to 10 s late, and an answer within 1.5 s is in time.
    const heartbeat = { intervalMs: 5000, timeoutMs: 15_000 };
    const { gateway, page } = await openChat('127.0.0.1', { timesFaster: 10, heartbeat });
    await page.setHidden(true);
    await setTimeout(HIDDEN_MS);
    const probes = await page.evaluate(() => bare.logged('probe.sent').length);
    await page.setHidden(false);
    expect(probes).toBeGreaterThan(1);
    expect(await onceOpen(page)).toEqual({ state: 'open', attempt: 0, failed: null, made: 1 });
    expect(gateway.connections.records.map(({ code }) => code)).toEqual([null]);
  });
});
