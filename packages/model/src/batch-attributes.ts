// The attributes of a batch's spans by key, for whoever puts spans into groups or columns: a value that repeats is
// decoded once.
import { valueText } from './attribute.ts';
import type { AttributeColumns } from './span-batch.ts';
import { PLAIN_BIT } from './span-batch-layout.ts';
import type { SpanBatchReader } from './span-view.ts';

/** Reads one attribute of a batch's spans: a span's own or, where it has none, its resource's. */
export class AttributeTexts {
  readonly #reader: SpanBatchReader;
  readonly #key: string;
  /** Whether a symbol is the key; 0 where that is not known. */
  readonly #isKey: Uint8Array;
  readonly #texts = new Map<number, string>();

  constructor(reader: SpanBatchReader, key: string) {
    this.#reader = reader;
    this.#key = key;
    this.#isKey = new Uint8Array(reader.batch.symbolEnd.length);
  }

  /** The value as a text (`valueText`), or undefined where neither span nor resource has the attribute. */
  textOf(index: number): string | undefined {
    const { batch } = this.#reader;
    const own = this.#find(batch.attributes, index);
    const found =
      own >= 0 ? own : this.#find(batch.resourceAttributes, batch.resource[index] as number);
    return found < 0 ? undefined : this.#text(found);
  }

  /** The reference of the value, or −1. */
  #find({ end, key, value }: AttributeColumns, owner: number): number {
    const last = end[owner] as number;
    for (let i = owner === 0 ? 0 : (end[owner - 1] as number); i < last; i++) {
      if (this.#matches(key[i] as number)) return value[i] as number;
    }
    return -1;
  }

  #matches(symbol: number): boolean {
    if (this.#isKey[symbol] === 0) {
      this.#isKey[symbol] = this.#reader.text(symbol) === this.#key ? 2 : 1;
    }
    return this.#isKey[symbol] === 2;
  }

  #text(reference: number): string {
    if ((reference & PLAIN_BIT) !== 0) return valueText(this.#reader.value(reference));
    const text = this.#texts.get(reference) ?? valueText(this.#reader.value(reference));
    this.#texts.set(reference, text);
    return text;
  }
}

/** Adds the keys of all attributes of a batch's spans and of their resources to a set. */
export function collectAttributeKeys(reader: SpanBatchReader, keys: Set<string>): void {
  const { attributes, resourceAttributes, symbolEnd } = reader.batch;
  const seen = new Uint8Array(symbolEnd.length);
  for (const column of [attributes.key, resourceAttributes.key]) {
    for (const symbol of column) {
      if (seen[symbol] === 1) continue;
      seen[symbol] = 1;
      keys.add(reader.text(symbol));
    }
  }
}
