interface Member {
  /** Whether the member is still called; false once it has left. */
  isActive: boolean;
}

/** Members to call, in the order in which they joined. Joining and leaving cost the same for any number of members. */
export class Roster<Kind extends Member> {
  readonly #members = new Set<Kind>();
  #list: readonly Kind[] | null = null;

  get isEmpty(): boolean {
    return this.#members.size === 0;
  }

  /** The current members. Members that join later are not in this list; members that leave become inactive. */
  get list(): readonly Kind[] {
    this.#list ??= [...this.#members];
    return this.#list;
  }

  /** Returns a function that removes the member. */
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
