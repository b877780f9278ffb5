// Which operations the list shows, in which order. A trace may have as many operations as spans, so it works in slices.
import type { OperationFigures } from '@clew/model';
import type { Trace } from '../data/trace.ts';
import { doInTurns, type Work } from '../data/turns.ts';
import type { Operations } from './operations.ts';

/** The columns of the list that hold numbers, in their order. */
export const OPERATION_COLUMNS = ['self', 'busy', 'total', 'spans'] as const;
export type OperationColumn = (typeof OPERATION_COLUMNS)[number];

const CHECK_EVERY = 1024;

/** Service and operation in one text: the address and the filter have them so. */
export function operationText(trace: Trace, operations: Operations, operation: number): string {
  const service = trace.services[operations.service[operation] ?? 0] ?? '';
  return `${service}: ${trace.nameText(operations.name[operation] ?? 0)}`;
}

/** The operation of a text, or −1. */
export function operationOfText(trace: Trace, operations: Operations, text: string): number {
  for (let operation = 0; operation < operations.count; operation++) {
    const service = trace.services[operations.service[operation] ?? 0] ?? '';
    // The name is put together only where the service fits.
    if (!text.startsWith(service)) continue;
    if (operationText(trace, operations, operation) === text) return operation;
  }
  return -1;
}

/** The operation with the most self time. */
export function heaviestOperation({ self }: OperationFigures): number {
  let heaviest = 0;
  for (let i = 1; i < self.length; i++) {
    if ((self[i] as number) > (self[heaviest] as number)) heaviest = i;
  }
  return heaviest;
}

/** Of operations in an order those whose service or name has a text, whatever its case. */
export function operationsWith(
  trace: Trace,
  operations: Operations,
  order: Uint32Array,
  text: string,
  signal: AbortSignal,
): Promise<Uint32Array> {
  return doInTurns(findOperations(trace, operations, order, text), signal);
}

function* findOperations(
  trace: Trace,
  operations: Operations,
  order: Uint32Array,
  text: string,
): Work<Uint32Array> {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return order;
  const found = new Uint32Array(order.length);
  let count = 0;
  for (let i = 0; i < order.length; i++) {
    const operation = order[i] ?? 0;
    if (operationText(trace, operations, operation).toLowerCase().includes(wanted)) {
      found[count++] = operation;
    }
    if (i % CHECK_EVERY === 0) yield;
  }
  return found.subarray(0, count);
}
