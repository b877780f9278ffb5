// One budget for everything that is read from segments and may be wanted again.

interface Entry {
  readonly value: unknown;
  readonly bytes: number;
}

/** Least recently used goes first when the budget is spent. */
export class SegmentCache {
  readonly #budget: number;
  readonly #entries: Map<string, Entry> = new Map();
  #bytes = 0;

  /** @param budget bytes that the entries may hold together */
  constructor(budget: number) {
    this.#budget = budget;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** What is cached under a key, or else what `load` makes, which is then cached. */
  get<T>(key: string, load: () => { readonly value: T; readonly bytes: number }): T {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known.value as T;
    }
    const { value, bytes } = load();
    this.#entries.set(key, { value, bytes });
    this.#bytes += bytes;
    for (const [oldest, entry] of this.#entries) {
      if (this.#bytes <= this.#budget || oldest === key) break;
      this.#entries.delete(oldest);
      this.#bytes -= entry.bytes;
    }
    return value;
  }

  /** Forgets every entry whose key begins with a prefix. */
  forget(prefix: string): void {
    for (const [key, entry] of this.#entries) {
      if (!key.startsWith(prefix)) continue;
      this.#entries.delete(key);
      this.#bytes -= entry.bytes;
    }
  }
}
