/** A subject's server as a process of its own: `server-process.ts <subject> <port> <file>`. It ends with the one that started it. */
import Database from 'libsql';
import type { ServerOrder } from './serve-subject.js';
import { subjectOf } from './subjects.js';

const [name = '', port = '0', file = ':memory:'] = process.argv.slice(2);
const server = await subjectOf(name).serve(Number(port), new Database(file));

process.on('message', async (order: ServerOrder) => {
  if (order.type === 'log') process.send?.(await server.log());
  else for (const text of order.texts) server.publish(text);
});
process.on('disconnect', () => process.exit());
process.send?.(server.port);
