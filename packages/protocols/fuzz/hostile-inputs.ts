// Well-formed inputs that are made to become much in memory: the least that a span, an attribute, an event or a link can be, over and over.
import protobuf from 'protobufjs';
import { argsOf, batchStruct, plainSpan } from '../src/jaeger/testing/jaeger-batch.ts';
import {
  encodeBinary,
  encodeMessage,
  type ThriftField,
  type ThriftValue,
} from '../src/jaeger/testing/thrift-encoder.ts';

/** Makes inputs of about so many bytes: by what is in them. */
export type HostileInputs = (bytes: number) => Readonly<Record<string, Uint8Array>>;

const TRACE_ID = '5b8efff798038103d269b633813fc60c';
const SPAN_ID = 'eee19b7ec3c1b174';
const traceId = Buffer.from(TRACE_ID, 'hex');
const spanId = Buffer.from(SPAN_ID, 'hex');
const EMPTY: ThriftValue = { type: 'struct', fields: [] };

/** By the name of a decoder. */
export const hostileInputs: Readonly<Record<string, HostileInputs>> = {
  'otlp protobuf': (bytes) => {
    const ids = Buffer.concat([field(1, traceId), field(2, spanId)]);
    const request = (spans: Uint8Array): Uint8Array => field(1, field(2, spans));
    const filled = (tag: number): Uint8Array =>
      request(field(2, Buffer.concat([ids, repeated(Buffer.of((tag << 3) | 2, 0), bytes)])));
    return {
      spans: request(repeated(field(2, ids), bytes)),
      resources: repeated(field(1, field(2, field(2, ids))), bytes),
      ...{ attributes: filled(9), events: filled(11), links: filled(13) },
      keys: request(field(2, Buffer.concat([ids, differentKeys(9, bytes)]))),
      lists: request(field(2, Buffer.concat([ids, integerLists(9, bytes)]))),
    };
  },
  'otlp json': (bytes) => {
    const ids = `"traceId":"${TRACE_ID}","spanId":"${SPAN_ID}"`;
    const request = (spans: string): Uint8Array =>
      Buffer.from(`{"resourceSpans":[{"scopeSpans":[{"spans":[${spans}]}]}]}`);
    const filled = (key: string): Uint8Array =>
      request(`{${ids},"${key}":[${listed('{}', bytes)}]}`);
    return {
      spans: request(listed(`{${ids}}`, bytes)),
      attributes: filled('attributes'),
      events: filled('events'),
      links: filled('links'),
      unknown: request(`{${ids},"unknown":[${listed('{}', bytes)}]}`),
      nested: request(`{${ids},"unknown":${'['.repeat(bytes / 2)}${']'.repeat(bytes / 2)}}`),
      escapes: request(`{${ids},"name":"${'\\n'.repeat(bytes / 2)}"}`),
    };
  },
  'zipkin json': (bytes) => {
    const ids = `"traceId":"1","id":"2","timestamp":1`;
    return {
      spans: Buffer.from(`[${listed(`{${ids}}`, bytes)}]`),
      annotations: Buffer.from(`[{${ids},"annotations":[${listed('{"timestamp":1}', bytes)}]}]`),
      tags: Buffer.from(`[{${ids},"tags":{${listed('"":""', bytes)}}}]`),
    };
  },
  'zipkin v1 json': (bytes) => ({
    spans: Buffer.from(`[${listed('{"traceId":"1","id":"2"}', bytes)}]`),
    annotations: Buffer.from(
      `[{"traceId":"1","id":"2","annotations":[${listed('{"timestamp":1}', bytes)}]}]`,
    ),
  }),
  'zipkin protobuf': (bytes) => {
    const ids = Buffer.concat([field(1, Buffer.of(1)), field(3, Buffer.of(2))]);
    const filled = (one: Uint8Array): Uint8Array =>
      field(1, Buffer.concat([ids, repeated(one, bytes)]));
    const annotation = Buffer.concat([
      Buffer.of(9, 1, 0, 0, 0, 0, 0, 0, 0),
      field(2, Buffer.of(65)),
    ]);
    return {
      spans: repeated(field(1, ids), bytes),
      annotations: filled(field(10, annotation)),
      tags: filled(Buffer.of(0x5a, 0)),
    };
  },
  'zipkin v1 thrift': (bytes) => ({
    annotations: encodeBinary({
      type: 'list',
      element: 'struct',
      items: [
        {
          type: 'struct',
          fields: [
            [1, { type: 'i64', value: 1n }],
            [4, { type: 'i64', value: 2n }],
            [6, structs(annotationStruct, bytes / 23)],
          ],
        },
      ],
    }),
  }),
  'jaeger protobuf': (bytes) => {
    const ids = Buffer.concat([field(1, traceId), field(2, spanId)]);
    const batch = (spans: Uint8Array): Uint8Array =>
      field(1, Buffer.concat([spans, field(2, field(1, Buffer.from('a')))]));
    const filled = (tag: number): Uint8Array =>
      batch(field(1, Buffer.concat([ids, repeated(Buffer.of((tag << 3) | 2, 0), bytes)])));
    return {
      spans: batch(repeated(field(1, ids), bytes)),
      ...{ references: filled(4), tags: filled(8), logs: filled(9) },
      keys: batch(field(1, Buffer.concat([ids, differentKeys(8, bytes)]))),
    };
  },
  'skywalking segment': segments,
  'skywalking collection': (bytes) => {
    const all = Object.entries(segments(bytes)).map(([of, segment]) => [of, field(1, segment)]);
    const empty = field(3, Buffer.of());
    return {
      ...Object.fromEntries(all),
      segments: repeated(field(1, Buffer.concat([segmentIds, empty])), bytes),
      services: services(bytes, empty),
      'services without spans': services(bytes, Buffer.of()),
      'services of malformed spans': services(bytes, field(3, Buffer.of(7))),
    };
  },
  'skywalking json': (bytes) => {
    const ids = '"traceId":"1","traceSegmentId":"2"';
    const segment = (spans: string): Uint8Array => Buffer.from(`{${ids},"spans":[${spans}]}`);
    const filled = (key: string, item = '{}'): Uint8Array =>
      segment(`{"${key}":[${listed(item, bytes)}]}`);
    const half = bytes / 2;
    return {
      segments: Buffer.from(`[${listed(`{${ids},"spans":[{}]}`, bytes)}]`),
      spans: segment(listed('{}', bytes)),
      nulls: segment(listed('null', bytes)),
      ...{ tags: filled('tags'), logs: filled('logs'), references: filled('refs') },
      times: filled('logs', '{"time":1}'),
      links: filled('refs', '{"traceId":"3","parentTraceSegmentId":"4"}'),
      data: segment(`{"logs":[{"data":[${listed('{"key":"a"}', bytes)}]}]}`),
      unknown: segment(`{"unknown":[${listed('{}', bytes)}]}`),
      nested: segment(`{"unknown":${'['.repeat(half)}${']'.repeat(half)}}`),
      escapes: segment(`{"operationName":"${'\\n'.repeat(half)}"}`),
      digits: segment(`{"startTime":${'9'.repeat(bytes)}}`),
      name: segment(`{"operationName":"${'a'.repeat(bytes)}"}`),
      malformed: segment(listed('7', bytes)),
    };
  },
  'jaeger binary http': (bytes) => jaegerBatches(bytes, (batch) => encodeBinary(batch)),
  'jaeger compact udp': (bytes) =>
    jaegerBatches(bytes, (batch) =>
      encodeMessage({ encoding: 'compact', type: 'oneway' }, argsOf(batch)),
    ),
};

const segmentIds: Uint8Array = Buffer.concat([
  field(1, Buffer.from('1')),
  field(2, Buffer.from('2')),
]);

/** Of SkyWalking's spans, logs, tags and references no field need be there. */
function segments(bytes: number): Readonly<Record<string, Uint8Array>> {
  const segment = (spans: Uint8Array): Uint8Array => Buffer.concat([segmentIds, spans]);
  const filled = (number: number, one: Uint8Array): Uint8Array =>
    segment(field(3, repeated(field(number, one), bytes)));
  const link = Buffer.concat([field(2, Buffer.from('3')), field(3, Buffer.from('4'))]);
  return {
    spans: segment(repeated(field(3, Buffer.of()), bytes)),
    numbers: segment(numbered(bytes)),
    ...{ tags: filled(12, Buffer.of()), logs: filled(13, Buffer.of()) },
    ...{ references: filled(5, Buffer.of()), links: filled(5, link) },
    times: filled(13, Buffer.of(8, 1)),
    keys: filled(12, field(1, Buffer.from('a'))),
    data: segment(field(3, field(13, repeated(field(2, field(1, Buffer.from('a'))), bytes)))),
    'different keys': segment(field(3, differentKeys(12, bytes))),
    'keys of a malformed span': segment(
      field(3, Buffer.concat([differentKeys(12, bytes), Buffer.of(7)])),
    ),
    groups: segment(Buffer.alloc(bytes, Buffer.of(0x7b))),
    'a name': segment(field(3, field(6, Buffer.alloc(bytes, 'a')))),
    'a length': segment(
      Buffer.concat([Buffer.of(0x1a, 0xff, 0xff, 0xff, 0x7f), Buffer.alloc(bytes)]),
    ),
  };
}

/** Segments of services that are each named otherwise. */
function services(bytes: number, spans: Uint8Array): Uint8Array {
  const writer = protobuf.Writer.create();
  for (let number = 1; writer.len < bytes; number++) {
    const service = field(4, Buffer.from(number.toString(36)));
    writer.uint32(0x0a).bytes(Buffer.concat([segmentIds, service, spans]));
  }
  return writer.finish().slice();
}

/** Attributes without a value, of which each has a key of its own. */
function differentKeys(attribute: number, bytes: number): Uint8Array {
  const writer = protobuf.Writer.create();
  for (let number = 1; writer.len < bytes; number++) {
    writer
      .uint32((attribute << 3) | 2)
      .fork()
      .uint32(0x0a)
      .string(number.toString(36))
      .ldelim();
  }
  return writer.finish().slice();
}

/** Spans that are numbers and nothing else, each another one. */
function numbered(bytes: number): Uint8Array {
  const writer = protobuf.Writer.create();
  for (let number = 1; writer.len < bytes; number++) {
    writer.uint32(0x1a).fork().uint32(0x08).uint32(number).ldelim();
  }
  return writer.finish().slice();
}

const annotationStruct: ThriftValue = {
  type: 'struct',
  fields: [
    [1, { type: 'i64', value: 1n }],
    [2, { type: 'string', value: 'a' }],
  ],
};

/** A span of Jaeger's that is ids alone. */
const idsStruct: ThriftValue = {
  type: 'struct',
  fields: [
    [1, { type: 'i64', value: 1n }],
    [3, { type: 'i64', value: 2n }],
  ],
};

function jaegerBatches(
  bytes: number,
  encode: (batch: ThriftValue) => Uint8Array,
): Readonly<Record<string, Uint8Array>> {
  const filled = (id: number): Uint8Array =>
    encode(
      batchStruct({ process: { serviceName: 'a', tags: [] }, spans: [plainSpan] }, (fields) =>
        fields.map(
          ([of, value]): ThriftField =>
            of === id && value.type === 'list' && value.items.length === 0
              ? [of, structs(EMPTY, bytes)]
              : [of, value],
        ),
      ),
    );
  const spans: ThriftValue = { type: 'struct', fields: [[2, structs(idsStruct, bytes / 5)]] };
  return { spans: encode(spans), references: filled(6), tags: filled(10), logs: filled(11) };
}

function structs(item: ThriftValue, count: number): ThriftValue {
  return { type: 'list', element: 'struct', items: Array(Math.floor(count)).fill(item) };
}

/** A field of protobuf that is a message or bytes. */
function field(number: number, payload: Uint8Array): Uint8Array {
  return protobuf.Writer.create()
    .uint32((number << 3) | 2)
    .bytes(payload)
    .finish()
    .slice();
}

function repeated(one: Uint8Array, bytes: number): Uint8Array {
  return Buffer.alloc(Math.max(1, Math.floor(bytes / one.length)) * one.length, one);
}

/** Attributes of OTLP's protobuf, each a list of thousand small integers: the most that a list which may be honest becomes. */
function integerLists(tag: number, bytes: number): Uint8Array {
  const list = field(1, Buffer.of(0x18, 5));
  const value = field(5, repeated(list, 1000 * list.length));
  return repeated(field(tag, Buffer.concat([field(1, Buffer.from('a')), field(2, value)])), bytes);
}

function listed(one: string, bytes: number): string {
  return `${`${one},`.repeat(Math.max(1, Math.floor(bytes / (one.length + 1))))}${one}`;
}
