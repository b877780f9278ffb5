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

const text = fc.oneof(
  { weight: 1, arbitrary: fc.constant('') },
  { weight: 4, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
);
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
const attributes = fc
  .array(fc.record({ key: text, value }), { maxLength: 8 })
  // Keys that repeat, with equal values and with others.
  .chain((list) =>
    list.length === 0
      ? fc.constant(list)
      : fc
          .array(fc.record({ like: fc.constantFrom(...list), value: fc.option(value) }), {
            maxLength: 2,
          })
          .map((again) => [
            ...list,
            ...again.map(({ like, value }) => ({ ...like, ...(value === null ? {} : { value }) })),
          ]),
  );
const time = fc.bigInt({ min: 0n, max: 1n << 63n });

/** An EntityRef as the message has it, and as the model keeps it. */
const entityRef = fc
  .record({
    schemaUrl: text,
    type: text,
    idKeys: fc.array(text, { maxLength: 2 }),
    descriptionKeys: fc.array(text, { maxLength: 2 }),
  })
  .map((fields) => ({
    fields,
    kept: {
      entries: [
        { key: 'schema_url', value: fields.schemaUrl },
        { key: 'type', value: fields.type },
        { key: 'id_keys', value: fields.idKeys },
        { key: 'description_keys', value: fields.descriptionKeys },
      ].filter(({ value }) => value.length > 0),
    },
  }));

interface SentResource {
  /** As the model has it. */
  readonly resource: Resource;
  /** As the message has it. */
  readonly fields: object;
}

const resource: fc.Arbitrary<SentResource> = fc
  .record({
    attributes,
    schemaUrl: text,
    droppedAttributesCount: count,
    service: fc.oneof(text, fc.constant(undefined), fc.constant(17n)),
    entityRefs: fc.array(entityRef, { maxLength: 2 }),
  })
  .map(({ service, entityRefs, ...rest }) => {
    const sent = {
      ...rest,
      attributes: [
        ...rest.attributes.filter(({ key }) => key !== 'service.name'),
        ...(service === undefined ? [] : [{ key: 'service.name', value: service }]),
      ],
    };
    const kept = { key: 'clew.entity_refs', value: entityRefs.map((one) => one.kept) };
    return {
      resource: {
        ...sent,
        attributes: entityRefs.length === 0 ? sent.attributes : [...sent.attributes, kept],
        serviceName: typeof service === 'string' ? service : '',
      },
      fields: { ...shared(sent), entityRefs: entityRefs.map((one) => one.fields) },
    };
  });
const NO_RESOURCE: SentResource = {
  resource: { attributes: [], schemaUrl: '', droppedAttributesCount: 0, serviceName: '' },
  fields: {},
};
const NO_SCOPE: Scope = {
  ...{ name: '', version: '', attributes: [], schemaUrl: '', droppedAttributesCount: 0 },
};
const scope: fc.Arbitrary<Scope> = fc.record({
  ...{ name: text, version: text, attributes, schemaUrl: text, droppedAttributesCount: count },
});
const event = fc.record({ time, name: text, attributes, droppedAttributesCount: count });
const link = fc.record({
  traceId: fc.oneof(bytes(16).map(hex), fc.constant('')),
  spanId: fc.oneof(bytes(8).map(hex), fc.constant('')),
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

/** Random requests of some resources with some scopes with some spans each; some fields are not set, and some resources and scopes equal. */
export const arbitraryRequest: fc.Arbitrary<ArbitraryRequest> = fc
  .record({
    resources: fc.array(
      fc.record({
        resource: fc.oneof(fc.constant(NO_RESOURCE), fc.constant(undefined), resource, resource),
        scopes: fc.array(
          fc.record({
            scope: fc.oneof(fc.constant(NO_SCOPE), scope, scope),
            spans: fc.array(span, { maxLength: 3 }),
          }),
          { maxLength: 2 },
        ),
      }),
      { maxLength: 3 },
    ),
    isBare: fc.boolean(),
  })
  .map(({ resources, isBare }) => {
    let before = NO_RESOURCE;
    // Where none is named it is the one before once more.
    const named = resources.map(({ resource = before, scopes }) => {
      before = resource;
      return { sent: resource, scopes };
    });
    const fields = {
      resourceSpans: named.map(({ sent, scopes }) => ({
        resource: sent.fields,
        schemaUrl: sent.resource.schemaUrl,
        scopeSpans: scopes.map(({ scope, spans }) => ({
          scope: { ...shared(scope), name: scope.name, version: scope.version },
          schemaUrl: scope.schemaUrl,
          spans: spans.map(spanFields),
        })),
      })),
    };
    return {
      spans: named.flatMap(({ sent: { resource }, scopes }) =>
        scopes.flatMap(({ scope, spans }) =>
          spans.map((span) => ({
            ...span,
            links: span.links.map((link) => ({
              ...link,
              traceId: link.traceId || '0'.repeat(32),
              spanId: link.spanId || '0'.repeat(16),
            })),
            ...{ format: SpanFormat.otlp, warnings: [], resource, scope },
          })),
        ),
      ),
      fields: isBare ? bare(fields) : fields,
    };
  });

/** The fields of a message without those that are as when they are not set; values stay as they are, but for those that are nothing. */
function bare<T extends object>(fields: T): T {
  const entries = Object.entries(fields).filter(([name, field]: [string, unknown]) =>
    name === 'value' ? Object.keys(field as object).length > 0 : isSet(field),
  );
  return Object.fromEntries(
    entries.map(([name, field]: [string, unknown]) => [
      name,
      name === 'value' ? field : bareField(field),
    ]),
  ) as T;
}

function bareField(field: unknown): unknown {
  if (Array.isArray(field)) return field.map(bareField);
  if (typeof field !== 'object' || field === null) return field;
  return field instanceof Uint8Array || 'unsigned' in field ? field : bare(field);
}

function isSet(field: unknown): boolean {
  if (typeof field !== 'object' || field === null) return Boolean(field);
  if ('length' in field) return (field.length as number) > 0;
  if ('unsigned' in field) return !isZeroLong(field);
  return Object.values(field).some(isSet);
}

function isZeroLong(field: object): boolean {
  const { low, high } = field as ReturnType<typeof long>;
  return low === 0 && high === 0;
}

function shared(owner: Pick<Resource, 'attributes' | 'droppedAttributesCount'>): object {
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
