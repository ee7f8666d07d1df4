import { SortedTexts } from './sorted-texts.js';

/** Shorter secrets are words and numbers that a text may contain for other reasons. */
export const MIN_SECRET_LENGTH = 6;

/** This much of a secret's beginning identifies it; the rest may have been cut off. */
const MIN_BEGINNING_LENGTH = 12;

/**
 * Finds secrets in texts. Secrets are kept in the spelling of `spelling.ts`, each as often as it was added. The cost per
 * position in a text does not depend on how many secrets there are, nor on how long their common beginnings are (tokens
 * often share one).
 */
export class SecretIndex {
  readonly #secrets = new SortedTexts();
  /** How many secrets have this beginning. Few positions of a text match one and need a search. */
  readonly #starts = new Map<string, number>();

  /** Adds a secret of `MIN_SECRET_LENGTH` or more characters. */
  add(secret: string): void {
    const start = secret.slice(0, MIN_SECRET_LENGTH);
    this.#starts.set(start, (this.#starts.get(start) ?? 0) + 1);
    this.#secrets.add(secret);
  }

  /** Removes one occurrence of a secret that was added. */
  delete(secret: string): void {
    const start = secret.slice(0, MIN_SECRET_LENGTH);
    const left = (this.#starts.get(start) ?? 0) - 1;
    if (left > 0) this.#starts.set(start, left);
    else this.#starts.delete(start);
    this.#secrets.delete(secret);
  }

  /** How much of the text at this position is a secret, or the beginning of a truncated one. */
  lengthAt(at: number, text: string): number {
    if (!this.#starts.has(text.slice(at, at + MIN_SECRET_LENGTH))) return 0;
    const rest = text.slice(at);
    // Among sorted texts, the neighbours share the longest beginning.
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
