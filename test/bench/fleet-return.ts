/** A fleet whose gateway is killed and started again: when how many are back. */
import { setTimeout as delay } from 'node:timers/promises';
import { createRollCall, startFleet } from './fleet.js';
import type { Scale } from './row.js';
import { logIn, serveGateway } from './serve-gateway.js';
import type { Round } from './turns.js';

export const prepare = (name: string, scale: Scale): Round => ({
  async run() {
    const [count, awayMs, patienceMs] = scale === 'full' ? [2_000, 10_000, 60_000] : [3, 10, 20_000];
    const gateway = await serveGateway(scale);
    let token = await logIn(gateway.host);
    const rollCall = createRollCall();
    const { onHeard } = rollCall;
    const end = await startFleet(name, { host: gateway.host, count, token: () => token, onHeard });
    try {
      await rollCall.reaches(count);
      await gateway.kill();
      rollCall.beginAnew();
      await delay(awayMs);
      await gateway.start();
      const startedAt = performance.now();
      token = await logIn(gateway.host);
      const back: Record<string, number> = {};
      for (const percent of [50, 99, 100]) {
        const reached = rollCall.reaches(Math.ceil((count * percent) / 100));
        await Promise.race([reached, delay(Math.max(0, startedAt + patienceMs - performance.now()))]);
        back[`${percent} %`] = (performance.now() - startedAt) / 1_000;
      }
      return { ...back, share: rollCall.size / count };
    } finally {
      end();
      await gateway.kill();
    }
  },
});
