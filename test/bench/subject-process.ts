/** The process of one subject: makes ready, then runs a round whenever it is told to. */
import type { Scale } from './row.js';
import type { Workload } from './turns.js';

const [workload = '', subject = '', scale = 'full'] = process.argv.slice(2);
const { prepare } = (await import(workload)) as Workload;
const { run, end } = await prepare(subject, scale as Scale);

process.on('message', async (message) => {
  if (message === 'run') process.send?.(await run());
  else {
    await end?.();
    process.disconnect();
  }
});
process.send?.('ready');
