// Numbers for services and operations, the same in both traces: text is looked at once for each pair of symbols.
import type { Trace } from '../../trace/data/trace.ts';

/** What a span is compared by. */
export interface Operation {
  readonly service: string;
  readonly name: string;
}

/** The operations of two traces. */
export interface NumberedOperations {
  /** By number, in the order in which they come up. */
  readonly operations: readonly Operation[];
  /** The number of each row's operation. */
  readonly ofA: Int32Array;
  readonly ofB: Int32Array;
}

export function numberOperations(a: Trace, b: Trace): NumberedOperations {
  const operations: Operation[] = [];
  const services = new Map<string, Map<string, number>>();
  const numberOf = (service: string, name: string): number => {
    let names = services.get(service);
    if (names === undefined) {
      names = new Map();
      services.set(service, names);
    }
    let number = names.get(name);
    if (number === undefined) {
      number = operations.length;
      operations.push({ service, name });
      names.set(name, number);
    }
    return number;
  };
  return { ofA: numbersOf(a, numberOf), ofB: numbersOf(b, numberOf), operations };
}

function numbersOf(trace: Trace, numberOf: (service: string, name: string) => number): Int32Array {
  const known = new Map<number, number>();
  const numbers = new Int32Array(trace.count);
  const services = Math.max(1, trace.services.length);
  for (let row = 0; row < trace.count; row++) {
    const pair = trace.nameSymbol(row) * services + (trace.service[row] ?? 0);
    let number = known.get(pair);
    if (number === undefined) {
      number = numberOf(trace.serviceOf(row), trace.nameOf(row));
      known.set(pair, number);
    }
    numbers[row] = number;
  }
  return numbers;
}
