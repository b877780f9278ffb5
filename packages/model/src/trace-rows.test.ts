import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AttributeValue,
  assembleTrace,
  atOnce,
  batchOf,
  batchRange,
  buildTraceTree,
  RowMark,
  type Span,
  SpanBatchReader,
  SpanKind,
  skeletonOf,
  spanObject,
  TRACE_ID_TEXT_KEY,
  type TraceNode,
  utf8Encode,
} from './index.ts';
import { withoutDuplicates } from './testing/object-adjustment.ts';
import { adjustClockSkew } from './testing/object-clock-skew.ts';
import { idOf, linkTo, plainSpan, resourceOf } from './testing/plain-span.ts';

const DAY = 86_400_000_000_000n;
const START = 1_790_000_000_000_000_001n;

/** What the objects' functions say of a trace, in the words of rows. */
function expectedRows(spans: readonly Span[], adjusted: readonly Span[]) {
  const { nodes } = buildTraceTree(adjusted);
  const first = nodes.reduce(
    (least, { span }) => (span.start < least ? span.start : least),
    nodes[0]?.span.start ?? 0n,
  );
  const row = new Map<TraceNode, number>(nodes.map((node, index) => [node, index]));
  return nodes.map((node) => {
    const { span } = node;
    const index = adjusted.indexOf(span);
    return {
      ordinal: index,
      parent: node.parent === undefined ? -1 : row.get(node.parent),
      depth: node.depth,
      offset: span.start - first,
      length: span.duration,
      service: span.resource.serviceName,
      isOrphan: node.place === 'orphan',
      isMoved: span.start !== spans[index]?.start,
    };
  });
}

function actualRows(spans: readonly Span[]) {
  const rows = assembleTrace(plainSpan.traceId, atOnce(skeletonOf(batchOf(spans))));
  expect(rows).toEqual(assembleTrace(plainSpan.traceId, batchOf(spans)));
  return Array.from(rows.ordinal, (ordinal, row) => ({
    ordinal,
    parent: rows.parent[row],
    depth: rows.depth[row],
    offset: BigInt(rows.offset[row] as number),
    length: BigInt(rows.length[row] as number),
    service: rows.services[rows.service[row] as number],
    isOrphan: ((rows.marks[row] as number) & RowMark.parentMissing) !== 0,
    isMoved: ((rows.marks[row] as number) & RowMark.skewAdjusted) !== 0,
  }));
}

const kinds = fc.constantFrom(0, SpanKind.server, SpanKind.client);
const resources = ['a', 'b', 'c'].map((host) =>
  resourceOf({ 'service.name': `on-${host}`, 'host.name': host }),
);
const nowhere = resourceOf({ 'service.name': 'nowhere' });
const seed = fc.record({
  parent: fc.nat(30),
  start: fc.nat(40),
  duration: fc.nat(30),
  kind: kinds,
  resource: fc.constantFrom(...resources, nowhere),
  link: fc.constantFrom<'' | 'child_of' | 'follows_from' | 'unsaid'>(
    '',
    'child_of',
    'follows_from',
    'unsaid',
  ),
  linked: fc.nat(30),
});

type Seed = typeof seed extends fc.Arbitrary<infer T> ? T : never;

/** Spans in the store's order, by start; ids are small numbers. */
function spansOf(seeds: readonly Seed[], idOfSeed: (index: number) => number): readonly Span[] {
  return seeds
    .map((one, index) => {
      const linked =
        one.link === ''
          ? []
          : [linkTo(idOf(one.linked), one.link === 'unsaid' ? undefined : one.link)];
      return {
        ...plainSpan,
        spanId: idOf(idOfSeed(index)),
        parentSpanId: one.parent === 0 ? '' : idOf(one.parent),
        start: START + BigInt(one.start),
        duration: BigInt(one.duration),
        kind: one.kind,
        resource: one.resource,
        links: linked,
      };
    })
    .sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
}

/** Whether the parents that spans name go in a circle somewhere. */
function hasCircle(spans: readonly Span[]): boolean {
  return buildTraceTree(spans).nodes.some(({ place }) => place === 'cycle');
}

describe('the rows of a trace', () => {
  test('stand as the tree of its spans has them, with clocks set right', () => {
    fc.assert(
      fc.property(fc.array(seed, { maxLength: 25 }), (seeds) => {
        const spans = spansOf(seeds, (index) => index + 1);
        fc.pre(!hasCircle(spans));
        const adjusted = adjustClockSkew(spans, { maxDeltaNanos: DAY });
        expect(actualRows(spans)).toEqual(expectedRows(spans, adjusted));
      }),
      { numRuns: 1000 },
    );
  });

  test('stand as the tree has them where spans share ids, are sent twice, or go in a circle', () => {
    fc.assert(
      fc.property(
        fc.array(seed, { maxLength: 25 }),
        fc.integer({ min: 1, max: 12 }),
        (seeds, ids) => {
          const oneHost = seeds.map((one, index) => ({
            ...one,
            resource: resourceOf({ 'service.name': `s${index % 3}`, 'host.name': 'a' }),
          }));
          const spans = spansOf(oneHost, (index) => (index % ids) + 1);
          const distinct = withoutDuplicates(spans);
          const kept = distinct.map((span) => spans.indexOf(span));
          const expected = expectedRows(distinct, distinct);
          expect(actualRows(spans)).toEqual(
            expected.map((row) => ({ ...row, ordinal: kept[row.ordinal] })),
          );
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('end where their last descendant ends, and count levels and errors', () => {
    const spans = [
      { ...plainSpan, spanId: idOf(1), start: START, duration: 10n },
      { ...plainSpan, spanId: idOf(2), parentSpanId: idOf(1), start: START + 1n, duration: 3n },
      {
        ...plainSpan,
        spanId: idOf(3),
        parentSpanId: idOf(2),
        start: START + 2n,
        status: 2 as const,
      },
      { ...plainSpan, spanId: idOf(4), parentSpanId: idOf(1), start: START + 4n },
    ];
    const rows = assembleTrace(plainSpan.traceId, batchOf(spans));
    expect([...rows.end]).toEqual([4, 3, 3, 4]);
    expect([rows.levels, rows.errorCount, rows.start]).toEqual([3, 1, START]);
    expect(rows.duration).toBe(1004);
  });

  test('say what is special about them', () => {
    const event = { time: START, name: 'log', attributes: [], droppedAttributesCount: 0 };
    const spans = [
      { ...plainSpan, spanId: idOf(1), events: [event], warnings: ['odd'] },
      { ...plainSpan, spanId: idOf(2), links: [linkTo(idOf(1), 'follows_from')] },
      {
        ...plainSpan,
        spanId: idOf(3),
        parentSpanId: idOf(1),
        links: [linkTo(idOf(1), 'follows_from')],
      },
      { ...plainSpan, spanId: idOf(4), parentSpanId: idOf(1), links: [linkTo(idOf(1))] },
    ];
    const { marks } = assembleTrace(plainSpan.traceId, atOnce(skeletonOf(batchOf(spans))));
    expect([...marks]).toEqual([
      RowMark.events | RowMark.warning,
      RowMark.followsFrom,
      RowMark.followsFrom,
      0,
    ]);
  });

  test('are none for a trace without spans', () => {
    const rows = assembleTrace(plainSpan.traceId, batchOf([]));
    expect([rows.count, rows.start, rows.duration, rows.levels]).toEqual([0, 0n, 0, 0]);
  });
});

describe('the skeleton of a trace', () => {
  test('keeps what a timeline draws and leaves out the rest', () => {
    const event = {
      time: START + 5n,
      name: 'retry',
      attributes: [{ key: 'again', value: 'secret' }],
      droppedAttributesCount: 0,
    };
    const span: Span = {
      ...plainSpan,
      start: START,
      parentSpanId: idOf(9),
      attributes: [{ key: 'sql', value: 'secret' }],
      events: [event],
      links: [{ ...linkTo(idOf(7), 'child_of') }],
      statusMessage: 'secret',
      warnings: ['secret'],
      resource: resourceOf({ 'service.name': 'shop', 'host.name': 'a', note: 'x'.repeat(100) }),
    };
    const skeleton = atOnce(skeletonOf(batchOf([span, { ...span, spanId: idOf(2) }])));
    const read = spanObject(new SpanBatchReader(skeleton).span(1));
    expect(read).toEqual({
      ...span,
      traceId: '0'.repeat(32),
      spanId: idOf(2),
      attributes: [],
      statusMessage: '',
      warnings: [''],
      events: [{ ...event, attributes: [] }],
    });
    expect(String.fromCharCode(...skeleton.bytes)).not.toContain('secret');
  });

  test('keeps what SkyWalking’s agents call the trace, which the first that says it says for all', () => {
    const named = (value: AttributeValue) => ({
      ...plainSpan,
      attributes: [{ key: 'sql', value: 'secret' }, ...textId(value)],
    });
    const textId = (value: AttributeValue) => [{ key: TRACE_ID_TEXT_KEY, value }];
    const skeleton = atOnce(
      skeletonOf(
        batchOf([
          // The same bytes as the key's, but of another type and no key.
          { ...plainSpan, attributes: [{ key: 'a', value: utf8Encode(TRACE_ID_TEXT_KEY) }] },
          named('5d1ab2a4.41.16500000000000001'),
          named('another'),
        ]),
      ),
    );
    for (const span of new SpanBatchReader(skeleton).spans()) {
      expect(span.attributes).toEqual([]);
      expect(span.scope.attributes).toEqual(textId('5d1ab2a4.41.16500000000000001'));
    }
    expect(String.fromCharCode(...skeleton.bytes)).not.toContain('another');
  });
});

describe('a range of a batch', () => {
  test('holds its spans from one index to before another, whole', () => {
    const spans = [1, 2, 3, 4].map((id) => ({
      ...plainSpan,
      resource: nowhere,
      spanId: idOf(id),
      attributes: [{ key: 'id', value: BigInt(id) }],
    }));
    const range = atOnce(batchRange(batchOf(spans), 1, 3));
    expect([...new SpanBatchReader(range).spans()].map(spanObject)).toEqual(spans.slice(1, 3));
    expect(atOnce(batchRange(batchOf(spans), 3, 9)).spanCount).toBe(1);
  });
});
