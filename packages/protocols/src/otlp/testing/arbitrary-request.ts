// For tests only: random trace requests, as the spans that must come out and as the message's fields.
import {
  type Attribute,
  type AttributeValue,
  type Resource,
  type Scope,
  type Span,
  SpanFormat,
} from '@clew/model';
import fc from 'fast-check';
import { long } from './reference-encoder.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const count = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff_ffff }));
const bytes = (length: number) =>
  fc
    .uint8Array({ minLength: length, maxLength: length })
    .filter((id) => id.some((byte) => byte !== 0));
const hex = (id: Uint8Array) => Buffer.from(id).toString('hex');

const { value } = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 4, withCrossShrink: true },
    text,
    fc.string({ minLength: 200, maxLength: 400 }),
    fc.boolean(),
    fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }),
    fc.double(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 60 }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.record({
      entries: fc.array(fc.record({ key: text, value: tie('value') }), { maxLength: 5 }),
    }),
  ),
}));
const attributes = fc.array(fc.record({ key: text, value }), { maxLength: 8 });
const time = fc.bigInt({ min: 0n, max: 1n << 63n });

const resource: fc.Arbitrary<Resource> = fc
  .record({ attributes, schemaUrl: text, droppedAttributesCount: count, service: text })
  .map(({ service, ...rest }) => ({
    ...rest,
    attributes: [
      ...rest.attributes.filter(({ key }) => key !== 'service.name'),
      { key: 'service.name', value: service },
    ],
    serviceName: service,
  }));
const scope: fc.Arbitrary<Scope> = fc.record({
  ...{ name: text, version: text, attributes, schemaUrl: text, droppedAttributesCount: count },
});
const event = fc.record({ time, name: text, attributes, droppedAttributesCount: count });
const link = fc.record({
  traceId: bytes(16).map(hex),
  spanId: bytes(8).map(hex),
  ...{ traceState: text, flags: count, attributes, droppedAttributesCount: count },
});
const span = fc.record({
  traceId: bytes(16).map(hex),
  spanId: bytes(8).map(hex),
  parentSpanId: fc.oneof(fc.constant(''), bytes(8).map(hex)),
  name: text,
  kind: fc.constantFrom(0, 1, 2, 3, 4, 5),
  start: time,
  duration: fc.bigInt({ min: 0n, max: (1n << 63n) - 1n }),
  status: fc.constantFrom(0, 1, 2),
  statusMessage: text,
  ...{ flags: count, traceState: text, attributes, droppedAttributesCount: count },
  events: fc.array(event, { maxLength: 3 }),
  droppedEventsCount: count,
  links: fc.array(link, { maxLength: 3 }),
  droppedLinksCount: count,
});

/** A request: the spans that it holds and the fields of its ExportTraceServiceRequest. */
export interface ArbitraryRequest {
  readonly spans: readonly Span[];
  readonly fields: object;
}

/** Random requests of some resources with some scopes with some spans each. */
export const arbitraryRequest: fc.Arbitrary<ArbitraryRequest> = fc
  .array(
    fc.record({
      resource,
      scopes: fc.array(fc.record({ scope, spans: fc.array(span, { maxLength: 3 }) }), {
        maxLength: 2,
      }),
    }),
    { maxLength: 3 },
  )
  .map((resources) => ({
    spans: resources.flatMap((one) =>
      one.scopes.flatMap(({ scope, spans }) =>
        spans.map((span) => ({
          ...span,
          ...{ format: SpanFormat.otlp, warnings: [], resource: one.resource, scope },
        })),
      ),
    ),
    fields: {
      resourceSpans: resources.map((one) => ({
        resource: shared(one.resource),
        schemaUrl: one.resource.schemaUrl,
        scopeSpans: one.scopes.map(({ scope, spans }) => ({
          scope: { ...shared(scope), name: scope.name, version: scope.version },
          schemaUrl: scope.schemaUrl,
          spans: spans.map(spanFields),
        })),
      })),
    },
  }));

function shared(owner: Resource | Scope): object {
  return {
    attributes: owner.attributes.map(keyValue),
    droppedAttributesCount: owner.droppedAttributesCount,
  };
}

type SpanValues = typeof span extends fc.Arbitrary<infer Values> ? Values : never;

function spanFields(one: SpanValues): object {
  const { start, duration, status, statusMessage, events, links, ...rest } = one;
  return {
    ...rest,
    traceId: idBytes(one.traceId),
    spanId: idBytes(one.spanId),
    parentSpanId: idBytes(one.parentSpanId),
    startTimeUnixNano: long(start),
    endTimeUnixNano: long(start + duration),
    attributes: one.attributes.map(keyValue),
    status: { code: status, message: statusMessage },
    events: events.map(({ time, attributes, ...event }) => ({
      ...event,
      timeUnixNano: long(time),
      attributes: attributes.map(keyValue),
    })),
    links: links.map((link) => ({
      ...link,
      traceId: idBytes(link.traceId),
      spanId: idBytes(link.spanId),
      attributes: link.attributes.map(keyValue),
    })),
  };
}

function keyValue({ key, value }: Attribute): object {
  return { key, value: anyValue(value) };
}

/** A value as the fields of an AnyValue. */
function anyValue(of: AttributeValue): object {
  if (of === null) return {};
  if (typeof of === 'string') return { stringValue: of };
  if (typeof of === 'boolean') return { boolValue: of };
  if (typeof of === 'bigint') return { intValue: long(of) };
  if (typeof of === 'number') return { doubleValue: of };
  if (of instanceof Uint8Array) return { bytesValue: of };
  if ('entries' in of && !Array.isArray(of)) {
    return { kvlistValue: { values: (of.entries as readonly Attribute[]).map(keyValue) } };
  }
  return { arrayValue: { values: (of as readonly AttributeValue[]).map(anyValue) } };
}

/** Plain bytes: a Buffer would become an object of its own in JSON. */
function idBytes(id: string): Uint8Array {
  return Uint8Array.from(Buffer.from(id, 'hex'));
}
