import type { Trace } from '../../data/trace.ts';
import { VARIABLE } from './name-table.ts';
import type { RowOperations } from './operations.ts';

/** What a node stands for. */
export interface NodeSubject {
  readonly type: 'service' | 'operation' | 'host' | 'span' | 'rest';
  /** Empty where there is none, or where there are several. */
  readonly service: string;
  readonly operation: string;
  readonly host: string;
  /** Of how many services, operations, hosts or call paths a rest is made; else 1. */
  readonly size: number;
  /** Whether `VARIABLE` stands for ids and numbers in the operation. */
  readonly isPattern: boolean;
}

/** The nodes of a trace's rows. */
export interface RowGroups {
  /** The node of each row. */
  readonly group: Int32Array;
  readonly subjects: readonly NodeSubject[];
}

/** The subject of nothing: what a subject is made from. */
export const NOTHING: Omit<NodeSubject, 'type'> = {
  service: '',
  operation: '',
  host: '',
  size: 1,
  isPattern: false,
};

/** Makes the subjects of operations. */
export function operationSubject(
  trace: Trace,
  operations: RowOperations,
  type: 'operation' | 'span',
): (operation: number) => NodeSubject {
  return (operation) => {
    const name = operations.nameOf(operation);
    return {
      ...NOTHING,
      type,
      service: trace.services[operations.serviceOf(operation)] ?? '',
      operation: name,
      isPattern: operations.areMerged && name.includes(VARIABLE),
    };
  };
}
