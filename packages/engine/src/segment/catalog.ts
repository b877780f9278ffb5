// What occurs in spans: the services, operations and attribute keys to choose from. Gathered by the
// symbols of one batch or one segment's dictionary, turned into texts once.

import { RemoteServices, type SpanBatch, SpanBatchReader } from '@clew/model';
import { grown } from './grown.ts';
import { CATALOG_REMOTE_UNITS, type Catalog } from './segment-format.ts';

/** Gathers what occurs. Adding is hot: it happens for every span that is sealed. */
export class CatalogCollector {
  readonly #dictionary: SpanBatch;
  /** Service, name and kind of each operation, three numbers each. */
  #operations: Uint32Array = new Uint32Array(768);
  #count = 0;
  #slots: Int32Array = new Int32Array(1024);
  readonly #spanKeys: Uint8Array;
  readonly #eventKeys: Uint8Array;
  readonly #linkKeys: Uint8Array;
  /** The remote services of each service, by the symbol of its name. */
  readonly #remoteServices: Map<number, Set<string>> = new Map();
  #remoteRoom = CATALOG_REMOTE_UNITS;

  /** @param dictionary the batch whose symbols are added, and whose resources and scopes all count */
  constructor(dictionary: SpanBatch) {
    this.#dictionary = dictionary;
    this.#spanKeys = new Uint8Array(dictionary.symbolEnd.length);
    this.#eventKeys = new Uint8Array(dictionary.symbolEnd.length);
    this.#linkKeys = new Uint8Array(dictionary.symbolEnd.length);
  }

  /** Adds a span's operation; the resource is one of the dictionary's. */
  addOperation(resource: number, name: number, kind: number): void {
    const service = this.#dictionary.resourceService[resource] as number;
    const operations = this.#operations;
    const mask = this.#slots.length - 1;
    let slot = hashOf(service, name, kind) & mask;
    for (;;) {
      const at = ((this.#slots[slot] as number) - 1) * 3;
      if (at < 0) break;
      if (
        operations[at] === service &&
        operations[at + 1] === name &&
        operations[at + 2] === kind
      ) {
        return;
      }
      slot = (slot + 1) & mask;
    }
    this.#append(slot, service, name, kind);
  }

  addSpanKey(key: number): void {
    this.#spanKeys[key] = 1;
  }

  addEventKey(key: number): void {
    this.#eventKeys[key] = 1;
  }

  addLinkKey(key: number): void {
    this.#linkKeys[key] = 1;
  }

  /** Adds the service that a span names as its other end; the resource is one of the dictionary's. */
  addRemoteService(resource: number, remote: string): void {
    if (remote === '' || this.#remoteRoom < remote.length + 32) return;
    const service = this.#dictionary.resourceService[resource] as number;
    let known = this.#remoteServices.get(service);
    if (known === undefined) {
      known = new Set();
      this.#remoteServices.set(service, known);
    }
    if (known.has(remote)) return;
    known.add(remote);
    this.#remoteRoom -= remote.length + 32;
  }

  /** The catalog of what was added. */
  finish(): Catalog {
    const reader = new SpanBatchReader(this.#dictionary);
    const { resourceAttributes, scopeAttributes } = this.#dictionary;
    const operations = Array.from({ length: this.#count }, (_, i) => {
      const [service = 0, name = 0, kind = 0] = this.#operations.subarray(i * 3, i * 3 + 3);
      return [reader.text(service), reader.text(name), kind] as const;
    });
    const marked = (marks: Uint8Array): string[] => {
      const texts: string[] = [];
      for (let at = marks.indexOf(1); at >= 0; at = marks.indexOf(1, at + 1)) {
        texts.push(reader.text(at));
      }
      return texts;
    };
    const distinct = (symbols: Uint32Array): string[] =>
      [...new Set(symbols)].map((symbol) => reader.text(symbol));
    return {
      services: [...new Set(operations.map(([service]) => service))],
      operations,
      spanKeys: marked(this.#spanKeys),
      eventKeys: marked(this.#eventKeys),
      linkKeys: marked(this.#linkKeys),
      resourceKeys: distinct(resourceAttributes.key),
      scopeKeys: distinct(scopeAttributes.key),
      remoteServices: [...this.#remoteServices].flatMap(([service, names]) =>
        [...names].map((name) => [reader.text(service), name] as const),
      ),
    };
  }

  #append(slot: number, service: number, name: number, kind: number): void {
    this.#slots[slot] = ++this.#count;
    if (this.#count * 3 > this.#operations.length) {
      this.#operations = grown(this.#operations, this.#count * 3);
    }
    this.#operations.set([service, name, kind], (this.#count - 1) * 3);
    if (this.#count * 2 > this.#slots.length) this.#growSlots();
  }

  #growSlots(): void {
    const operations = this.#operations;
    const count = this.#count;
    this.#slots = new Int32Array(this.#slots.length * 4);
    const mask = this.#slots.length - 1;
    for (let i = 0; i < count; i++) {
      const [service = 0, name = 0, kind = 0] = operations.subarray(i * 3, i * 3 + 3);
      let slot = hashOf(service, name, kind) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = i + 1;
    }
  }
}

function hashOf(service: number, name: number, kind: number): number {
  const hash = Math.imul(name ^ Math.imul(service, 0x9e3779b1), 0x85ebca6b) ^ kind;
  return hash ^ (hash >>> 15);
}

/** What occurs in a batch of a head. */
export function catalogOf(batch: SpanBatch): Catalog {
  const collector = new CatalogCollector(batch);
  const { resource, name, kind } = batch;
  for (let row = 0; row < batch.spanCount; row++) {
    collector.addOperation(resource[row] as number, name[row] as number, kind[row] as number);
  }
  const remote = new RemoteServices(new SpanBatchReader(batch));
  if (remote.mayBeNamed) {
    for (let row = 0; row < batch.spanCount; row++) {
      collector.addRemoteService(resource[row] as number, remote.of(row));
    }
  }
  for (const key of batch.attributes.key) collector.addSpanKey(key);
  for (const key of batch.eventAttributes.key) collector.addEventKey(key);
  for (const key of batch.linkAttributes.key) collector.addLinkKey(key);
  return collector.finish();
}
