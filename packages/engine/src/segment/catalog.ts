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
    const seen = new Set<number>();
    for (let row = 0; row < batch.spanCount; row++) {
      const service = batch.resourceService[batch.resource[row] as number] as number;
      const name = batch.name[row] as number;
      const kind = batch.kind[row] as number;
      const combination = (service * batch.symbolEnd.length + name) * 256 + kind;
      if (seen.has(combination)) continue;
      seen.add(combination);
      const operation = [text(service), text(name), kind] as const;
      services.add(operation[0]);
      operations.set(operation.join('\u0000'), operation);
    }
    for (const symbol of new Set(batch.attributes.key)) keys.span.add(text(symbol));
    for (const symbol of new Set(batch.eventAttributes.key)) keys.event.add(text(symbol));
    for (const symbol of new Set(batch.resourceAttributes.key)) keys.resource.add(text(symbol));
    for (const symbol of new Set(batch.scopeAttributes.key)) keys.scope.add(text(symbol));
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
