import { SortedTexts } from './sorted-texts.js';

/** Shorter ones are words and numbers that a text may hold for other reasons. */
export const MIN_SECRET_LENGTH = 6;

/** So much of a secret's beginning tells it: what follows may have been cut off. */
const MIN_BEGINNING_LENGTH = 12;

/**
 * Secrets in a spelling of `spelling.ts`, each as often as it is held, to be found in texts. What a place in a text costs
 * does not depend on how many there are, nor on how much of their beginnings they share, as tokens do.
 */
export class SecretIndex {
  readonly #secrets = new SortedTexts();
  /** How many begin so: few places of a text are worth a search. */
  readonly #starts = new Map<string, number>();

  /** One of `MIN_SECRET_LENGTH` or more. */
  add(secret: string): void {
    const start = secret.slice(0, MIN_SECRET_LENGTH);
    this.#starts.set(start, (this.#starts.get(start) ?? 0) + 1);
    this.#secrets.add(secret);
  }

  /** Once; it is there. */
  delete(secret: string): void {
    const start = secret.slice(0, MIN_SECRET_LENGTH);
    const left = (this.#starts.get(start) ?? 0) - 1;
    if (left > 0) this.#starts.set(start, left);
    else this.#starts.delete(start);
    this.#secrets.delete(secret);
  }

  /** How much of what stands in the text at this place is a secret, or the beginning of one that was cut short. */
  lengthAt(at: number, text: string): number {
    if (!this.#starts.has(text.slice(at, at + MIN_SECRET_LENGTH))) return 0;
    const rest = text.slice(at);
    // Of sorted texts the neighbours of one agree with it longest.
    let length = Math.max(...this.#secrets.neighbours(rest).map((secret) => agreement(rest, secret)));
    while (length > 0 && length < MIN_BEGINNING_LENGTH && !this.#secrets.has(rest.slice(0, length))) length -= 1;
    return length;
  }
}

function agreement(text: string, secret = ''): number {
  let length = 0;
  while (length < secret.length && secret[length] === text[length]) length += 1;
  return length;
}
