import type { MutantName } from './mutants.js';

/** What a history is made of. */
export interface Plan {
  readonly seed: number;
  /** What goes wrong first, by name: every fault once, unless told. */
  readonly script?: readonly string[];
  /** How long things go wrong, by chance after the script; then there is peace. */
  readonly faultsMs: number;
  /** How long peace may take at most until all is said. */
  readonly peaceMs: number;
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
