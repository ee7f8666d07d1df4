import { logIn } from '../faults/gateway-process.js';
import { startGateway } from '../gateway/gateway.js';
import type { Consumer } from './consumer.js';
import { run } from './run.js';

/** The programs of the consumer that say a word in a chat. */
export const TALKS = ['talk-by-import.mjs', 'talk-by-require.cjs'];

export const TALKED = {
  code: 0,
  stderr: '',
  said: { from: 'ana', text: 'hello', states: ['idle', 'connecting', 'open', 'idle'] },
  closes: [1000],
};

/** Runs one of them under a Node, against a gateway of its own. */
export const talk = async (
  consumer: Consumer,
  program: string,
  node: { readonly command: string; readonly args: readonly string[] },
) => {
  const gateway = await startGateway();
  try {
    const token = await logIn({ origin: gateway.url }, 'ana');
    const { stdout, ...ended } = await run(node.command, [...node.args, program, gateway.url, token], consumer.folder);
    const { isNative, ...said } = JSON.parse(stdout || '{}');
    return { isNative, result: { ...ended, said, closes: gateway.connections.records.map(({ code }) => code) } };
  } finally {
    await gateway.stop();
  }
};
