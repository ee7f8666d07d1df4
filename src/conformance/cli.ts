#!/usr/bin/env node
import { checkGateway } from './check-gateway.js';
import { readCommand } from './node/command-line.js';
import { findWebSocket } from './node/find-web-socket.js';
import { HELP } from './node/help-text.js';
import { tableOf } from './report-table.js';

const EXIT_CODES = { kept: 0, broken: 1, 'not-run': 2 } as const;
const NO_WEB_SOCKET = `Node ${process.versions.node} has no WebSocket: use Node 22 or later, or install ws in this project (npm install ws)`;

async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2), process.env);
  if (command.name === 'help') return print(HELP, 0);
  const WebSocket = await findWebSocket();
  if (WebSocket === undefined) throw new Error(NO_WEB_SOCKET);
  const report = await checkGateway(command.address, { ...command.options, WebSocket });
  print(command.asJson ? `${JSON.stringify(report, null, 2)}\n` : tableOf(report), EXIT_CODES[report.outcome]);
}

/** Ends the process, which a socket that its peer does not close would hold. */
function print(text: string, code: number): void {
  process.stdout.write(text, () => process.exit(code));
}

main().catch((error: unknown) => {
  const words = error instanceof Error ? error.message : String(error);
  process.stderr.write(`evenkeel: ${words}\n`, () => process.exit(2));
});
