import { redact, secretsOf } from '../domain/redaction.js';

/** Of how many secrets the library remembers the last: more than a server or a user's error is likely to quote. */
const REMEMBERED = 64;

/** The secrets of recent addresses: what is emitted is cleared of them, whichever chat or attempt they were for (OB3). */
export class Secrets {
  readonly #lasting: readonly string[];
  readonly #recent = new Set<string>();

  /** `lasting` are those of every address: the subprotocols, where they are always the same. */
  constructor(lasting: readonly string[]) {
    this.#lasting = lasting;
  }

  /** Remembers those in an address, and the subprotocols that go with it. */
  learn(url: string, protocols: readonly string[] = []): void {
    for (const secret of [...secretsOf(url), ...protocols]) {
      this.#recent.delete(secret);
      this.#recent.add(secret);
    }
    for (const oldest of [...this.#recent].slice(0, -REMEMBERED)) this.#recent.delete(oldest);
  }

  redact(text: string): string {
    return redact(text, [...this.#lasting, ...this.#recent]);
  }

  /** What an error says, fit to be emitted: anything may have been thrown. */
  messageOf(error: unknown): string {
    return this.redact(textOf(error));
  }
}

const textOf = (thrown: unknown): string => {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    return 'something that has no text was thrown';
  }
};
