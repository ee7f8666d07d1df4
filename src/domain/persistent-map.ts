interface Entry<Value> {
  readonly value: Value;
  /** Entries are ordered by it. */
  readonly serial: number;
}

type Entries<Value> = ReadonlyMap<string, Entry<Value> | null>;

/** The changes since the layer below was made; null for a removed entry. The lowest layer has no removed entries. */
interface Layer<Value> {
  readonly entries: Entries<Value>;
  readonly below: Layer<Value> | null;
}

/** The method by which Node's console asks what to print. */
const INSPECT: unique symbol = Symbol.for('nodejs.util.inspect.custom');

/**
 * An immutable map: `with` returns a new map that shares everything unchanged with it. A layer is merged into the layer
 * below once it is half as large (as in a log-structured merge tree), so a change among n keys costs about log n in the long
 * run, whoever keeps earlier maps. Iterating a map costs n, once.
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

  /**
   * An own property, so that `structuredClone` rejects the map because of the function. Without it, the entries would be
   * lost silently.
   */
  readonly get = (key: string): Value | undefined => this.#find(key)?.value;

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  /**
   * The map with this value, or without the key if the value is null. Returns the same map if nothing changes. An existing
   * key keeps its place.
   */
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

// Assertions that compare the contents of two maps compare their constructors first.
Object.defineProperty(PersistentMap.prototype, 'constructor', { value: Map });

const merged = <Value>(layer: Layer<Value>, above: Entries<Value>): Entries<Value> => {
  const entries = new Map(layer.entries);
  for (const [key, entry] of above) {
    if (entry || layer.below) entries.set(key, entry);
    else entries.delete(key);
  }
  return entries;
};
