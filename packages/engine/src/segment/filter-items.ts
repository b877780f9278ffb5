// What a block's filter is asked about: does some span of the block have this service, this name,
// this key anywhere, this value under this key anywhere, a link to this trace or span? The same hashes are made when a block is
// written and when it is searched.

import type { SpanBatch } from '@clew/model';
import { PLAIN_BIT } from '@clew/model/columns';
import { buildBloomFilter } from './bloom-filter.ts';
import { grown } from './grown.ts';
import { FilterSeed } from './segment-format.ts';
import { combineHashes, stableHash } from './stable-hash.ts';

/** The item that stands for a service name's UTF-8 bytes. */
export function serviceItem(name: Uint8Array): number {
  return combineHashes(FilterSeed.service, stableHash(name, 0, name.length));
}

/** The item that stands for an operation name's UTF-8 bytes. */
export function nameItem(name: Uint8Array): number {
  return combineHashes(FilterSeed.name, stableHash(name, 0, name.length));
}

/** The item that stands for a scope name's UTF-8 bytes. */
export function scopeNameItem(name: Uint8Array): number {
  return combineHashes(FilterSeed.scopeName, stableHash(name, 0, name.length));
}

/** The item that stands for an event name's UTF-8 bytes. */
export function eventNameItem(name: Uint8Array): number {
  return combineHashes(FilterSeed.eventName, stableHash(name, 0, name.length));
}

/** The item that stands for the trace id of a link at `bytes[at]`. */
export function linkTraceIdItem(bytes: Uint8Array, at: number): number {
  return stableHash(bytes, at, at + 16, FilterSeed.linkTraceId);
}

/** The item that stands for the span id of a link at `bytes[at]`. */
export function linkSpanIdItem(bytes: Uint8Array, at: number): number {
  return stableHash(bytes, at, at + 8, FilterSeed.linkSpanId);
}

/** What the items of attributes begin with, so that those of links are told apart. */
export interface AttributeSeeds {
  readonly key: number;
  readonly value: number;
}

/** Attributes of spans, events, resources and scopes. */
export const SPAN_SEEDS: AttributeSeeds = { key: FilterSeed.key, value: FilterSeed.value };
/** Attributes of links. */
export const LINK_SEEDS: AttributeSeeds = { key: FilterSeed.linkKey, value: FilterSeed.linkValue };

/** The item that stands for a key's UTF-8 bytes. */
export function keyItem(seeds: AttributeSeeds, key: Uint8Array): number {
  return combineHashes(seeds.key, stableHash(key, 0, key.length));
}

/** The item that stands for a value, its canonical bytes, under a key. */
export function valueItem(seeds: AttributeSeeds, key: Uint8Array, value: Uint8Array): number {
  return valueItemOf(
    seeds,
    stableHash(key, 0, key.length),
    stableHash(value, 1, value.length, value[0] as number),
  );
}

function valueItemOf(seeds: AttributeSeeds, keyHash: number, valueHash: number): number {
  return combineHashes(combineHashes(seeds.value, keyHash), valueHash);
}

/** Gathers the items of one block after another and builds their filters. */
export class FilterItems {
  readonly #dictionary: SpanBatch;
  /** Of each symbol, the hash of its payload seeded by its type, and seeded by zero. */
  readonly #valueHash: Uint32Array;
  readonly #textHash: Uint32Array;
  readonly #symbolSeenIn: Uint32Array;
  #column = 0;
  #items: Uint32Array = new Uint32Array(8192);
  #count = 0;
  readonly #ofResource: (Uint32Array | undefined)[] = [];
  readonly #ofScope: (Uint32Array | undefined)[] = [];
  /** For each resource and scope, in which block it was last added. */
  readonly #resourceSeenIn: Uint32Array;
  readonly #scopeSeenIn: Uint32Array;
  #block = 0;

  constructor(dictionary: SpanBatch) {
    this.#dictionary = dictionary;
    const { symbolEnd, symbolBytes } = dictionary;
    this.#valueHash = new Uint32Array(symbolEnd.length);
    this.#textHash = new Uint32Array(symbolEnd.length);
    this.#symbolSeenIn = new Uint32Array(symbolEnd.length);
    this.#resourceSeenIn = new Uint32Array(dictionary.resourceService.length);
    this.#scopeSeenIn = new Uint32Array(dictionary.scopeName.length);
    let start = 0;
    for (let symbol = 0; symbol < symbolEnd.length; symbol++) {
      const end = symbolEnd[symbol] as number;
      this.#valueHash[symbol] = stableHash(symbolBytes, start + 1, end, symbolBytes[start]);
      this.#textHash[symbol] = stableHash(symbolBytes, start + 1, end);
      start = end;
    }
  }

  /** The filter of the items since the last call. */
  build(): Uint8Array {
    const filter = buildBloomFilter(this.#items, this.#count);
    this.#count = 0;
    return filter;
  }

  /** Starts a column whose symbols are counted once each. */
  startColumn(): void {
    this.#column += 1;
  }

  addName(symbol: number): void {
    this.#addText(FilterSeed.name, symbol);
  }

  addEventName(symbol: number): void {
    this.#addText(FilterSeed.eventName, symbol);
  }

  #addText(seed: number, symbol: number): void {
    if (this.#symbolSeenIn[symbol] === this.#column) return;
    this.#symbolSeenIn[symbol] = this.#column;
    this.#add(combineHashes(seed, this.#textHash[symbol] as number));
  }

  /** Adds the ids of a link: the trace's 16 bytes, the span's 8. */
  addLink(ids: Uint8Array, at: number): void {
    this.#add(linkTraceIdItem(ids, at));
    this.#add(linkSpanIdItem(ids, at + 16));
  }

  addKey(seeds: AttributeSeeds, key: number): void {
    this.#add(combineHashes(seeds.key, this.#textHash[key] as number));
  }

  addSymbolValue(seeds: AttributeSeeds, key: number, symbol: number): void {
    if (this.#symbolSeenIn[symbol] === this.#column) return;
    this.#symbolSeenIn[symbol] = this.#column;
    this.#add(valueItemOf(seeds, this.#textHash[key] as number, this.#valueHash[symbol] as number));
  }

  addPlainValue(
    seeds: AttributeSeeds,
    key: number,
    type: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    const valueHash = stableHash(bytes, start, end, type);
    this.#add(valueItemOf(seeds, this.#textHash[key] as number, valueHash));
  }

  /** Starts a block, in which resources and scopes are counted once each. */
  startTables(): void {
    this.#block += 1;
  }

  /** Adds a resource's service, keys and values. */
  addResource(resource: number): void {
    if (this.#resourceSeenIn[resource] === this.#block) return;
    this.#resourceSeenIn[resource] = this.#block;
    const { resourceAttributes, resourceService } = this.#dictionary;
    this.#ofResource[resource] ??= this.#listItems(resourceAttributes, resource, [
      combineHashes(
        FilterSeed.service,
        this.#textHash[resourceService[resource] as number] as number,
      ),
    ]);
    this.#addAll(this.#ofResource[resource]);
  }

  /** The keys of a resource. */
  resourceKeys(resource: number): Uint32Array {
    const { key, end } = this.#dictionary.resourceAttributes;
    return key.subarray(resource === 0 ? 0 : end[resource - 1], end[resource]);
  }

  /** Adds a scope's name, keys and values. */
  addScope(scope: number): void {
    if (this.#scopeSeenIn[scope] === this.#block) return;
    this.#scopeSeenIn[scope] = this.#block;
    this.#ofScope[scope] ??= this.#listItems(this.#dictionary.scopeAttributes, scope, [
      combineHashes(
        FilterSeed.scopeName,
        this.#textHash[this.#dictionary.scopeName[scope] as number] as number,
      ),
    ]);
    this.#addAll(this.#ofScope[scope]);
  }

  #listItems(
    columns: SpanBatch['resourceAttributes'],
    owner: number,
    items: number[],
  ): Uint32Array {
    const { plainBytes, plainEnd } = this.#dictionary;
    const first = owner === 0 ? 0 : (columns.end[owner - 1] as number);
    for (let i = first; i < (columns.end[owner] as number); i++) {
      const key = columns.key[i] as number;
      const keyHash = this.#textHash[key] as number;
      items.push(combineHashes(FilterSeed.key, keyHash));
      const reference = columns.value[i] as number;
      const row = reference >>> 1;
      if ((reference & PLAIN_BIT) === 0) {
        items.push(valueItemOf(SPAN_SEEDS, keyHash, this.#valueHash[row] as number));
        continue;
      }
      const start = row === 0 ? 0 : (plainEnd[row - 1] as number);
      const end = plainEnd[row] as number;
      const valueHash = stableHash(plainBytes, start + 1, end, plainBytes[start]);
      items.push(valueItemOf(SPAN_SEEDS, keyHash, valueHash));
    }
    return Uint32Array.from(items);
  }

  #addAll(items: Uint32Array | undefined): void {
    if (items === undefined) return;
    for (let i = 0; i < items.length; i++) this.#add(items[i] as number);
  }

  #add(item: number): void {
    if (this.#count === this.#items.length) {
      this.#items = grown(this.#items, this.#count + 1);
    }
    this.#items[this.#count++] = item;
  }
}
