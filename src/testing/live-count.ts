/** What is live now, in order of arrival, and the most that were ever live at once: in each group, and in total. */
export class LiveCount<T> {
  readonly #groups = new Map<T, string>();
  readonly #counts = new Map<string, number>();
  readonly #peaks = new Map<string, number>();
  #peak = 0;

  get members(): readonly T[] {
    return [...this.#groups.keys()];
  }

  add(member: T, group: string): void {
    this.#groups.set(member, group);
    const count = (this.#counts.get(group) ?? 0) + 1;
    this.#counts.set(group, count);
    this.#peaks.set(group, Math.max(count, this.peak(group)));
    this.#peak = Math.max(this.#groups.size, this.#peak);
  }

  remove(member: T): void {
    const group = this.#groups.get(member);
    if (group === undefined) return;
    this.#groups.delete(member);
    this.#counts.set(group, (this.#counts.get(group) ?? 0) - 1);
  }

  peak(group?: string): number {
    return group === undefined ? this.#peak : (this.#peaks.get(group) ?? 0);
  }
}
