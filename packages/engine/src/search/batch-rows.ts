// Evaluates conditions on the columns of one SpanBatch.
import { type SpanBatch, ValueType } from '@clew/model';
import { type AttributeColumns, Extra, PLAIN_BIT } from '@clew/model/columns';
import type { AttributeScope, TextField } from '@clew/storage';
import { symbolsOf } from '../segment/symbols-of.ts';
import type { LinkIds, RowMask, RowSource } from './row-source.ts';
import type { ValueTest } from './value-test.ts';

const NOTHING = new Uint8Array(0);

/** A batch as rows to search. */
export class BatchRows implements RowSource {
  readonly rows: number;
  readonly start: Uint32Array;
  readonly duration: Uint32Array;
  readonly kind: Uint8Array;
  readonly status: Uint8Array;
  readonly #batch: SpanBatch;

  constructor(batch: SpanBatch) {
    this.#batch = batch;
    this.rows = batch.spanCount;
    this.start = batch.start;
    this.duration = batch.duration;
    this.kind = batch.kind;
    this.status = batch.status;
  }

  textMask(field: TextField, test: ValueTest): RowMask {
    const batch = this.#batch;
    const accepted = new SymbolTest(batch, test);
    switch (field) {
      case 'service':
        return spread(batch.resource, accepted.ofEach(batch.resourceService));
      case 'name':
        return accepted.ofEach(batch.name);
      case 'scopeName':
        return spread(batch.scope, accepted.ofEach(batch.scopeName));
      case 'scopeVersion':
        return spread(batch.scope, accepted.ofEach(batch.scopeVersion));
      case 'eventName': {
        const mask = new Uint8Array(this.rows);
        markRows(accepted.ofEach(batch.eventName), batch.eventEnd, mask);
        return mask;
      }
      case 'statusMessage':
        return this.#extraMask(Extra.statusMessage, accepted, (value) =>
          accepted.ofReference(value),
        );
      case 'traceState':
        return this.#extraMask(Extra.traceState, accepted, (value) => accepted.of(value));
    }
  }

  /** Rows with an accepted value in a field that few spans have; the others have the empty text. */
  #extraMask(field: Extra, accepted: SymbolTest, accepts: (value: number) => 0 | 1): RowMask {
    const { extra } = this.#batch;
    const mask = new Uint8Array(this.rows).fill(accepted.ofEmpty());
    for (let i = 0; i < extra.length; i += 3) {
      if (extra[i] === field) mask[extra[i + 1] as number] = accepts(extra[i + 2] as number);
    }
    return mask;
  }

  attributeMask(scope: AttributeScope, key: Uint8Array, test: ValueTest): RowMask {
    const batch = this.#batch;
    const mask = new Uint8Array(this.rows);
    const keys = symbolsOf(batch, key);
    if (keys.length === 0) return mask;
    const accepted = new SymbolTest(batch, test);
    const any = scope === 'any';
    if (any || scope === 'resource') {
      const found = listMask(batch.resourceAttributes, keys, accepted);
      orInto(mask, spread(batch.resource, found));
      if (!mask.includes(0)) return mask;
    }
    if (any || scope === 'span') {
      markOwners(batch.attributes, this.rows, keys, accepted, mask);
    }
    if (any || scope === 'event') {
      const events = new Uint8Array(batch.eventName.length);
      markOwners(batch.eventAttributes, events.length, keys, accepted, events);
      markRows(events, batch.eventEnd, mask);
    }
    if (scope === 'link') {
      const links = new Uint8Array(batch.linkFlags.length);
      markOwners(batch.linkAttributes, links.length, keys, accepted, links);
      markRows(links, batch.linkEnd, mask);
    }
    if (any || scope === 'scope') {
      const found = listMask(batch.scopeAttributes, keys, accepted);
      orInto(mask, spread(batch.scope, found));
    }
    return mask;
  }

  links(): LinkIds | undefined {
    const { linkEnd, linkTraceId, linkSpanId } = this.#batch;
    if (linkTraceId.length === 0) return undefined;
    return {
      end: linkEnd,
      traceId: { bytes: linkTraceId, first: 0, step: 16 },
      spanId: { bytes: linkSpanId, first: 0, step: 8 },
    };
  }
}

/** Asks a test of a symbol once, however many rows have it. */
export class SymbolTest {
  readonly #batch: SpanBatch;
  readonly #test: ValueTest;
  /** 0 unknown, 1 refused, 2 accepted. */
  readonly #known: Uint8Array;

  constructor(batch: SpanBatch, test: ValueTest) {
    this.#batch = batch;
    this.#test = test;
    this.#known = new Uint8Array(batch.symbolEnd.length);
  }

  /** 1 when the symbol's value is accepted, else 0. */
  of(symbol: number): 0 | 1 {
    const known = this.#known[symbol] as number;
    if (known !== 0) return known === 2 ? 1 : 0;
    const { symbolBytes, symbolEnd } = this.#batch;
    const accepted = testRun(this.#test, symbolBytes, symbolEnd, symbol);
    this.#known[symbol] = accepted ? 2 : 1;
    return accepted ? 1 : 0;
  }

  /** For each of many symbols whether it is accepted. */
  ofEach(symbols: Uint32Array): Uint8Array {
    const marks = new Uint8Array(symbols.length);
    for (let i = 0; i < marks.length; i++) marks[i] = this.of(symbols[i] as number);
    return marks;
  }

  /** 1 when the empty text is accepted, else 0. */
  ofEmpty(): 0 | 1 {
    return this.#test(ValueType.string, NOTHING, 0, 0) ? 1 : 0;
  }

  /** 1 when the value of a reference is accepted, else 0. */
  ofReference(reference: number): 0 | 1 {
    if ((reference & PLAIN_BIT) === 0) return this.of(reference >>> 1);
    const { plainBytes, plainEnd } = this.#batch;
    return testRun(this.#test, plainBytes, plainEnd, reference >>> 1) ? 1 : 0;
  }
}

function testRun(test: ValueTest, bytes: Uint8Array, ends: Uint32Array, index: number): boolean {
  const start = index === 0 ? 0 : (ends[index - 1] as number);
  return test(bytes[start] as number, bytes, start + 1, ends[index] as number);
}

/** Marks the owners that have an accepted value under one of the keys. Owners' runs follow each other. */
function markOwners(
  columns: AttributeColumns,
  owners: number,
  keys: readonly number[],
  accepted: SymbolTest,
  mask: Uint8Array,
): void {
  const { end, key, value } = columns;
  for (const wanted of keys) {
    let owner = 0;
    for (let i = key.indexOf(wanted); i >= 0; i = key.indexOf(wanted, i + 1)) {
      while (owner < owners && (end[owner] as number) <= i) owner++;
      if (mask[owner] === 0 && accepted.ofReference(value[i] as number) === 1) mask[owner] = 1;
    }
  }
}

/** For each resource or scope, 1 where it has an accepted value under one of the keys. */
export function listMask(
  columns: AttributeColumns,
  keys: readonly number[],
  accepted: SymbolTest,
): Uint8Array {
  const mask = new Uint8Array(columns.end.length);
  let start = 0;
  for (let owner = 0; owner < mask.length; owner++) {
    const end = columns.end[owner] as number;
    for (let i = start; i < end && mask[owner] === 0; i++) {
      if (keys.includes(columns.key[i] as number)) {
        mask[owner] = accepted.ofReference(columns.value[i] as number);
      }
    }
    start = end;
  }
  return mask;
}

/** Marks the rows whose runs of events or links, closed by `ends`, hold a marked one. */
export function markRows(marked: Uint8Array, ends: Uint32Array, mask: RowMask): void {
  let row = 0;
  for (let at = marked.indexOf(1); at >= 0; at = marked.indexOf(1, at + 1)) {
    while ((ends[row] as number) <= at) row++;
    mask[row] = 1;
  }
}

/** For each row the mark of what it points to. */
function spread(index: Uint32Array, marks: Uint8Array): RowMask {
  const mask = new Uint8Array(index.length);
  for (let row = 0; row < mask.length; row++) mask[row] = marks[index[row] as number] as number;
  return mask;
}

/** Marks in the first mask what is marked in the second. */
export function orInto(mask: RowMask, other: RowMask): void {
  for (let row = 0; row < mask.length; row++) {
    mask[row] = (mask[row] as number) | (other[row] as number);
  }
}
