// Spans for the suite's checks: each check says what matters to it, the rest is plain.
import {
  type Attribute,
  type Resource,
  type Span,
  SpanFormat,
  SpanKind,
  StatusCode,
} from '@clew/model';

/**
 * About when most of the suite's spans start, Unix nanoseconds. A store that treats spans far from their
 * arrival in another way should be given a clock that shows this time.
 */
export const SUITE_TIME = 1_795_451_575_000_000_000n;

/** A trace id from a small number. */
export function traceId(number: number): string {
  return number.toString(16).padStart(32, '0');
}

/** A span id from a small number. */
export function spanId(number: number): string {
  return number.toString(16).padStart(16, '0');
}

/** A resource of a service. */
export function resourceOf(service: string, attributes: readonly Attribute[] = []): Resource {
  return {
    serviceName: service,
    attributes: [{ key: 'service.name', value: service }, ...attributes],
    schemaUrl: '',
    droppedAttributesCount: 0,
  };
}

/** What a check may say of a span: any field, the ids as numbers, the service by name. */
export interface SpanFields extends Partial<Omit<Span, 'traceId' | 'spanId' | 'parentSpanId'>> {
  readonly trace?: number;
  readonly id?: number;
  /** 0 for none. */
  readonly parent?: number;
  readonly service?: string;
  /** Nanoseconds after {@link SUITE_TIME}. */
  readonly at?: number;
}

/** A span that is plain but for the fields given. */
export function spanOf(fields: SpanFields = {}): Span {
  const { trace = 1, id = 1, parent = 0, service = 'service', at = 0, ...rest } = fields;
  return {
    traceId: traceId(trace),
    spanId: spanId(id),
    parentSpanId: parent === 0 ? '' : spanId(parent),
    name: 'operation',
    kind: SpanKind.server,
    start: SUITE_TIME + BigInt(at),
    duration: 1_000_000n,
    status: StatusCode.unset,
    statusMessage: '',
    flags: 1,
    traceState: '',
    format: SpanFormat.otlp,
    attributes: [],
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    warnings: [],
    resource: resourceOf(service),
    scope: { name: '', version: '', attributes: [], schemaUrl: '', droppedAttributesCount: 0 },
    ...rest,
  };
}

/** A span that has something in every field. */
export const richSpan: Span = {
  traceId: '0102030405060708090a0b0c0d0e0f10',
  spanId: 'a1a2a3a4a5a6a7a8',
  parentSpanId: 'b1b2b3b4b5b6b7b8',
  name: '查询库存',
  kind: SpanKind.client,
  start: SUITE_TIME + 466_551_123n,
  duration: 2_259_000n,
  status: StatusCode.error,
  statusMessage: '库存不足',
  flags: 0x101,
  traceState: 'vendor=1',
  format: SpanFormat.jaeger,
  attributes: [
    { key: 'text', value: 'x'.repeat(300) },
    { key: 'yes', value: true },
    { key: 'no', value: false },
    { key: 'int', value: -17n },
    { key: 'double', value: 0.25 },
    { key: 'bytes', value: Uint8Array.of(0, 1, 255) },
    { key: 'list', value: ['a', 1n, [2.5, null]] },
    { key: 'map', value: { entries: [{ key: 'k', value: { entries: [] } }] } },
    { key: 'text', value: 'a key may repeat' },
    { key: '', value: null },
  ],
  droppedAttributesCount: 3,
  events: [
    { time: 5n, name: 'first', attributes: [], droppedAttributesCount: 0 },
    {
      time: SUITE_TIME + 466_551_124n,
      name: 'exception',
      attributes: [{ key: 'exception.type', value: 'Error' }],
      droppedAttributesCount: 2,
    },
  ],
  droppedEventsCount: 1,
  links: [
    {
      traceId: 'ff'.repeat(16),
      spanId: 'ee'.repeat(8),
      traceState: 'a=b',
      flags: 1,
      attributes: [{ key: 'opentracing.ref_type', value: 'follows_from' }],
      droppedAttributesCount: 4,
    },
    {
      traceId: 'fe'.repeat(16),
      spanId: 'ed'.repeat(8),
      traceState: '',
      flags: 0,
      attributes: [],
      droppedAttributesCount: 0,
    },
  ],
  droppedLinksCount: 5,
  warnings: ['first', 'second'],
  resource: {
    serviceName: 'goods-srv',
    attributes: [
      { key: 'host.name', value: 'node-3' },
      { key: 'service.name', value: 'goods-srv' },
    ],
    schemaUrl: 'https://opentelemetry.io/schemas/1.30.0',
    droppedAttributesCount: 6,
  },
  scope: {
    name: 'http',
    version: '1.2.3',
    attributes: [{ key: 'scope.key', value: 'v' }],
    schemaUrl: 'https://opentelemetry.io/schemas/1.29.0',
    droppedAttributesCount: 7,
  },
};
