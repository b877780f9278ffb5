// What occurs in batches: the services, operations and attribute keys to choose from.
import { type SpanBatch, utf8Decode } from '@clew/model';
import type { Catalog } from './segment-format.ts';

/** What occurs in the batches, for lists to choose from; also made of heads. */
export function catalogOf(batches: readonly SpanBatch[]): Catalog {
  const services = new Set<string>();
  const operations = new Map<string, readonly [string, string, number]>();
  const keys = {
    span: new Set<string>(),
    event: new Set<string>(),
    resource: new Set<string>(),
    scope: new Set<string>(),
  };
  for (const batch of batches) {
    const text = (symbol: number): string => {
      const start = symbol === 0 ? 0 : (batch.symbolEnd[symbol - 1] as number);
      return utf8Decode(batch.symbolBytes, start + 1, batch.symbolEnd[symbol] as number);
    };
    for (const row of distinctOperations(batch)) {
      const service = batch.resourceService[batch.resource[row] as number] as number;
      const name = batch.name[row] as number;
      const kind = batch.kind[row] as number;
      const operation = [text(service), text(name), kind] as const;
      services.add(operation[0]);
      operations.set(operation.join('\u0000'), operation);
    }
    const addKeys = (symbols: Uint32Array, to: Set<string>): void => {
      for (const symbol of distinctSymbols(batch, symbols)) to.add(text(symbol));
    };
    addKeys(batch.attributes.key, keys.span);
    addKeys(batch.eventAttributes.key, keys.event);
    addKeys(batch.resourceAttributes.key, keys.resource);
    addKeys(batch.scopeAttributes.key, keys.scope);
  }
  return {
    services: [...services],
    operations: [...operations.values()],
    spanKeys: [...keys.span],
    eventKeys: [...keys.event],
    resourceKeys: [...keys.resource],
    scopeKeys: [...keys.scope],
  };
}

/** A row for each combination of service, name and kind; now and then two for the same one. */
function distinctOperations(batch: SpanBatch): readonly number[] {
  // A small cache of rows by hash: looking at every row has to be cheap.
  const slots = new Int32Array(1024).fill(-1);
  const rows: number[] = [];
  const { name, resource, kind } = batch;
  for (let row = 0; row < batch.spanCount; row++) {
    const hash = Math.imul((name[row] as number) * 31 + (resource[row] as number), 0x9e3779b1);
    const slot = (hash ^ (kind[row] as number)) >>> 22;
    const known = slots[slot] as number;
    if (
      known >= 0 &&
      name[known] === name[row] &&
      resource[known] === resource[row] &&
      kind[known] === kind[row]
    ) {
      continue;
    }
    slots[slot] = row;
    rows.push(row);
  }
  return rows;
}

function distinctSymbols(batch: SpanBatch, symbols: Uint32Array): readonly number[] {
  const seen = new Uint8Array(batch.symbolEnd.length);
  const found: number[] = [];
  for (let i = 0; i < symbols.length; i++) {
    const symbol = symbols[i] as number;
    if (seen[symbol] === 1) continue;
    seen[symbol] = 1;
    found.push(symbol);
  }
  return found;
}
