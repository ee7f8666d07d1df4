/** A worker of workerd: answers a request, whose body is the server's origin, with what is seen over its own sockets. */
import { see } from '../seen.js';

// biome-ignore lint/style/noDefaultExport: what workerd calls.
export default {
  async fetch(request: Request): Promise<Response> {
    return Response.json(await see({ origin: await request.text() }));
  },
};
