/** Run by a Node, a Bun or a Deno of its own: what is seen over its own sockets, as JSON. Then it has nothing more to do. */
import { see } from './seen.js';

const [origin = ''] = process.argv.slice(2);
// biome-ignore lint/suspicious/noConsole: what all of them have to say something by.
console.log(JSON.stringify(await see({ origin })));
