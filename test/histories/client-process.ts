/** Clients in a process of their own, with an outbox in memory, as `startClients` starts them. */
import { WebSocket } from 'ws';
import { memoryOutbox } from '../../src/delivery/index.js';
import { onOrder, programSettings, tellParent } from '../support/child-program.js';
import type { ClientOrder, ClientTold } from './client-program.js';
import { type PlayerSettings, startPlayer } from './player.js';
import type { Item } from './record.js';

const TOLD_EVERY_MS = 10;

const untold: Item[] = [];
const tell = (told: ClientTold) => tellParent(told);
const tellItems = () => {
  if (untold.length > 0) tell({ type: 'items', items: untold.splice(0) });
};
setInterval(tellItems, TOLD_EVERY_MS);

const players = programSettings<readonly PlayerSettings[]>().map((settings) =>
  startPlayer(settings, `${settings.client}/1`, (item) => untold.push(item), { outbox: memoryOutbox(), WebSocket }),
);
onOrder<ClientOrder>(({ type, order }) => {
  for (const player of players) if (type !== 'rest') player[type]();
  tellItems();
  tell({ type: 'done', order, rest: players.flatMap((player) => player.rest()) });
});
