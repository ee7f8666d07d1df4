import type { ServerFrame } from '../domain/delivery-frames.js';

type Fields = Readonly<Record<string, unknown>>;
type Is = (value: unknown) => boolean;

const isText: Is = (value) => typeof value === 'string' && value !== '';
const isNumber: Is = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isPositive: Is = (value) => isNumber(value) && value !== 0;
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isAnything: Is = (value) => value !== undefined;
const orNull =
  (is: Is): Is =>
  (value) =>
    value === null || is(value);
const listOf =
  (is: Is): Is =>
  (value) =>
    Array.isArray(value) && value.every(is);

type TypeOfFrame = ServerFrame['t'];

/** A check for each field of each type of frame; the compiler ensures that none is missing. */
type FieldChecks = {
  readonly [T in TypeOfFrame]: { readonly [Name in Exclude<keyof Extract<ServerFrame, { readonly t: T }>, 't'>]: Is };
};

/** What each field of a frame must be (docs/protocol.md, "Frames"). */
const FIELDS: FieldChecks = {
  welcome: {
    epoch: isText,
    oldest: isPositive,
    head: isNumber,
    tag: orNull(isText),
    last: (value) => isObject(value) && Object.values(value).every(isNumber),
    nacked: listOf((value) => isObject(value) && isText(value['s']) && isPositive(value['n']) && isText(value['code'])),
    lost: listOf(isText),
    resume: (value) => value === 'whole' || value === 'gap',
    window: isPositive,
    limit: isPositive,
  },
  event: { seq: isPositive, tag: isText, from: orNull(isText), d: isAnything },
  ack: { s: isText, n: isPositive, seq: orNull(isPositive) },
  nack: { s: isText, n: isPositive, code: isText },
  brief: { from: isAnything, d: isAnything },
  pong: {},
};

const WHY: readonly unknown[] = ['new', 'expired', 'epoch', 'diverged'];

/** Reads a frame of the server. Throws for anything else, with a message that says which field is wrong, and no content. */
export const parseServerFrame = (data: unknown): ServerFrame => {
  if (typeof data !== 'string') throw new Error('a frame of the server must be text');
  const frame = parsedFrame(data);
  checkFrame(frame);
  return frame;
};

function checkFrame(frame: unknown): asserts frame is ServerFrame {
  const type = isObject(frame) ? frame['t'] : undefined;
  if (!isObject(frame) || !isType(type)) throw new Error('a frame of the server has no known type');
  const wrong = Object.entries<Is>(FIELDS[type]).find(([name, isRight]) => !isRight(frame[name]))?.[0];
  if (wrong !== undefined) throw wrongField(`${type}.${wrong}`);
  if (type === 'event' && frame['from'] !== null && !isPositive(frame['n'])) throw wrongField('event.n');
  if (frame['resume'] === 'gap' && !WHY.includes(frame['why'])) throw wrongField('welcome.why');
}

const isType = (type: unknown): type is TypeOfFrame => typeof type === 'string' && Object.hasOwn(FIELDS, type);

const wrongField = (name: string) => new Error(`${name} is not what it must be`);

/** Throws for what is no JSON, and does not quote it. */
export const parsedFrame = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('a frame of the server is not JSON');
  }
};
