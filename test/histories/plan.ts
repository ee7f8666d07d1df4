import type { MutantName } from './mutants.js';

/** What a history is made of. */
export interface Plan {
  readonly seed: number;
  /** How long things go wrong; peace comes after. */
  readonly faultsMs: number;
  readonly database: 'postgres' | 'sqlite';
  /** Clients in processes; those in pages come on top. */
  readonly clients: number;
  readonly pages: number;
  readonly chats: number;
  /** Each client is in so many of them. */
  readonly chatsOfEach: number;
  /** Each client does something about so often. */
  readonly everyMs: number;
  /** Between two faults, about. */
  readonly pauseMs: number;
  readonly mutant?: MutantName;
}

/** Of the window that the gateways offer, so that bursts fill it. */
export const WINDOW = 8;

/** Clients that share a process. */
export const CLIENTS_OF_PROCESS = 12;

/** Clients that share a network. */
export const CLIENTS_OF_PROXY = 8;
