import { setTimeout } from 'node:timers/promises';
import { describe, expect, vi } from 'vitest';
import type { EnginePage } from '../engines/engine.js';
import { accepts, acceptsAndAnswers, textFrame } from '../support/raw-servers.js';
import { itNeeds, useEngine } from './engine-stage.js';

const stage = useEngine({ slowsAfterSeconds: 1 });

const HEARTBEAT = { intervalMs: 3_000, timeoutMs: 1_500 };
const FRAME_EVERY_MS = 500;
/** No timer of a chain for this long: they fire once a minute. */
const SLOWED_MS = 3_000;

/** The page is hidden, and has been so until its chained timers are slowed down. */
const hideUntilSlowed = async (page: EnginePage): Promise<void> => {
  await page.evaluate(() => void bare.probes.watchedTimers());
  await page.setHidden(true);
  const fired = () => page.evaluate(() => (Reflect.get(window, 'gaps') as number[]).length);
  await vi.waitFor(
    async () => {
      const before = await fired();
      await setTimeout(SLOWED_MS);
      expect(await fired()).toBe(before);
    },
    { timeout: 40_000, interval: 0 },
  );
};

/** Sends a frame every so often until it is cut off, and never answers. */
const busyServer = () => {
  let isCutOff = false;
  let lastFrameAt = 0;
  const script = accepts((socket) => {
    const timer = setInterval(() => {
      if (isCutOff || !socket.writable) return;
      socket.write(textFrame('news'));
      lastFrameAt = performance.now();
    }, FRAME_EVERY_MS);
    socket.on('close', () => clearInterval(timer));
  });
  const cutOff = () => {
    isCutOff = true;
    return lastFrameAt;
  };
  return { script, cutOff };
};

describe('faults 13 and 16: chats in a hidden tab', () => {
  itNeeds('slowing')(
    '[LI3] a busy one whose link dies is found within 10 s of its deadline, a quiet one that answers is never given up',
    async () => {
      const { script, cutOff } = busyServer();
      const busy = await stage.serve(script);
      const quiet = await stage.serve(acceptsAndAnswers('pong'));
      const page = await stage.open();
      await page.evaluate(
        async ({ heartbeat, ...addresses }) => {
          const url = ({ chatId }: { chatId: string }) => (chatId === 'busy' ? addresses.busy : addresses.quiet);
          const chats = bare.start({ url, heartbeat: { ...heartbeat, ping: () => 'ping' } });
          for (const chatId of ['busy', 'quiet']) {
            chats.retain(chatId);
            await bare.untilChat(chatId, ({ connected }) => connected);
          }
        },
        { busy: busy.origin, quiet: quiet.origin, heartbeat: HEARTBEAT },
      );
      await hideUntilSlowed(page);
      const { state } = await page.evaluate(() => bare.chats.get('busy').getSnapshot());
      const lastFrameAt = cutOff();
      await page.evaluate(() => bare.untilChat('busy', ({ lastFailure }) => lastFailure?.kind === 'half-open'));
      const foundMs = performance.now() - lastFrameAt;
      const seen = await page.evaluate(() => ({
        probesOfQuiet: bare.logged('probe.sent').filter(({ chatId }) => chatId === 'quiet').length,
        lost: bare.logged('connection.lost').map(({ chatId }) => chatId),
      }));

      expect(state).toBe('open');
      expect(foundMs).toBeLessThan(HEARTBEAT.intervalMs + HEARTBEAT.timeoutMs + 10_000);
      expect(seen.lost).toEqual(['busy']);
      expect(seen.probesOfQuiet).toBeGreaterThan(1);
      expect(quiet.upgrades).toHaveLength(1);
    },
  );
});
