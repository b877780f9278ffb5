import { describe, expect, test } from 'vitest';
import { adjustTrace, atOnce, batchOf, formatGoDuration, type Span, spanObject } from './index.ts';
import { idOf, linkTo, plainSpan, resourceOf } from './testing/plain-span.ts';

const hostA = resourceOf({ 'host.name': 'a' });
const hostB = resourceOf({ 'host.name': 'b' });

function spanOf(id: number, parent: number, change: Partial<Span>): Span {
  const parentSpanId = parent === 0 ? '' : idOf(parent);
  return { ...plainSpan, spanId: idOf(id), parentSpanId, resource: hostA, ...change };
}

const parent = spanOf(1, 0, { start: 1_000n, duration: 100n });

function adjusted(spans: readonly Span[], maxDeltaNanos = 1_000_000n): readonly Span[] {
  const trace = atOnce(adjustTrace(batchOf(spans), { maxDeltaNanos }));
  return [...trace.spans()].map(spanObject);
}

describe('clock skew', () => {
  test('leaves a child that fits, and any child on the same host', () => {
    const spans = [
      parent,
      spanOf(2, 1, { resource: hostB, start: 1_010n, duration: 90n }),
      spanOf(3, 1, { start: 500n, duration: 10n }),
    ];
    expect(adjusted(spans)).toEqual(spans);
  });

  test('centers a child of another host that does not fit, and its events move along', () => {
    const event = { time: 2_001n, name: 'e', attributes: [], droppedAttributesCount: 0 };
    const child = spanOf(2, 1, { resource: hostB, start: 2_000n, duration: 60n, events: [event] });
    expect(adjusted([parent, child])[1]).toEqual({
      ...child,
      start: 1_020n,
      events: [{ ...event, time: 1_021n }],
      warnings: ["This span's timestamps were adjusted by -980ns"],
    });
  });

  test('moves a child that is longer than its parent only off an early start', () => {
    const long = { resource: hostB, duration: 500n };
    const spans = [
      parent,
      spanOf(2, 1, { ...long, start: 900n }),
      spanOf(3, 1, { ...long, start: 1_090n }),
    ];
    expect(adjusted(spans).map(({ start }) => start)).toEqual([1_000n, 1_000n, 1_090n]);
  });

  test('of a span is that of its children on the same host, and grandchildren are measured anew', () => {
    const spans = [
      parent,
      spanOf(2, 1, { resource: hostB, start: 2_000n, duration: 60n }),
      spanOf(3, 2, { resource: hostB, start: 2_010n, duration: 10n }),
      spanOf(4, 3, { start: 1_031n, duration: 2n }),
    ];
    expect(adjusted(spans).map(({ start }) => start)).toEqual([1_000n, 1_020n, 1_030n, 1_031n]);
  });

  test('is measured for each child whose host nobody knows', () => {
    const unknown = { resource: resourceOf({}) };
    const spans = [
      spanOf(1, 0, { ...unknown, start: 1_000n, duration: 100n }),
      spanOf(2, 1, { ...unknown, start: 1_050n, duration: 60n }),
    ];
    expect(adjusted(spans)[1]?.start).toBe(1_020n);
  });

  test('is only warned of when nothing may be moved, or not as far', () => {
    const child = spanOf(2, 1, { resource: hostB, start: 5_077_000n, duration: 60n });
    expect(adjusted([parent, child], 0n)[1]).toEqual({
      ...child,
      warnings: ['clock skew adjustment disabled; not applying calculated delta of -5.07598ms'],
    });
    expect(adjusted([parent, child])[1]).toEqual({
      ...child,
      warnings: [
        'max clock skew adjustment delta of 1ms exceeded; not applying calculated delta of -5.07598ms',
      ],
    });
  });

  test('can’t be told of spans that share an id or whose parent is not there, and a warning says so', () => {
    const spans = [parent, { ...parent, resource: hostB }, spanOf(3, 9, {})];
    expect(adjusted(spans).map(({ warnings }) => warnings)).toEqual([
      [],
      ['duplicate span IDs; skipping clock skew adjustment'],
      ['parent span ID=0000000000000009 is not in the trace; skipping clock skew adjustment'],
    ]);
  });

  test('never moves a span before the beginning of time', () => {
    const spans = [
      spanOf(1, 0, { start: 0n, duration: 10n }),
      spanOf(2, 1, {
        resource: hostB,
        start: 20n,
        duration: 10n,
        events: [{ time: 3n, name: '', attributes: [], droppedAttributesCount: 0 }],
      }),
    ];
    expect(adjusted(spans)[1]).toMatchObject({ start: 0n, events: [{ time: 0n }] });
  });

  test('follows references where there is no parent, leaves circles alone, and goes as deep as a trace', () => {
    const follower = spanOf(2, 0, {
      resource: hostB,
      start: 2_000n,
      duration: 60n,
      links: [linkTo(idOf(1), 'follows_from')],
    });
    expect(adjusted([parent, follower])[1]?.start).toBe(1_020n);
    const circle = [spanOf(1, 2, {}), spanOf(2, 1, {}), spanOf(3, 3, {})];
    expect(adjusted(circle)).toEqual(circle);
    const deep = Array.from({ length: 100_000 }, (_, i) => spanOf(i + 1, i, {}));
    expect(adjusted(deep).every(({ warnings }) => warnings.length === 0)).toBe(true);
  });
});

describe('a duration as Go prints it', () => {
  test.each([
    [0n, '0s'],
    [1n, '1ns'],
    [-762_500n, '-762.5µs'],
    [1_000_000n, '1ms'],
    [-4_076_901n, '-4.076901ms'],
    [1_500_000_000n, '1.5s'],
    [60_000_000_000n, '1m0s'],
    [3_661_000_000_001n, '1h1m1.000000001s'],
    [360_000_000_000_000n, '100h0m0s'],
  ])('of %d ns is %s', (nanos, text) => {
    expect(formatGoDuration(nanos)).toBe(text);
  });
});
