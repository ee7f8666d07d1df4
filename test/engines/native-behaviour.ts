/** Run by a Node of its own: what its native WebSocket does, as JSON. */
import { runSocketProbes } from '../browser/bare-page/socket-probes.js';

const [origin = '', otherOrigin = ''] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await runSocketProbes(origin, otherOrigin)));
// Some of its sockets are never done.
process.exit();
