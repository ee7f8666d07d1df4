import * as commands from './delivery.commands.js';
import * as delays from './delivery.delays.js';
import * as guards from './delivery.guards.js';
import * as patches from './delivery.patches.js';

/** What the names in the delivery chart mean. */
export const deliveryNames = { guards, delays, patches, commands };
