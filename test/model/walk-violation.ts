/** A rule that did not hold in a walk. */
export class Violation extends Error {
  override readonly name = 'Violation';
  readonly rule: string;

  constructor(rule: string, what: string) {
    super(`[${rule}] ${what}`);
    this.rule = rule;
  }
}

/** What the user's side of a walk throws on purpose; nothing else may ever be reported. */
export class Planted extends Error {
  override readonly name = 'Planted';
}
