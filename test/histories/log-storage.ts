import type { GatewaySettings } from '../server/gateway-program.js';
import type { Item } from './record.js';

/** Where the gateways of a history have their logs, as whoever runs the database sees it. */
export interface LogStorage {
  /** For a gateway process. */
  readonly settings: GatewaySettings;
  /** So many gateways may use it at once. */
  readonly maxGateways: number;
  /** Reads all that a log has, beside the gateways; nobody may trim it meanwhile. */
  read(chat: string): Promise<Extract<Item, { type: 'logged' }>>;
  /** Takes a backup, beside the gateways; resolves with the head of each chat in it. */
  backUp(backup: number): Promise<Readonly<Record<string, number>>>;
  /** Resolves once nothing is at work any more of gateways that were killed. */
  quiet(): Promise<void>;
  /** No gateway runs. */
  restore(backup: number): Promise<void>;
  /** What may happen to the database, by name. */
  readonly faults: Readonly<Record<string, () => Promise<void>>>;
}
