import { join } from 'node:path';
import type pg from 'pg';
import type { MutantName } from '../histories/mutants.js';
import { startChildProgram } from '../support/child-program.js';

/** Of a gateway process: where its logs are, and which rule it breaks. */
export interface GatewaySettings {
  /** A SQLite file; or a PostgreSQL, with the schema of the tables. */
  readonly file?: string;
  readonly postgres?: pg.PoolConfig;
  readonly mutant?: MutantName;
  readonly window?: number;
}

export type GatewayOrder = { readonly order: number } & (
  | { readonly type: 'publish'; readonly chat: string; readonly text: string }
  | { readonly type: 'trim'; readonly chat: string; readonly before: number }
);

export type GatewayTold =
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'done'; readonly order: number; readonly seq: number | null; readonly failure: string | null };

export interface GatewayProcess {
  /** `ws://127.0.0.1:<port>` */
  readonly origin: string;
  readonly isRunning: boolean;
  /** Resolves with the seq; rejects if it is not known whether it is in the log. */
  publish(chat: string, text: string): Promise<number>;
  trim(chat: string, before: number): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

const PROGRAM = join(import.meta.dirname, 'gateway-process.ts');

/** A gateway as a process of its own, on a port that is free. */
export async function startGatewayProcess(settings: GatewaySettings): Promise<GatewayProcess> {
  const program = await startChildProgram<GatewayOrder, GatewayTold>(PROGRAM, settings);
  let orders = 0;
  const obey = async (order: (number: number) => GatewayOrder): Promise<number> => {
    orders += 1;
    const number = orders;
    const done = program.first((told) => (told.type === 'done' && told.order === number ? told : undefined));
    program.tell(order(number));
    const { seq, failure } = await done;
    if (failure !== null) throw new Error(failure);
    return seq ?? 0;
  };
  const port = await program.first((told) => (told.type === 'listening' ? told.port : undefined));
  return {
    origin: `ws://127.0.0.1:${port}`,
    get isRunning() {
      return program.isRunning;
    },
    publish: (chat, text) => obey((order) => ({ type: 'publish', order, chat, text })),
    trim: async (chat, before) => void (await obey((order) => ({ type: 'trim', order, chat, before }))),
    kill: program.kill,
  };
}
