interface Entry<Value> {
  readonly value: Value;
  /** By which entries are in order. */
  readonly serial: number;
}

type Entries<Value> = ReadonlyMap<string, Entry<Value> | null>;

/** What changed since the layer below was made; null: what was removed. In the lowest nothing is. */
interface Layer<Value> {
  readonly entries: Entries<Value>;
  readonly below: Layer<Value> | null;
}

/** How Node's console asks what to print. */
const INSPECT: unique symbol = Symbol.for('nodejs.util.inspect.custom');

/**
 * A map that never changes: `with` answers another, which shares with it all but what changed. A layer goes into the one
 * below once it is half as large (as in a log-structured merge tree), so that a change among n keys costs about log n in
 * the long run, whoever holds the maps before. Whoever iterates a map pays for n, once.
 */
export class PersistentMap<Value extends object> implements ReadonlyMap<string, Value> {
  readonly size: number;
  readonly #top: Layer<Value> | null;
  readonly #nextSerial: number;
  #map: Map<string, Value> | null = null;

  constructor(top: Layer<Value> | null = null, size = 0, nextSerial = 0) {
    this.#top = top;
    this.size = size;
    this.#nextSerial = nextSerial;
  }

  /** A property of its own: `structuredClone` refuses a function, and would lose the entries without a word. */
  readonly get = (key: string): Value | undefined => this.#find(key)?.value;

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  /** With this value, or with null without the key; this very map if it is so. A key that is there keeps its place. */
  with(key: string, value: Value | null): PersistentMap<Value> {
    const old = this.#find(key);
    if ((old?.value ?? null) === value) return this;
    const entry = value && { value, serial: old?.serial ?? this.#nextSerial };
    let entries: Entries<Value> = new Map([[key, entry]]);
    let below = this.#top;
    for (; below && below.entries.size <= entries.size * 2; below = below.below) entries = merged(below, entries);
    const size = this.size + Number(value !== null) - Number(old !== null);
    return new PersistentMap({ entries, below }, size, this.#nextSerial + 1);
  }

  forEach(fn: (value: Value, key: string, map: ReadonlyMap<string, Value>) => void, thisArgument?: unknown): void {
    for (const [key, value] of this) fn.call(thisArgument, value, key, this);
  }

  entries(): MapIterator<[string, Value]> {
    return this.#toMap().entries();
  }

  keys(): MapIterator<string> {
    return this.#toMap().keys();
  }

  values(): MapIterator<Value> {
    return this.#toMap().values();
  }

  [Symbol.iterator](): MapIterator<[string, Value]> {
    return this.entries();
  }

  get [Symbol.toStringTag](): string {
    return 'Map';
  }

  [INSPECT](): Map<string, Value> {
    return new Map(this);
  }

  #find(key: string): Entry<Value> | null {
    let layer = this.#top;
    while (layer && !layer.entries.has(key)) layer = layer.below;
    return layer?.entries.get(key) ?? null;
  }

  #toMap(): Map<string, Value> {
    if (this.#map) return this.#map;
    let entries: Entries<Value> = new Map();
    for (let layer = this.#top; layer; layer = layer.below) entries = merged(layer, entries);
    const sorted = ([...entries] as [string, Entry<Value>][]).sort(([, one], [, other]) => one.serial - other.serial);
    this.#map = new Map(sorted.map(([key, { value }]) => [key, value]));
    return this.#map;
  }
}

// What compares the contents of two maps, in assertions, compares their constructors first.
Object.defineProperty(PersistentMap.prototype, 'constructor', { value: Map });

const merged = <Value>(layer: Layer<Value>, above: Entries<Value>): Entries<Value> => {
  const entries = new Map(layer.entries);
  for (const [key, entry] of above) {
    if (entry || layer.below) entries.set(key, entry);
    else entries.delete(key);
  }
  return entries;
};
