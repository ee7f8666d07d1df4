import { byteLengthOf } from '../domain/byte-length.js';
import type { ClientFrame, Cursor, HelloFrame, HelloSender, Nacked } from '../domain/delivery-frames.js';

/** What arrived: a frame of the protocol, a message that cannot be taken, or the close that answers what is neither. */
export type Arrival =
  | { readonly frame: ClientFrame; readonly bytes: number }
  | { readonly refused: Nacked; readonly bytes: number }
  | { readonly fault: { readonly code: number; readonly reason: string }; readonly bytes: number };

/** Up to here a frame above the limit is read, so that a message can be refused by its number (PS17). */
export const FAR_ABOVE = 4;

/** So many lists and objects may be in each other. Every platform writes as many; what it reads, it may not be able to write. */
const MAX_DEPTH = 500;

/** What can be a sender. 96 random bits take 16 characters. */
const SENDER = /^[A-Za-z0-9_-]{16,128}$/;

const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads one frame; whatever it is, nothing is thrown (PS18). */
export function readFrame(data: unknown, isBinary: boolean, limit: number): Arrival {
  const bytes = sizeOf(data);
  const fault = (code: number, reason: string): Arrival => ({ fault: { code, reason }, bytes });
  const tooLong = fault(1009, `a frame has at most ${limit} bytes`);
  const broken = (reason: string) => (bytes > limit ? tooLong : fault(4400, reason));
  if (isBinary) return fault(1003, 'frames are text');
  if (bytes > FAR_ABOVE * limit) return tooLong;
  let text: string;
  try {
    text = textOf(data);
  } catch {
    return fault(1007, 'not UTF-8');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return broken('not JSON');
  }
  if (!isRecord(value)) return broken('not a JSON object');
  const read = frameOf(value);
  if (typeof read === 'string') return broken(read);
  if (bytes > limit && read.t !== 'msg') return tooLong;
  if (read.t === 'msg') {
    const { s, n, d } = read;
    if (bytes > limit) return { refused: { s, n, code: 'too-long' }, bytes };
    if (isDeeper(d, MAX_DEPTH)) return { refused: { s, n, code: 'too-deep' }, bytes };
  }
  return { frame: read, bytes };
}

type Fields = { readonly [name: string]: unknown };

/** The frame, or what is wrong with it. */
function frameOf(fields: Fields): ClientFrame | string {
  const { t, s, n, d, seq } = fields as { [name: string]: unknown };
  switch (t) {
    case 'hello':
      return helloOf(fields);
    case 'msg':
      if (!isSender(s) || !isNumber(n, 1)) return 'msg without s or n';
      return d === undefined ? 'msg without d' : { t, s, n, d };
    case 'skip':
      return isSender(s) && isNumber(n, 1) ? { t, s, n } : 'skip without s or n';
    case 'brief':
      return d === undefined ? 'brief without d' : { t, d };
    case 'seen':
      return isNumber(seq, 0) ? { t, seq } : 'seen without seq';
    case 'ping':
      return { t };
    default:
      return 'no such type of frame';
  }
}

function helloOf({ v, senders, cursor, auth }: Fields): HelloFrame | string {
  if (v !== 1) return 'hello of another version than 1';
  if (!Array.isArray(senders) || !senders.every(isHelloSender)) return 'hello without senders';
  if (new Set(senders.map(({ id }) => id)).size < senders.length) return 'hello with a sender twice';
  if (cursor !== null && !isCursor(cursor)) return 'hello without a cursor';
  return {
    t: 'hello',
    v,
    senders: senders.map(({ id, acked }) => ({ id, acked })),
    cursor: cursor && { epoch: cursor.epoch, seq: cursor.seq, tag: cursor.tag },
    ...(auth !== undefined && { auth }),
  };
}

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1)));

const isNumber = (value: unknown, min: number): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= min;

const isSender = (value: unknown): value is string => typeof value === 'string' && SENDER.test(value);

const isHelloSender = (value: unknown): value is HelloSender =>
  isRecord(value) && isSender(value['id']) && isNumber(value['acked'], 0);

const isCursor = (value: unknown): value is Cursor =>
  isRecord(value) &&
  typeof value['epoch'] === 'string' &&
  isNumber(value['seq'], 0) &&
  (value['tag'] === null || typeof value['tag'] === 'string');

type Bytes = Uint8Array | ArrayBuffer;

function sizeOf(data: unknown): number {
  if (Array.isArray(data)) return (data as Bytes[]).reduce((sum, { byteLength }) => sum + byteLength, 0);
  return byteLengthOf(data as string | Bytes);
}

function textOf(data: unknown): string {
  if (typeof data === 'string') return data;
  if (!Array.isArray(data)) return UTF_8.decode(new Uint8Array(...spanOf(data as Bytes)));
  const whole = new Uint8Array(sizeOf(data));
  let at = 0;
  for (const part of data as Bytes[]) {
    whole.set(new Uint8Array(...spanOf(part)), at);
    at += part.byteLength;
  }
  return UTF_8.decode(whole);
}

const spanOf = (bytes: Bytes): [ArrayBufferLike, number, number] =>
  bytes instanceof Uint8Array ? [bytes.buffer, bytes.byteOffset, bytes.byteLength] : [bytes, 0, bytes.byteLength];
