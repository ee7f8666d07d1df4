import { indexedDbOutbox } from '../../../src/delivery/index.js';
import { type PlayerSettings, startPlayer } from '../player.js';
import type { Item } from '../record.js';

/** In the address of the page. */
export interface PageSettings extends PlayerSettings {
  /** Takes what is recorded. */
  readonly recorder: string;
}

const TOLD_EVERY_MS = 100;

const { recorder, ...settings } = JSON.parse(decodeURIComponent(location.hash.slice(1))) as PageSettings;
const life = `${settings.client}/${crypto.randomUUID().slice(0, 8)}`;
const untold: Item[] = [];
/** Returns when it is recorded: the page may end at any moment. */
const tell = () => {
  if (untold.length === 0) return;
  const request = new XMLHttpRequest();
  request.open('POST', recorder, false);
  request.send(JSON.stringify(untold.splice(0)));
};
setInterval(tell, TOLD_EVERY_MS);

const player = startPlayer(
  { ...settings, seed: settings.seed + Math.floor(performance.timeOrigin) },
  life,
  (item) => {
    untold.push(item);
    // What was given, and how it ended, is known before the page does anything else.
    if (item.type === 'given' || (item.type === 'told' && item.status !== 'sent')) tell();
  },
  { outbox: indexedDbOutbox({ account: settings.client }) },
);

const calls = {
  life,
  quiet: player.quiet,
  rest: () => {
    tell();
    return player.rest();
  },
  /** Sends so many messages, and reloads. */
  burstAndReload: (count: number, afterMs: number) => {
    player.burst(count);
    if (afterMs === 0) location.reload();
    else setTimeout(() => location.reload(), afterMs);
  },
  burst: player.burst,
};

globalThis.historyPage = calls;

declare global {
  var historyPage: typeof calls;
}
