import { describe, expect, it } from 'vitest';
import {
  type FaultCheck,
  findsEndlessReconnects,
  findsFlood,
  findsSharedCounter,
  findsSocketsNobodyAskedFor,
  findsTwoSocketsForOneChat,
} from './fault-checks.js';
import { serveNaive } from './page-server.js';
import { useStage } from './stage.js';

const HASTY = { throttleMs: 30, firstMs: 30, baseMs: 20, maxMs: 60 };
/** Here the throttle alone holds the attempts apart. */
const UNJITTERED = { throttleMs: 250, firstMs: 0, baseMs: 0, maxMs: 0 };

const FAULTS: { name: string; rules: string; check: FaultCheck; options: typeof HASTY; found: string }[] = [
  {
    name: 'F1 an endless reconnect loop',
    rules: '[SE2][RE1]',
    check: findsEndlessReconnects,
    options: HASTY,
    found: 'more than 10 reconnections',
  },
  {
    name: 'F2 two sockets for one chat',
    rules: '[AT1]',
    check: findsTwoSocketsForOneChat,
    options: HASTY,
    found: 'several sockets at once for one chat',
  },
  {
    name: 'F3 one counter for all chats',
    rules: '[SE8]',
    check: findsSharedCounter,
    options: HASTY,
    found: 'another chat begins at attempt 10',
  },
  {
    name: 'F4 a flood of attempts',
    rules: '[AT2]',
    check: findsFlood,
    options: UNJITTERED,
    found: 'attempts follow each other faster than the throttle',
  },
  {
    name: 'F5 sockets nobody looks at',
    rules: '[SE1]',
    check: findsSocketsNobodyAskedFor,
    options: HASTY,
    found: '3 sockets before any chat was selected',
  },
];

const sound = useStage();
const naive = useStage(serveNaive);

describe('the five faults', () => {
  for (const { name, rules, check, options, found } of FAULTS) {
    it(`${rules} the page does not have ${name}; in the naive page, the negative control, the same check finds it`, async () => {
      const [gateway, naiveGateway] = await Promise.all([sound.gateway(), naive.gateway()]);
      const [page, naivePage] = await Promise.all([
        sound.enter(gateway, options),
        naive.enter(naiveGateway, { everyMs: 50 }),
      ]);
      const findings = await Promise.all([
        check(page, gateway, options.throttleMs),
        check(naivePage, naiveGateway, options.throttleMs),
      ]);
      expect(findings).toEqual([[], [found]]);
    });
  }
});
