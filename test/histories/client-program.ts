import { join } from 'node:path';
import { startChildProgram } from '../support/child-program.js';
import type { PlayerSettings } from './player.js';
import type { Item, RecordItem } from './record.js';

type Rest = readonly Extract<Item, { type: 'rests' }>[];

export interface ClientOrder {
  readonly type: 'quiet' | 'rest';
  readonly order: number;
}

export type ClientTold =
  | { readonly type: 'items'; readonly items: readonly Item[] }
  | { readonly type: 'done'; readonly order: number; readonly rest: Rest };

/** Clients, wherever they run. */
export interface Crew {
  /** Nobody sends anything more, and everybody wants every chat. */
  quiet(): Promise<void>;
  /** How all of them are now. What they recorded before is recorded then. */
  rest(): Promise<Rest>;
}

const PROGRAM = join(import.meta.dirname, 'client-process.ts');

/** A process with clients whose outboxes are in memory; `end` kills it. */
export async function startClients(
  settings: readonly PlayerSettings[],
  record: RecordItem,
): Promise<Crew & { end(): Promise<void> }> {
  const program = await startChildProgram<ClientOrder, ClientTold>(PROGRAM, settings);
  program.on((told) => {
    if (told.type === 'items') for (const item of told.items) record(item);
  });
  let orders = 0;
  const obey = async (type: ClientOrder['type']): Promise<Rest> => {
    orders += 1;
    const order = orders;
    const done = program.first((told) => (told.type === 'done' && told.order === order ? told.rest : undefined));
    program.tell({ type, order });
    return done;
  };
  return {
    quiet: async () => void (await obey('quiet')),
    rest: () => obey('rest'),
    end: program.kill,
  };
}
