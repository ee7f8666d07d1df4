import { type CloseInfo, classifyClose } from '../domain/close-codes.js';
import type { Cursor } from '../domain/delivery-frames.js';
import { randomText } from '../domain/random-text.js';
import type { CheckSettings } from './check-options.js';
import { type Client, closeWords } from './client.js';
import type { DutyContext, FirstContact } from './duty.js';
import { Unmet } from './finding.js';
import { entranceOf } from './visitor-address.js';

/** Connects once, and finds out what the server speaks. */
export async function makeContact(
  settings: CheckSettings,
  { connect }: Pick<DutyContext, 'connect'>,
): Promise<FirstContact> {
  const { clock, protocol } = settings;
  const startedAt = clock.now();
  const client = await connect();
  await client.opens().catch(ignoreUnmet);
  if (!client.hasOpened) return whyClosed(settings, client);
  const handshakeMs = Math.round(clock.now() - startedAt);
  const open = (found: 'plain' | 'delivery', start: Cursor | null = null) =>
    ({ outcome: 'open', protocol: found, handshakeMs, start }) as const;
  if (protocol === 'plain') {
    const close = await client.leaves();
    return refusalIn(close) ?? open('plain');
  }
  const sender = randomText();
  const hello = client.hello({ senders: [{ id: sender, acked: 0 }] });
  client.says(hello);
  const isEcho = () => client.texts.includes(JSON.stringify(hello));
  await client.until(() => client.of('welcome').length > 0 || isEcho(), 'welcome').catch(ignoreClose);
  const [welcome] = client.of('welcome');
  if (welcome === undefined) return refusalIn(client.close) ?? open(protocol === 'auto' ? 'plain' : protocol);
  client.says({ t: 'msg', s: sender, n: 1, d: settings.message });
  await client.until(() => client.of('ack').length + client.of('nack').length > 0, 'ack').catch(ignoreClose);
  const [nack] = client.of('nack');
  const { epoch, head: seq, tag } = welcome;
  if (nack === undefined) return open('delivery', { epoch, seq, tag });
  return none(`The application refuses the message that is sent to check it (${nack.code}): name one that it takes`);
}

const none = (problem: string): FirstContact => ({ outcome: 'none', problem });

const ignoreUnmet = (error: unknown) => {
  if (!(error instanceof Unmet)) throw error;
};

/** What the server closed with tells more than what did not come. */
const ignoreClose = () => undefined;

async function whyClosed(settings: CheckSettings, client: Client): Promise<FirstContact> {
  const { address, protocols } = await entranceOf(settings, 'user');
  // As the `ws` package words it.
  const told = /Unexpected server response: (\d{3})/.exec(client.failure ?? '')?.[1];
  const status = told === undefined ? await settings.handshakeStatus?.(address, protocols) : Number(told);
  if (typeof status === 'number') return { outcome: 'refused', status };
  if (client.close === undefined) return none(`No connection: the handshake was not answered in time`);
  return none(`No connection: ${client.ending()}`);
}

const WORDS: ReadonlyMap<number, string> = new Map([
  [4401, 'give a token that it takes'],
  [1008, 'give a token that it takes'],
  [4403, 'give the token of a user who may enter'],
  [4404, 'name a chat that there is'],
  [4410, 'name a chat that there is'],
]);

/** Why somebody is not let in, if that is what the server said. */
function refusalIn(close: CloseInfo | undefined): FirstContact | undefined {
  if (close === undefined) return undefined;
  const words = typeof classifyClose(close) === 'object' ? 'come later' : WORDS.get(close.code);
  return words === undefined ? undefined : none(`The server closed with ${closeWords(close)}: ${words}`);
}
