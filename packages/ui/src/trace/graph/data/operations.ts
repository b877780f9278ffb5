// The operations of a trace: pairs of a service and the name of a span.
import type { Trace } from '../../data/trace.ts';
import { NameTable } from './name-table.ts';
import { PairIndex } from './pair-index.ts';

/** The operations of a trace's rows. */
export interface RowOperations {
  /** The operation of each row. */
  readonly operation: Uint32Array;
  readonly count: number;
  /** Whether names that differ by ids and numbers alone are one. */
  readonly areMerged: boolean;
  /** Index of an operation's service. */
  serviceOf(operation: number): number;
  nameOf(operation: number): string;
}

/** The operations of a trace; where there are more than `most`, those whose names differ by ids or numbers alone are one. */
export function operationsOf(trace: Trace, most: number): RowOperations {
  return (
    collect(trace, false, most) ?? (collect(trace, true, Number.POSITIVE_INFINITY) as RowOperations)
  );
}

/** The operations, or undefined when there are more than `most`. */
function collect(trace: Trace, areMerged: boolean, most: number): RowOperations | undefined {
  const names = new NameTable(areMerged);
  const pairs = new PairIndex();
  // One more than the number of the name of a symbol.
  let bySymbol = new Int32Array(1024);
  const operation = new Uint32Array(trace.count);
  for (let row = 0; row < trace.count; row++) {
    const symbol = trace.nameSymbol(row);
    if (symbol >= bySymbol.length) {
      const larger = new Int32Array(Math.max(symbol + 1, bySymbol.length * 2));
      larger.set(bySymbol);
      bySymbol = larger;
    }
    let name = (bySymbol[symbol] as number) - 1;
    if (name < 0) {
      name = names.number(trace.nameBytes(symbol));
      bySymbol[symbol] = name + 1;
    }
    operation[row] = pairs.number(trace.service[row] as number, name);
    if (pairs.size > most) return undefined;
  }
  return {
    operation,
    count: pairs.size,
    areMerged,
    serviceOf: (one) => pairs.firstOf(one),
    nameOf: (one) => names.text(pairs.secondOf(one)),
  };
}
