const MEANINGS: { readonly [name: string]: string } = {
  QuotaExceededError: 'there is no room',
  VersionError: 'a newer version of evenkeel has the database',
};

/** Nothing was stored. Of what the platform threw it tells the name alone: the message may quote what was to be stored. */
export class OutboxError extends Error {
  override readonly name = 'OutboxError';

  constructor(what = 'the sender is not of this page') {
    super(`The outbox failed: ${what}`);
  }

  static of(error: unknown): OutboxError {
    if (error instanceof OutboxError) return error;
    const { name = 'it was aborted' } = Object(error) as { readonly name?: string };
    return new OutboxError(MEANINGS[name] ?? name);
  }
}
