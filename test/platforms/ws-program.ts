/** Run by a Node of its own: what is seen over the sockets of the `ws` package, as JSON. */
import { WebSocket } from 'ws';
import { see } from './seen.js';

const [origin = ''] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await see({ origin, WebSocket })));
