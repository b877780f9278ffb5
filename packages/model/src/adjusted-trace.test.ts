import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Attribute,
  adjustTrace,
  atOnce,
  batchOf,
  orderedTrace,
  type Resource,
  type Span,
  SpanBatchReader,
  SpanFormat,
  SpanKind,
  SpanView,
  spanObject,
  type TraceSpans,
} from './index.ts';
import { adjustObjects } from './testing/object-adjustment.ts';
import { idOf, linkTo, plainSpan, resourceOf } from './testing/plain-span.ts';

const web = resourceOf({ 'service.name': 'web' });
const shop = resourceOf({ 'service.name': 'shop' });
const { client, server } = SpanKind;

function spanOf(id: number, parent: number, change: Partial<Span> = {}): Span {
  const parentSpanId = parent === 0 ? '' : idOf(parent);
  return { ...plainSpan, spanId: idOf(id), parentSpanId, ...change };
}

function traceOf(spans: readonly Span[], maxDeltaNanos = 0n): TraceSpans {
  return atOnce(adjustTrace(batchOf(spans), { maxDeltaNanos }));
}

function adjusted(spans: readonly Span[]): readonly Span[] {
  return [...traceOf(spans).spans()].map(spanObject);
}

function idsOf(spans: readonly Span[]): readonly (readonly [string, string])[] {
  return spans.map(({ spanId, parentSpanId }) => [spanId, parentSpanId]);
}

describe('a server that shares its span id with a client', () => {
  const root = spanOf(1, 0, { resource: web });
  const clientHalf = spanOf(7, 1, { kind: client, resource: web });
  const serverHalf = spanOf(7, 1, { kind: server, resource: shop });

  test('gets the lowest id that the trace does not use, under the client, and its children follow', () => {
    const spans = [root, clientHalf, serverHalf, spanOf(2, 7, { resource: shop })];
    expect(idsOf(adjusted(spans))).toEqual([
      [idOf(1), ''],
      [idOf(7), idOf(1)],
      [idOf(3), idOf(7)],
      [idOf(2), idOf(3)],
    ]);
  });

  test('keeps the children of its own service when several servers share the id', () => {
    const stock = resourceOf({ 'service.name': 'stock' });
    const spans = [
      clientHalf,
      serverHalf,
      { ...serverHalf, resource: stock },
      spanOf(20, 7, { resource: shop }),
      spanOf(21, 7, { resource: stock }),
      spanOf(22, 7, { resource: resourceOf({}) }),
    ];
    expect(adjusted(spans).map(({ parentSpanId }) => parentSpanId)).toEqual([
      idOf(1),
      idOf(7),
      idOf(7),
      idOf(1),
      idOf(2),
      idOf(2),
    ]);
  });

  test('takes along the links that name the parent', () => {
    const follower = spanOf(2, 0, { links: [linkTo(idOf(7), 'follows_from'), linkTo(idOf(1))] });
    const [, , changed] = adjusted([clientHalf, serverHalf, follower]);
    expect(changed?.parentSpanId).toBe('');
    expect(changed?.links.map(({ spanId }) => spanId)).toEqual([idOf(1), idOf(1)]);
  });

  test('is all that changes: other traces come back span by span as they are', () => {
    const spans = [root, clientHalf, { ...serverHalf, spanId: idOf(8) }];
    expect(idsOf(adjusted(spans))).toEqual(idsOf(spans));
  });
});

describe('a trace that is adjusted', () => {
  test('has no links to nothing, and says that they went', () => {
    const links = [
      linkTo('0'.repeat(16)),
      linkTo(idOf(9)),
      { ...linkTo(idOf(9)), traceId: '0'.repeat(32) },
    ];
    const [span] = adjusted([spanOf(1, 0, { links })]);
    expect(span?.links).toEqual([linkTo(idOf(9))]);
    expect(span?.warnings).toEqual(['Invalid span link removed', 'Invalid span link removed']);
  });

  test('has addresses that Jaeger’s clients send as numbers as texts', () => {
    const [span] = adjusted([
      {
        ...plainSpan,
        format: SpanFormat.jaeger,
        attributes: [{ key: 'peer.ipv4', value: 0x0a00_0002n }],
        resource: resourceOf({ 'service.name': 'a', ip: 2130706433 }),
      },
    ]);
    expect(span?.attributes).toEqual([{ key: 'peer.ipv4', value: '10.0.0.2' }]);
    expect(span?.resource.attributes[1]).toEqual({ key: 'ip', value: '127.0.0.1' });
  });

  test('has what old exporters say of their library on the resource, once for all spans', () => {
    const library = { key: 'telemetry.sdk.name', value: 'opentelemetry' };
    const change = { format: SpanFormat.jaeger, attributes: [library], resource: web };
    const [first, second] = adjusted([spanOf(1, 0, change), spanOf(2, 1, change)]);
    expect(first?.attributes).toEqual([]);
    expect(first?.resource.attributes).toEqual([...web.attributes, library]);
    expect(second?.resource).toBe(first?.resource);
    const other = resourceOf({ 'telemetry.sdk.name': 'other' });
    const [conflicting] = adjusted([spanOf(1, 0, { ...change, resource: other })]);
    expect(conflicting?.attributes).toEqual([library]);
    expect(conflicting?.warnings).toEqual([
      'conflicting values between Span and Resource for attribute telemetry.sdk.name',
    ]);
  });

  test('leaves spans alone that need no change', () => {
    const resource = resourceOf({ 'service.name': 'a', ip: '10.0.0.1' });
    const span = spanOf(1, 0, { format: SpanFormat.jaeger, resource });
    expect(traceOf([span]).span(0)).toBeInstanceOf(SpanView);
  });
});

describe('a trace of any form', () => {
  const resources = [
    ...['a', 'b', 'c'].map((host) =>
      resourceOf({ 'service.name': `on-${host}`, 'host.name': host }),
    ),
    resourceOf({ 'service.name': 'on-a', ip: 2130706433 }),
    resourceOf({ 'service.name': 'old', ip: '10.0.0.1', 'telemetry.sdk.name': 'old' }),
    resourceOf({}),
  ];
  const link = fc.record({
    to: fc.nat(14),
    reference: fc.constantFrom(undefined, 'child_of' as const, 'follows_from' as const),
    isOther: fc.boolean(),
  });
  const attribute = fc.constantFrom<Attribute>(
    { key: 'peer.ipv4', value: 0x0a00_0002n },
    { key: 'ip', value: '10.0.0.2' },
    { key: 'telemetry.sdk.name', value: 'old' },
    { key: 'telemetry.sdk.name', value: 'new' },
    { key: 'telemetry.sdk.version', value: 1.5 },
    { key: 'sql', value: 'select 1' },
  );
  // Times around moments that need 63 bits, and so far apart that doubles would lose nanoseconds.
  const moment = fc.constantFrom(0n, 1_790_000_000_000_000_001n, 2n ** 63n);
  const length = fc.constantFrom(0n, 1n, 7n, 40n, 1_000_003n, 2n ** 62n);
  const span = fc
    .record({
      id: fc.integer({ min: 1, max: 14 }),
      parent: fc.nat(14),
      start: fc.tuple(moment, length),
      duration: length,
      kind: fc.constantFrom(SpanKind.unspecified, client, server),
      format: fc.constantFrom(SpanFormat.otlp, SpanFormat.jaeger, SpanFormat.zipkin),
      resource: fc.constantFrom(...resources),
      links: fc.array(link, { maxLength: 3 }),
      attributes: fc.array(attribute, { maxLength: 4 }),
      event: fc.option(length, { nil: undefined }),
    })
    .map((one): Span => {
      const event = { name: 'e', attributes: [], droppedAttributesCount: 0 };
      return {
        ...spanOf(one.id, one.parent, {
          ...{ duration: one.duration, kind: one.kind, format: one.format },
          ...{ resource: one.resource, attributes: one.attributes, warnings: ['odd'] },
        }),
        start: one.start[0] + one.start[1],
        events: one.event === undefined ? [] : [{ ...event, time: one.event }],
        links: one.links.map(({ to, reference, isOther }) => ({
          ...linkTo(idOf(to), reference),
          ...(isOther && { traceId: idOf(77).padStart(32, '0') }),
        })),
      };
    });

  test('is adjusted as its spans would be that are objects', () => {
    fc.assert(
      fc.property(
        fc.array(span, { maxLength: 24 }),
        fc.constantFrom(0n, 50n, 10n ** 12n, 2n ** 63n),
        (spans, maxDeltaNanos) => {
          const batch = atOnce(orderedTrace(batchOf(spans)));
          const expected = adjustObjects([...new SpanBatchReader(batch).spans()], {
            maxDeltaNanos,
          });
          const trace = atOnce(adjustTrace(batch, { maxDeltaNanos }));
          const actual = [...trace.spans()];
          expect(actual.map(spanObject)).toEqual(expected.map(spanObject));
          // What groups spans by resource asks for less than the spans.
          const owners = new Map<Resource, Resource>();
          for (const [index, one] of actual.entries()) {
            expect(trace.resourceOf(index)).toBe(one.resource);
            expect(trace.scopeOf(index)).toBe(one.scope);
            const known = owners.get(expected[index]?.resource as Resource) ?? one.resource;
            owners.set(expected[index]?.resource as Resource, known);
            expect(one.resource).toBe(known);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
