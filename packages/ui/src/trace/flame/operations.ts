// The operations of a trace, numbered: what merged boxes are told apart by.
import type { Trace } from '../data/trace.ts';
import { doInTurns, type Work } from '../data/turns.ts';

const CHECK_EVERY = 1024;

/** Every pair of service and operation of a trace, in the order in which they come up. */
export interface Operations {
  readonly count: number;
  /** Index into the trace's services, an operation each. */
  readonly service: Uint32Array;
  /** A number that the trace's `nameText` knows, an operation each. */
  readonly name: Uint32Array;
  /** The operation of each row. */
  readonly ofRow: Uint32Array;
}

/** Numbers the operations of a trace, in slices: each may have a name of its own. */
export function operationsOf(trace: Trace, signal: AbortSignal): Promise<Operations> {
  return doInTurns(numberOperations(trace), signal);
}

function* numberOperations(trace: Trace): Work<Operations> {
  const services = trace.services.length;
  /** One number for all symbols of the same name. */
  const names = new Map<string, number>();
  const nameOfSymbol = new Map<number, number>();
  const operations = new Map<number, number>();
  const service: number[] = [];
  const name: number[] = [];
  const ofRow = new Uint32Array(trace.count);
  for (let row = 0; row < trace.count; row++) {
    const symbol = trace.nameSymbol(row);
    let number = nameOfSymbol.get(symbol);
    if (number === undefined) {
      const text = trace.nameText(symbol);
      number = names.get(text) ?? names.size;
      names.set(text, number);
      nameOfSymbol.set(symbol, number);
    }
    const key = number * services + (trace.service[row] ?? 0);
    let operation = operations.get(key);
    if (operation === undefined) {
      operation = service.length;
      operations.set(key, operation);
      service.push(trace.service[row] ?? 0);
      name.push(symbol);
    }
    ofRow[row] = operation;
    if (row % CHECK_EVERY === 0) yield;
  }
  return {
    count: service.length,
    service: Uint32Array.from(service),
    name: Uint32Array.from(name),
    ofRow,
  };
}
