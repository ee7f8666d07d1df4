import { byteLengthOf } from '../../domain/byte-length.js';
import type { EventFrame, HelloFrame, Nacked, WelcomeFrame } from '../../domain/delivery-frames.js';
import { randomText } from '../../domain/random-text.js';
import type { CheckSettings } from '../check-options.js';
import type { Client } from '../client.js';
import { NotAsked, Unmet } from '../finding.js';

/** Above this no frame is sent, whatever the server's limit is. */
const MAX_SENT_BYTES = 4_194_304;

export const newSender = randomText;

/** A hello of a sender that the server may not know, without a cursor. */
export const fromStart = (...senders: readonly string[]): Partial<HelloFrame> => ({
  senders: senders.map((id) => ({ id, acked: 0 })),
});

export type OwnEvent = Extract<EventFrame, { readonly from: string }>;

/** The events of a sender that have come, in the order in which they came. */
export const eventsOf = (client: Client, sender: string): readonly OwnEvent[] =>
  client.of('event').filter((event): event is OwnEvent => event.from === sender);

export const numbersOf = (client: Client, sender: string): number[] => eventsOf(client, sender).map(({ n }) => n);

export function sayNumber(client: Client, s: string, n: number, { message }: CheckSettings): void {
  client.says({ t: 'msg', s, n, d: message });
}

/** Waits until a number is settled by an `ack`, of it or of a higher one. A `nack` is the application's, and no fault. */
export async function acked(client: Client, sender: string, n: number, count = 1): Promise<void> {
  const nack = () => client.of('nack').find(({ s, n: refused }) => s === sender && refused === n);
  const acks = () => client.of('ack').filter(({ s, n: settled }) => s === sender && settled >= n);
  await client.until(() => acks().length >= count || nack() !== undefined, `ack for n = ${n}`);
  const code = nack()?.code;
  if (code !== undefined)
    throw new NotAsked(`the application refused the message (${code}): give \`message\` (--message)`);
}

/** Waits for the event of a number. */
export async function eventComes(client: Client, sender: string, n: number): Promise<OwnEvent> {
  const event = () => eventsOf(client, sender).find((one) => one.n === n);
  await client.until(() => event() !== undefined, `event for n = ${n}`);
  return event() as OwnEvent;
}

/** Sends a message, and waits for its `ack` and its event. */
export async function eventOf(client: Client, sender: string, n: number, settings: CheckSettings): Promise<OwnEvent> {
  sayNumber(client, sender, n, settings);
  await acked(client, sender, n);
  return eventComes(client, sender, n);
}

/** The message as a frame of so many bytes: a receiver ignores fields that it does not know. */
export function frameOfBytes(s: string, n: number, bytes: number, { message }: CheckSettings): string {
  if (bytes > MAX_SENT_BYTES) throw new NotAsked(`the limit is above ${MAX_SENT_BYTES / 2} bytes`);
  const frame = (pad: string) => JSON.stringify({ t: 'msg', s, n, d: message, pad });
  return frame('x'.repeat(Math.max(0, bytes - byteLengthOf(frame('')))));
}

/** Sends a number with what the server refuses for good. */
export function sayRefused(
  client: Client,
  { limit }: WelcomeFrame,
  s: string,
  n: number,
  settings: CheckSettings,
): void {
  const { refused } = settings;
  client.says(refused === undefined ? frameOfBytes(s, n, limit + 1, settings) : { t: 'msg', s, n, d: refused });
}

/** The same, and answers the `nack`. */
export async function nackOf(
  client: Client,
  welcome: WelcomeFrame,
  s: string,
  n: number,
  settings: CheckSettings,
): Promise<Nacked> {
  const before = client.of('nack').length;
  sayRefused(client, welcome, s, n, settings);
  const taken = () => client.of('ack').some((ack) => ack.s === s && ack.n >= n);
  try {
    await client.until(() => client.of('nack').length > before || taken(), 'nack');
  } catch (error) {
    if (error instanceof Unmet && client.close?.code === 1009)
      throw new NotAsked('too long a message is closed with 1009, and no other is refused: give `refused` (--refused)');
    throw error;
  }
  const nack = client.of('nack')[before];
  if (nack !== undefined) return nack;
  if (settings.refused !== undefined) throw new NotAsked('what `refused` names was taken');
  throw new Unmet(`a message of ${welcome.limit + 1} bytes was taken, with a limit of ${welcome.limit}`);
}

/** What is wrong with the seqs of the events that came after `seq`: they go up by one; undefined for nothing. */
export function holeAfter(client: Client, seq: number): string | undefined {
  let expected = seq + 1;
  for (const event of client.of('event')) {
    if (event.seq !== expected) return `seq ${event.seq} came where ${expected} is next`;
    expected += 1;
  }
  return undefined;
}
