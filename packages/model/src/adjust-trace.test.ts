import { describe, expect, test } from 'vitest';
import { adjustTrace, type Span, SpanFormat, SpanKind, uniqueServerSpanIds } from './index.ts';
import { idOf, linkTo, plainSpan, resourceOf } from './testing/plain-span.ts';

const web = resourceOf({ 'service.name': 'web' });
const shop = resourceOf({ 'service.name': 'shop' });
const { client, server } = SpanKind;

function spanOf(id: number, parent: number, change: Partial<Span> = {}): Span {
  const parentSpanId = parent === 0 ? '' : idOf(parent);
  return { ...plainSpan, spanId: idOf(id), parentSpanId, ...change };
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
    expect(idsOf(uniqueServerSpanIds(spans))).toEqual([
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
    expect(uniqueServerSpanIds(spans).map(({ parentSpanId }) => parentSpanId)).toEqual([
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
    const [, , changed] = uniqueServerSpanIds([clientHalf, serverHalf, follower]);
    expect(changed?.parentSpanId).toBe('');
    expect(changed?.links.map(({ spanId }) => spanId)).toEqual([idOf(1), idOf(1)]);
  });

  test('is shown once when it was sent twice', () => {
    const spans = adjustTrace([clientHalf, serverHalf, serverHalf], { maxDeltaNanos: 0n });
    expect(spans.length).toBe(2);
  });

  test('is all that changes: other traces come back span by span as they are', () => {
    const spans = [root, clientHalf, { ...serverHalf, spanId: idOf(8) }];
    const same = uniqueServerSpanIds(spans);
    for (const [i, span] of spans.entries()) expect(same[i]).toBe(span);
  });
});

describe('a trace that is adjusted', () => {
  const adjusted = (...spans: Span[]): readonly Span[] => adjustTrace(spans, { maxDeltaNanos: 0n });

  test('is sorted by start and has every span once', () => {
    const spans = [
      spanOf(2, 1, { start: 30n, duration: 0n }),
      spanOf(1, 0, { start: 10n, duration: 100n }),
      spanOf(3, 1, { start: 20n, duration: 0n }),
      spanOf(2, 1, { start: 30n, duration: 0n }),
    ];
    expect(adjusted(...spans).map(({ spanId }) => spanId)).toEqual([idOf(1), idOf(3), idOf(2)]);
  });

  test('has no links to nothing, and says that they went', () => {
    const links = [linkTo('0'.repeat(16)), linkTo(idOf(9)), { ...linkTo(idOf(9)), traceId: '' }];
    const [span] = adjusted(spanOf(1, 0, { links }));
    expect(span?.links).toEqual([linkTo(idOf(9))]);
    expect(span?.warnings).toEqual(['Invalid span link removed', 'Invalid span link removed']);
  });

  test('has addresses that Jaeger’s clients send as numbers as texts', () => {
    const [span] = adjusted({
      ...plainSpan,
      format: SpanFormat.jaeger,
      attributes: [{ key: 'peer.ipv4', value: 0x0a00_0002n }],
      resource: resourceOf({ 'service.name': 'a', ip: 2130706433 }),
    });
    expect(span?.attributes).toEqual([{ key: 'peer.ipv4', value: '10.0.0.2' }]);
    expect(span?.resource.attributes[1]).toEqual({ key: 'ip', value: '127.0.0.1' });
  });

  test('has what old exporters say of their library on the resource, once for all spans', () => {
    const library = { key: 'telemetry.sdk.name', value: 'opentelemetry' };
    const change = { format: SpanFormat.jaeger, attributes: [library], resource: web };
    const [first, second] = adjusted(spanOf(1, 0, change), spanOf(2, 1, change));
    expect(first?.attributes).toEqual([]);
    expect(first?.resource.attributes).toEqual([...web.attributes, library]);
    expect(second?.resource).toBe(first?.resource);
    const other = resourceOf({ 'telemetry.sdk.name': 'other' });
    const [conflicting] = adjusted(spanOf(1, 0, { ...change, resource: other }));
    expect(conflicting?.attributes).toEqual([library]);
    expect(conflicting?.warnings).toEqual([
      'conflicting values between Span and Resource for attribute telemetry.sdk.name',
    ]);
  });

  test('leaves spans alone that need no change', () => {
    const resource = resourceOf({ 'service.name': 'a', ip: '10.0.0.1' });
    const span = spanOf(1, 0, { format: SpanFormat.jaeger, resource });
    expect(adjusted(span)[0]).toBe(span);
  });
});
