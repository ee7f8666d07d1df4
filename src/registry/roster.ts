interface Member {
  /** Whether it is to be called: false once it has left. */
  isActive: boolean;
}

/** Who is to be called, in the order they came. To come and to leave costs the same however many there are. */
export class Roster<Kind extends Member> {
  readonly #members = new Set<Kind>();
  #list: readonly Kind[] | null = null;

  get isEmpty(): boolean {
    return this.#members.size === 0;
  }

  /** Those who are there now. Who comes meanwhile is not in it, and who leaves is not active. */
  get list(): readonly Kind[] {
    this.#list ??= [...this.#members];
    return this.#list;
  }

  /** The returned function takes the member out again. */
  add(member: Kind): () => void {
    this.#members.add(member);
    this.#list = null;
    return () => this.#leave(member);
  }

  clear(): void {
    for (const member of this.#members) this.#leave(member);
  }

  #leave(member: Kind): void {
    member.isActive = false;
    this.#members.delete(member);
    this.#list = null;
  }
}
