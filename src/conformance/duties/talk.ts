import { byteLengthOf } from '../../domain/byte-length.js';
import type { EventFrame, HelloFrame, Nacked, WelcomeFrame } from '../../domain/delivery-frames.js';
import { randomText } from '../../domain/random-text.js';
import type { CheckSettings } from '../check-options.js';
import type { Client } from '../client.js';
import { NotAsked, Unmet } from '../finding.js';

/** Above this no frame is sent, whatever the server's limit is. */
export const MAX_SENT_BYTES = 4_194_304;

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

/** Waits until a number is settled, and answers with what code it was refused; undefined if it was taken. */
export async function refusalOf(client: Client, sender: string, n: number, what: string): Promise<string | undefined> {
  const isIt = (frame: { readonly s: string; readonly n: number }) => frame.s === sender && frame.n === n;
  await client.until(() => client.of('ack').some(isIt) || client.of('nack').some(isIt), `ack or nack for ${what}`);
  return client.of('nack').find(isIt)?.code;
}

/** Waits for the event of a number. */
export async function eventComes(client: Client, sender: string, n: number): Promise<OwnEvent> {
  const event = () => eventsOf(client, sender).find((one) => one.n === n);
  try {
    await client.until(() => event() !== undefined, `event for n = ${n}`);
  } catch (error) {
    const other = client.of('event').at(-1);
    if (!(error instanceof Unmet) || other === undefined) throw error;
    const whose = other.from === sender ? 'this sender' : (JSON.stringify(other.from) ?? 'nothing').slice(0, 40);
    const number = JSON.stringify((other as Partial<OwnEvent>).n) ?? 'nothing';
    throw new Unmet(`${error.message}; one came with \`from\` ${whose} and \`n\` ${number}`);
  }
  return event() as OwnEvent;
}

/** Sends a message, and waits for its `ack` and its event. */
export async function eventOf(client: Client, sender: string, n: number, settings: CheckSettings): Promise<OwnEvent> {
  sayNumber(client, sender, n, settings);
  await acked(client, sender, n);
  return eventComes(client, sender, n);
}

/** The message as a frame of so many bytes. */
export function frameOfBytes(s: string, n: number, bytes: number, { message }: CheckSettings): string {
  if (bytes > MAX_SENT_BYTES) throw new NotAsked(`a frame of ${bytes} bytes is too long to send`);
  return padded({ t: 'msg', s, n, d: message }, bytes);
}

/** A frame of so many bytes, by blanks: they are neither a field nor the application's. */
export function padded(frame: object, bytes: number): string {
  const text = JSON.stringify(frame);
  return `${text.slice(0, -1)}${' '.repeat(Math.max(0, bytes - byteLengthOf(text)))}}`;
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
  await client.until(() => client.of('nack').length > before || taken(), 'nack');
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

/** Does the operator's part, by what the option names. */
export async function operates(option: 'trim' | 'restart', act: () => unknown): Promise<void> {
  try {
    await act();
  } catch (error) {
    throw new NotAsked(`\`${option}\` failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}
