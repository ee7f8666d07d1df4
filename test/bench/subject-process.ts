/** The process of one subject: makes ready, then runs a round whenever it is told to, until it is killed. */
import type { Scale } from './row.js';
import type { Workload } from './turns.js';

const [workload = '', subject = '', scale = 'full', argument = ''] = process.argv.slice(2);
const { prepare } = (await import(workload)) as Workload;
const { run } = await prepare(subject, scale as Scale, argument);

process.on('message', async () => process.send?.(await run()));
process.on('disconnect', () => process.exit());
process.send?.('ready');
