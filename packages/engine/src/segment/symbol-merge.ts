// Merges the symbols of many batches into one dictionary. A value that occurs once in all of them
// is left out: it goes to a plain column instead, where it costs no entry and no look-up.

import type { SpanBatch, SpanBatchBuilder } from '@clew/model';
import { Extra, PLAIN_BIT, SymbolTable } from '@clew/model/columns';
import { grown } from './grown.ts';

/** For each batch, for each of its symbols: one more than the dictionary's symbol, or 0 for a value to keep plain. */
export type SymbolMaps = readonly Uint32Array[];

/** Occurrences from which a value is worth a dictionary entry. */
const WORTH_AN_ENTRY = 2;

/**
 * Interns what the batches share into the builder's symbol table.
 */
export function mergeSymbols(
  batches: readonly SpanBatch[],
  dictionary: SpanBatchBuilder,
): SymbolMaps {
  const merged = new SymbolTable();
  let occurrences: Uint32Array = new Uint32Array(4096);
  const maps = batches.map((batch) => {
    const uses = countUses(batch);
    const map = new Uint32Array(uses.length);
    for (let symbol = 0; symbol < uses.length; symbol++) {
      const count = uses[symbol] as number;
      if (count === 0) continue;
      const start = symbol === 0 ? 0 : (batch.symbolEnd[symbol - 1] as number);
      const end = batch.symbolEnd[symbol] as number;
      const type = batch.symbolBytes[start] as number;
      const found = merged.intern(type, batch.symbolBytes, start + 1, end);
      if (found >= occurrences.length) {
        occurrences = grown(occurrences, found + 1);
      }
      occurrences[found] = (occurrences[found] as number) + count;
      map[symbol] = found;
    }
    return { map, uses };
  });

  const final = new Uint32Array(merged.size);
  for (let symbol = 0; symbol < merged.size; symbol++) {
    if ((occurrences[symbol] as number) < WORTH_AN_ENTRY) continue;
    const start = symbol === 0 ? 0 : (merged.ends.array[symbol - 1] as number);
    const end = merged.ends.array[symbol] as number;
    const type = merged.bytes.array[start] as number;
    final[symbol] = dictionary.values.symbols.intern(type, merged.bytes.array, start + 1, end) + 1;
  }
  return maps.map(({ map, uses }) => {
    for (let symbol = 0; symbol < map.length; symbol++) {
      map[symbol] = uses[symbol] === 0 ? 0 : (final[map[symbol] as number] as number);
    }
    return map;
  });
}

/** How often each symbol of a batch is a value; what must be in the dictionary in any case counts as enough. */
function countUses(batch: SpanBatch): Uint32Array {
  const uses = new Uint32Array(batch.symbolEnd.length);
  const needed = (symbols: Uint32Array): void => {
    for (let i = 0; i < symbols.length; i++) uses[symbols[i] as number] = WORTH_AN_ENTRY;
  };
  for (const { value } of [batch.attributes, batch.eventAttributes, batch.linkAttributes]) {
    for (let i = 0; i < value.length; i++) {
      const reference = value[i] as number;
      if ((reference & PLAIN_BIT) === 0) {
        uses[reference >>> 1] = (uses[reference >>> 1] as number) + 1;
      }
    }
  }
  needed(batch.attributes.key);
  needed(batch.eventAttributes.key);
  needed(batch.linkAttributes.key);
  needed(batch.name);
  needed(batch.eventName);
  needed(batch.linkTraceState);
  needed(batch.resourceService);
  for (let i = 0; i < batch.extra.length; i += 3) {
    const value = batch.extra[i + 2] as number;
    if (batch.extra[i] === Extra.traceState) uses[value] = WORTH_AN_ENTRY;
    if (batch.extra[i] === Extra.warning) uses[value >>> 1] = WORTH_AN_ENTRY;
  }
  return uses;
}
