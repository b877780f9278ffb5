// Jaeger's structs as plain objects and as Thrift values, for tests only.
import type { ThriftField, ThriftValue } from './thrift-encoder.ts';

export interface JaegerTag {
  readonly key: string;
  readonly value: string | number | boolean | bigint | Uint8Array;
}

export interface JaegerReference {
  readonly type: 'CHILD_OF' | 'FOLLOWS_FROM';
  readonly traceIdLow: bigint;
  readonly traceIdHigh: bigint;
  readonly spanId: bigint;
}

interface JaegerLog {
  readonly timestamp: bigint;
  readonly fields: readonly JaegerTag[];
}

/** A span; ids and times are the signed numbers that go over the wire. */
export interface JaegerSpan {
  readonly traceIdLow: bigint;
  readonly traceIdHigh: bigint;
  readonly spanId: bigint;
  readonly parentSpanId: bigint;
  readonly operationName: string;
  readonly references: readonly JaegerReference[];
  readonly flags: number;
  readonly startTime: bigint;
  readonly duration: bigint;
  readonly tags: readonly JaegerTag[];
  readonly logs: readonly JaegerLog[];
}

export interface JaegerProcess {
  readonly serviceName: string;
  readonly tags: readonly JaegerTag[];
}

export interface JaegerBatch {
  readonly process: JaegerProcess;
  readonly spans: readonly JaegerSpan[];
}

/** May put the fields of a struct in another order, or add fields. */
export type Arrange = (fields: ThriftField[]) => readonly ThriftField[];

const asTheyAre: Arrange = (fields) => fields;

/** A span that is a good one, but for what the test changes. */
export const plainSpan: JaegerSpan = {
  traceIdLow: 0x1122334455667788n,
  traceIdHigh: 0n,
  spanId: 0x0102030405060708n,
  parentSpanId: 0n,
  operationName: 'get',
  references: [],
  flags: 1,
  startTime: 1_795_451_575_466_551n,
  duration: 2259n,
  tags: [],
  logs: [],
};

/** The arguments of `emitBatch`. */
export function argsOf(batch: ThriftValue, arrange: Arrange = asTheyAre): ThriftValue {
  return { type: 'struct', fields: arrange([[1, batch]]) };
}

export function batchStruct(batch: JaegerBatch, arrange: Arrange = asTheyAre): ThriftValue {
  const process: ThriftValue = {
    type: 'struct',
    fields: arrange([
      [1, { type: 'string', value: batch.process.serviceName }],
      [2, tagList(batch.process.tags, arrange)],
    ]),
  };
  const spans = batch.spans.map((span) => spanStruct(span, arrange));
  return {
    type: 'struct',
    fields: arrange([
      [1, process],
      [2, { type: 'list', element: 'struct', items: spans }],
    ]),
  };
}

function spanStruct(span: JaegerSpan, arrange: Arrange = asTheyAre): ThriftValue {
  return {
    type: 'struct',
    fields: arrange([
      [1, { type: 'i64', value: span.traceIdLow }],
      [2, { type: 'i64', value: span.traceIdHigh }],
      [3, { type: 'i64', value: span.spanId }],
      [4, { type: 'i64', value: span.parentSpanId }],
      [5, { type: 'string', value: span.operationName }],
      [
        6,
        {
          type: 'list',
          element: 'struct',
          items: span.references.map((reference) => referenceStruct(reference, arrange)),
        },
      ],
      [7, { type: 'i32', value: span.flags }],
      [8, { type: 'i64', value: span.startTime }],
      [9, { type: 'i64', value: span.duration }],
      [10, tagList(span.tags, arrange)],
      [
        11,
        {
          type: 'list',
          element: 'struct',
          items: span.logs.map((log) => logStruct(log, arrange)),
        },
      ],
    ]),
  };
}

function referenceStruct(reference: JaegerReference, arrange: Arrange): ThriftValue {
  return {
    type: 'struct',
    fields: arrange([
      [1, { type: 'i32', value: reference.type === 'FOLLOWS_FROM' ? 1 : 0 }],
      [2, { type: 'i64', value: reference.traceIdLow }],
      [3, { type: 'i64', value: reference.traceIdHigh }],
      [4, { type: 'i64', value: reference.spanId }],
    ]),
  };
}

function logStruct(log: JaegerLog, arrange: Arrange): ThriftValue {
  return {
    type: 'struct',
    fields: arrange([
      [1, { type: 'i64', value: log.timestamp }],
      [2, tagList(log.fields, arrange)],
    ]),
  };
}

function tagList(tags: readonly JaegerTag[], arrange: Arrange): ThriftValue {
  return {
    type: 'list',
    element: 'struct',
    items: tags.map((tag) => ({
      type: 'struct',
      fields: arrange([[1, { type: 'string', value: tag.key }], ...valueFields(tag.value)]),
    })),
  };
}

function valueFields(value: JaegerTag['value']): ThriftField[] {
  switch (typeof value) {
    case 'string':
      return [
        [2, { type: 'i32', value: 0 }],
        [3, { type: 'string', value }],
      ];
    case 'number':
      return [
        [2, { type: 'i32', value: 1 }],
        [4, { type: 'double', value }],
      ];
    case 'boolean':
      return [
        [2, { type: 'i32', value: 2 }],
        [5, { type: 'bool', value }],
      ];
    case 'bigint':
      return [
        [2, { type: 'i32', value: 3 }],
        [6, { type: 'i64', value }],
      ];
    default:
      return [
        [2, { type: 'i32', value: 4 }],
        [7, { type: 'string', value }],
      ];
  }
}
