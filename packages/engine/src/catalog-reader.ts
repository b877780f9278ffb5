// Lists what occurs: services, operations, attribute keys and values, of segments and heads together.
import { compareText, decodeValue, type SpanBatch, utf8Encode, valueText } from '@clew/model';
import { type AttributeColumns, PLAIN_BIT } from '@clew/model/columns';
import type { AttributeKey, CallContext, Operation } from '@clew/storage';
import type { StoreView } from './search/store-view.ts';
import { Turn, timeout } from './search/turn.ts';
import type { AttributeSet } from './segment/attribute-set.ts';
import type { Block } from './segment/block.ts';
import { catalogOf } from './segment/catalog.ts';
import type { Catalog } from './segment/segment-format.ts';
import { symbolsOf } from './segment/symbols-of.ts';

/** How many distinct values of an attribute are looked at to give the first ones in order. */
const MAX_DISTINCT_VALUES = 10_000;

/** Answers lists; remembers what each batch of a head holds. */
export class CatalogReader {
  readonly #ofBatch: WeakMap<SpanBatch, Catalog> = new WeakMap();

  services(view: StoreView): readonly string[] {
    const names = new Set<string>();
    for (const catalog of this.#all(view)) for (const name of catalog.services) names.add(name);
    names.delete('');
    return [...names].sort(compareText);
  }

  operations(view: StoreView, service: string): readonly Operation[] {
    const found = new Map<string, Operation>();
    for (const { operations } of this.#all(view)) {
      for (const [of, name, kind] of operations) {
        if (of === service) found.set(`${kind} ${name}`, { name, kind: kind as Operation['kind'] });
      }
    }
    return [...found.values()].sort((a, b) => compareText(a.name, b.name) || a.kind - b.kind);
  }

  remoteServices(view: StoreView, service: string): readonly string[] {
    const names = new Set<string>();
    for (const { remoteServices = [] } of this.#all(view)) {
      for (const [of, remote] of remoteServices) if (of === service) names.add(remote);
    }
    return [...names].sort(compareText);
  }

  keys(view: StoreView): readonly AttributeKey[] {
    const found = new Map<string, AttributeKey>();
    const add = (scope: AttributeKey['scope'], keys: readonly string[]): void => {
      for (const key of keys) found.set(`${scope} ${key}`, { scope, key });
    };
    for (const catalog of this.#all(view)) {
      add('span', catalog.spanKeys);
      add('event', catalog.eventKeys);
      add('link', catalog.linkKeys ?? []);
      add('resource', catalog.resourceKeys);
      add('scope', catalog.scopeKeys);
    }
    return [...found.values()].sort(
      (a, b) => compareText(a.key, b.key) || compareText(a.scope, b.scope),
    );
  }

  async values(
    view: StoreView,
    { scope, key }: AttributeKey,
    limit: number,
    context: CallContext,
  ): Promise<readonly string[]> {
    const turn = new Turn(context);
    const values = new ValueCollector(utf8Encode(key));
    const newestFirst = [...view.batches].reverse();
    for (const { batch } of newestFirst) {
      if (values.isFull) break;
      if (!(await turn.mayGoOn())) throw timeout();
      values.addBatch(batch, columnsOf(batch, scope));
    }
    for (const segment of [...view.segments].reverse()) {
      const dictionary = segment.dictionary();
      if (scope === 'resource' || scope === 'scope') {
        values.addBatch(dictionary, columnsOf(dictionary, scope));
        continue;
      }
      for (let index = segment.footer.blocks.length - 1; index >= 0; index--) {
        if (values.isFull) break;
        if (!(await turn.mayGoOn())) throw timeout();
        const block = segment.block(index);
        values.addSet(dictionary, attributesOf(block, scope));
      }
    }
    return values.texts().slice(0, limit);
  }

  *#all(view: StoreView): IterableIterator<Catalog> {
    for (const segment of view.segments) yield segment.catalog();
    for (const { batch } of view.batches) {
      const known = this.#ofBatch.get(batch) ?? catalogOf(batch);
      this.#ofBatch.set(batch, known);
      yield known;
    }
  }
}

function columnsOf(batch: SpanBatch, scope: AttributeKey['scope']): AttributeColumns {
  switch (scope) {
    case 'span':
      return batch.attributes;
    case 'event':
      return batch.eventAttributes;
    case 'link':
      return batch.linkAttributes;
    case 'resource':
      return batch.resourceAttributes;
    case 'scope':
      return batch.scopeAttributes;
  }
}

function attributesOf(block: Block, scope: 'span' | 'event' | 'link'): AttributeSet | undefined {
  switch (scope) {
    case 'span':
      return block.attributes();
    case 'event':
      return block.events()?.attributes;
    case 'link':
      return block.links()?.attributes;
  }
}

/** Gathers the distinct values of one key as texts. */
class ValueCollector {
  readonly #key: Uint8Array;
  readonly #texts: Set<string> = new Set();

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  get isFull(): boolean {
    return this.#texts.size >= MAX_DISTINCT_VALUES;
  }

  texts(): string[] {
    return [...this.#texts].sort(compareText);
  }

  addBatch(batch: SpanBatch, { key, value }: AttributeColumns): void {
    const references = new Set<number>();
    for (const wanted of symbolsOf(batch, this.#key)) {
      for (let i = key.indexOf(wanted); i >= 0; i = key.indexOf(wanted, i + 1)) {
        references.add(value[i] as number);
      }
    }
    for (const reference of references) {
      const row = reference >>> 1;
      if ((reference & PLAIN_BIT) === 0) this.#addRun(batch.symbolBytes, batch.symbolEnd, row);
      else this.#addRun(batch.plainBytes, batch.plainEnd, row);
    }
  }

  addSet(dictionary: SpanBatch, set: AttributeSet | undefined): void {
    if (set === undefined) return;
    for (const wanted of symbolsOf(dictionary, this.#key)) {
      const index = set.columns.findIndex((column) => column.key === wanted);
      for (const reference of set.columns[index]?.references.distinct ?? []) {
        if (reference > 0)
          this.#addRun(dictionary.symbolBytes, dictionary.symbolEnd, reference - 1);
      }
      const plain = index < 0 ? undefined : set.plain()[index];
      for (let row = 0; plain !== undefined && row < plain.ends.length && !this.isFull; row++) {
        const start = row === 0 ? 0 : (plain.ends[row - 1] as number);
        const run = new Uint8Array((plain.ends[row] as number) - start + 1);
        run[0] = plain.types[row] as number;
        run.set(plain.bytes.subarray(start, plain.ends[row]), 1);
        this.#add(run, 0, run.length);
      }
    }
  }

  #addRun(bytes: Uint8Array, ends: Uint32Array, index: number): void {
    this.#add(bytes, index === 0 ? 0 : (ends[index - 1] as number), ends[index] as number);
  }

  #add(bytes: Uint8Array, start: number, end: number): void {
    const value = decodeValue(bytes, start, end);
    if (typeof value !== 'object') this.#texts.add(valueText(value));
  }
}
