import { redact } from '../domain/redaction.js';
import { MIN_SECRET_LENGTH, SecretIndex } from '../domain/secret-index.js';
import { spellingsOf } from '../domain/spelling.js';

/** How many secrets of ended attempts are remembered: more than an error is likely to quote late. */
const REMEMBERED = 64;

/**
 * The secrets of live attempts and connections, and recent ones. They are removed from everything that is emitted, no matter
 * which chat or attempt they were for (OB3). Memory is bounded by the live ones.
 */
export class Secrets {
  /** Each secret as often as live attempts hold it, and once more while it is recent. */
  readonly #index = new SecretIndex();
  readonly #living = new Map<object, string[]>();
  /** The oldest first. */
  readonly #recent = new Set<string>();

  /** `lasting` are the secrets of every address: the subprotocols, if they are always the same. */
  constructor(lasting: readonly string[]) {
    this.begin(this);
    this.learn(this, lasting);
  }

  /** From now on, what is learnt for the attempt is known as long as it lives. */
  begin(attempt: object): void {
    this.#living.set(attempt, []);
  }

  /** From now on, what was or will be learnt for the attempt counts as recent. */
  end(attempt: object): void {
    const held = this.#living.get(attempt) ?? [];
    this.#living.delete(attempt);
    for (const secret of held) this.#remember(secret);
  }

  /** Learns a text, or the values of a list or a record, if they are texts or numbers and long enough. */
  learn(attempt: object, answer: unknown): void {
    const held = this.#living.get(attempt);
    const texts = valuesOf(answer).filter(isPrimitive).map(String).filter(isLongEnough);
    for (const secret of texts.flatMap(spellingsOf).filter(isLongEnough)) {
      this.#index.add(secret);
      if (held === undefined) this.#remember(secret);
      else held.push(secret);
    }
  }

  redact(text: string): string {
    return redact(text, this.#index);
  }

  /** The message of an error, safe to emit. Anything may have been thrown. */
  messageOf(error: unknown): string {
    return this.redact(textOf(error));
  }

  /** Takes over a secret that an attempt held. */
  #remember(secret: string): void {
    if (this.#recent.delete(secret)) this.#index.delete(secret);
    this.#recent.add(secret);
    for (const oldest of this.#recent) {
      if (this.#recent.size <= REMEMBERED) return;
      this.#recent.delete(oldest);
      this.#index.delete(oldest);
    }
  }
}

/** The values that can be read, if not all can. */
const valuesOf = (answer: unknown): unknown[] => {
  if (typeof answer !== 'object') return [answer];
  const values: unknown[] = [];
  try {
    for (const name of Object.keys(answer ?? {})) values.push(Reflect.get(answer as object, name));
  } catch {
    // A getter threw.
  }
  return values;
};

const isPrimitive = (value: unknown) => ['string', 'number', 'bigint'].includes(typeof value);

const isLongEnough = ({ length }: string) => length >= MIN_SECRET_LENGTH;

const textOf = (thrown: unknown): string => {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    return 'something that has no text was thrown';
  }
};
