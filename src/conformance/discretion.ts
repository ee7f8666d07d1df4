import { redact } from '../domain/redaction.js';
import { MIN_SECRET_LENGTH, SecretIndex } from '../domain/secret-index.js';
import { spellingsOf } from '../domain/spelling.js';

/** Hides what was given to get in: servers and platforms quote it in what they say. */
export class Discretion {
  readonly #secrets = new SecretIndex();
  readonly #short = new Set<string>();
  readonly #known = new Set<string>();

  /** From now on these are hidden; below six characters, where they stand as words. */
  learn(secrets: readonly string[]): void {
    for (const secret of secrets) {
      if (secret === '' || this.#known.has(secret)) continue;
      this.#known.add(secret);
      if (secret.length < MIN_SECRET_LENGTH) this.#short.add(secret);
      else for (const spelling of new Set(spellingsOf(secret))) this.#secrets.add(spelling);
    }
  }

  hide(text: string): string {
    const words = text.split(/([^\p{L}\p{N}_-]+)/u).map((word) => (this.#short.has(word) ? '[redacted]' : word));
    return redact(words.join(''), this.#secrets);
  }
}
