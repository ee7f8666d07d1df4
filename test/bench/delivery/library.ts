import { BUILT } from '../library.js';

const folder = process.env[BUILT];

/** Both halves of delivery as their users get them; their sources, where nothing was built. */
export const { createDelivery } = (await import(
  folder === undefined ? '../../../src/delivery/index.js' : `${folder}/dist/src/delivery/index.js`
)) as typeof import('../../../src/delivery/index.js');

export const { createDeliveryServer, sqliteStore } = (await import(
  folder === undefined ? '../../../src/server/index.js' : `${folder}/dist/src/server/index.js`
)) as typeof import('../../../src/server/index.js');
