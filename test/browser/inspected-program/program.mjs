// A program as a user of the package has it: one chat, inspected. It says each snapshot, and does what it is told.
import { createInterface } from 'node:readline';
import { createChatConnections } from 'evenkeel';
import { createInspector } from 'evenkeel/inspect';
import { WebSocket } from 'ws';

const [, , gateway, token] = process.argv;
const inspector = createInspector();
const chats = createChatConnections({
  gateway,
  WebSocket,
  query: { token },
  throttleMs: 0,
  backoff: () => 600_000,
  lingerMs: 0,
  inspect: inspector,
});
await inspector.serve();
chats.get('1').subscribe((snapshot) => process.stdout.write(`${JSON.stringify(snapshot)}\n`));

const commands = {
  select: () => chats.select('1'),
  release: () => chats.select(null),
  retry: () => chats.retry(),
};
createInterface({ input: process.stdin })
  .on('line', (command) => commands[command]())
  .on('close', () => chats.dispose());
