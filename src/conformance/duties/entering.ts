import type { Duty } from '../duty.js';
import { broken, kept, NotAsked } from '../finding.js';

const STATUS_ADVICE: ReadonlyMap<number, string> = new Map(
  [401, 403, 404, 410, 429, 503].map((status) => [
    status,
    `Accept the upgrade, then close with ${4000 + status}: browsers do not see the status of a refused handshake.`,
  ]),
);

function adviceFor(status: number): string {
  const known = STATUS_ADVICE.get(status);
  if (status === 101) return 'Answer with the right Sec-WebSocket-Accept, and choose none but an offered subprotocol.';
  if (known !== undefined) return known;
  if (status === 502 || status === 504)
    return 'Start the server behind the proxy, or correct the address that the proxy has.';
  if (status >= 300 && status < 400) return 'Give the address that it redirects to: a WebSocket follows no redirect.';
  return 'Serve WebSocket at this path, and let the proxy pass on the headers Upgrade and Connection.';
}

const handshake: Duty = {
  id: 'handshake',
  title: 'The handshake is accepted',
  needs: 'any',
  expected: 'the upgrade is accepted',
  advice: 'Serve WebSocket at this path.',
  async run({ contact }) {
    if (contact.outcome === 'refused')
      return broken(`no WebSocket, but HTTP ${contact.status}`, adviceFor(contact.status));
    return kept(contact.outcome === 'open' ? `open after ${contact.handshakeMs} ms` : 'open');
  },
};

const NO_TOKEN = 'without a token there is no wrong one: give `token` (--token)';

const acceptThenClose: Duty = {
  id: 'accept-then-close',
  title: 'A wrong token is refused by a close, not by the handshake',
  needs: 'any',
  expected: 'with a wrong token the upgrade is accepted before the close',
  advice: 'Accept the upgrade, then close with 4401: browsers do not see the status of a refused handshake.',
  async run({ settings, connect }) {
    if (settings.token === undefined) throw new NotAsked(NO_TOKEN);
    const client = await connect('stranger');
    await client.opens();
    return kept('accepted');
  },
};

const unauthorized: Duty = {
  id: '4401',
  title: 'A wrong token is closed with 4401',
  needs: 'any',
  after: ['accept-then-close'],
  expected: 'with a wrong token the server closes with 4401',
  advice: 'Close with 4401 for a token that is not valid, so that clients get a new one.',
  async run({ settings, contact, open }) {
    if (settings.token === undefined) throw new NotAsked(NO_TOKEN);
    const speaksDelivery = contact.outcome === 'open' && contact.protocol === 'delivery';
    const client = await open('stranger');
    if (speaksDelivery) client.says(client.hello());
    const close = await client.closes();
    // A server without delivery may say it by the standard's code, which clients take for the same.
    const isMeant = close?.code === 4401 || (!speaksDelivery && close?.code === 1008);
    return isMeant ? kept(client.ending()) : broken(client.ending());
  },
};

export const ENTERING: readonly Duty[] = [handshake, acceptThenClose, unauthorized];
