// fast-check arbitraries of queries over the alphabets of the random spans.
import { SpanKind, StatusCode } from '@clew/model';
import fc from 'fast-check';
import type { PatternOperator } from '../text-pattern.ts';
import {
  ALL_TIME,
  type AttributeScope,
  type Comparison,
  type HistogramQuery,
  type SpanExpression,
  type TextField,
  type TimeRange,
  TRACE_ORDERS,
  type TraceExpression,
  type TraceQuery,
} from '../trace-query.ts';
import {
  RANDOM_COMPARABLES,
  RANDOM_DURATIONS,
  RANDOM_NAMES,
  RANDOM_SERVICES,
  RANDOM_STARTS,
  RANDOM_TRACE_IDS,
  randomKey,
} from './random-spans.ts';
import { spanId } from './sample-spans.ts';

const comparison = fc.constantFrom<Comparison>('=', '!=', '<', '<=', '>', '>=');
const equality = fc.constantFrom('=' as const, '!=' as const);
const anyScope = fc.constantFrom<AttributeScope>(
  ...(['span', 'event', 'link', 'scope', 'resource', 'any'] as const),
);
const key = fc.oneof(
  { weight: 8, arbitrary: randomKey },
  { weight: 1, arbitrary: fc.constantFrom('service.name', 'nowhere') },
);
const service = fc.constantFrom(...RANDOM_SERVICES, 'nowhere');
const name = fc.constantFrom(...RANDOM_NAMES, 'nowhere');
const duration = fc.constantFrom(...RANDOM_DURATIONS, -1n, 2n ** 65n);

const patternOperator = fc.constantFrom<PatternOperator>('=~', '!~');

/** Patterns that match some of the random texts, or parts of them. */
const pattern = fc.constantFrom(
  ...['', '.*', '.', 'a', 'a|b', '(?i)A', '[^a]?', 'x+', '(a|🧶)', '..', '(?i)HTTP|1', 'to[Ss].*g'],
  ...['fail.*', '.*or=\\d', '\\bx{30,}\\b', '(true|nowhere)?', '[[:alpha:]]+', '！', '\\p{L}'],
);

const patternLeaf: fc.Arbitrary<SpanExpression> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      ...{ op: fc.constant('attribute'), scope: anyScope, key },
      ...{ is: patternOperator, value: pattern },
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constantFrom<TextField>(
        ...(['service', 'name', 'scopeName', 'scopeVersion'] as const),
        ...(['statusMessage', 'traceState', 'eventName'] as const),
      ),
      ...{ is: patternOperator, value: pattern },
    }),
  },
);

const attributeLeaf: fc.Arbitrary<SpanExpression> = fc.record({
  op: fc.constant('attribute'),
  scope: anyScope,
  key,
  is: comparison,
  value: fc.constantFrom(...RANDOM_COMPARABLES, ...RANDOM_SERVICES),
});

const linkLeaf: fc.Arbitrary<SpanExpression> = fc.oneof(
  fc.record({
    ...{ op: fc.constant('linkTraceId'), is: equality },
    ids: fc.array(fc.constantFrom(...RANDOM_TRACE_IDS, 'e'.repeat(32)), {
      ...{ minLength: 1, maxLength: 2 },
    }),
  }),
  fc.record({
    ...{ op: fc.constant('linkSpanId'), is: equality },
    ids: fc.array(fc.constantFrom(...[1, 2, 3].map(spanId)), { minLength: 1, maxLength: 2 }),
  }),
  fc.constant({ op: 'hasLink' }),
);

const spanLeaf: fc.Arbitrary<SpanExpression> = fc.oneof(
  { weight: 5, arbitrary: attributeLeaf },
  { weight: 2, arbitrary: patternLeaf },
  { weight: 2, arbitrary: linkLeaf },
  fc.record({ op: fc.constant('service'), is: equality, value: service }),
  fc.record({
    op: fc.constantFrom('name' as const, 'eventName' as const),
    is: equality,
    value: name,
  }),
  fc.record({
    op: fc.constantFrom(
      'scopeName' as const,
      'scopeVersion' as const,
      'statusMessage' as const,
      'traceState' as const,
    ),
    is: equality,
    value: fc.constantFrom('', 'http', '1', 'failed', 'vendor=1', 'nowhere'),
  }),
  fc.record({
    op: fc.constant('kind'),
    is: equality,
    value: fc.constantFrom(...Object.values(SpanKind)),
  }),
  fc.record({
    op: fc.constant('status'),
    is: equality,
    value: fc.constantFrom(...Object.values(StatusCode)),
  }),
  fc.record({ op: fc.constant('duration'), is: comparison, value: duration }),
  fc.record({ op: fc.constant('has'), scope: anyScope, key }),
);

/** A condition on one span, at most three levels deep. */
const randomSpanExpression: fc.Arbitrary<SpanExpression> = treeOver(spanLeaf);

const traceLeaf: fc.Arbitrary<TraceExpression> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ op: fc.constant('some'), span: randomSpanExpression }) },
  {
    weight: 1,
    arbitrary: fc.record({ op: fc.constant('rootService'), is: equality, value: service }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('rootName'), is: equality, value: name }) },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constantFrom('rootService' as const, 'rootName' as const),
      ...{ is: patternOperator, value: pattern },
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ op: fc.constant('traceDuration'), is: comparison, value: duration }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constantFrom('spanCount' as const, 'errorCount' as const),
      is: comparison,
      value: fc.constantFrom(0, 1, 2, 3, 1.5),
    }),
  },
);

/** A condition on a trace, at most three levels deep. */
const randomTraceExpression: fc.Arbitrary<TraceExpression> = treeOver(traceLeaf);

/** A range whose ends lie on, or a nanosecond beside, the times at which random spans start. */
export const randomRange: fc.Arbitrary<TimeRange> = fc.oneof(
  fc.constant(ALL_TIME),
  fc
    .tuple(
      fc.constantFrom(...RANDOM_STARTS),
      fc.constantFrom(...RANDOM_STARTS),
      fc.constantFrom(-1n, 0n, 0n, 1n),
    )
    // The ends may come the wrong way round: an empty range.
    .map(([from, to, beside]) => ({ from: from + beside, to: to + beside })),
);

const limit = fc.constantFrom(1, 2, 3, 10_000);
const order = fc.constantFrom(undefined, ...TRACE_ORDERS);

/** A search without a cursor. */
export const randomQuery: fc.Arbitrary<TraceQuery> = fc.oneof(
  fc.record(
    { range: randomRange, where: randomTraceExpression, order, limit },
    { requiredKeys: ['range', 'limit'] },
  ),
  // One plain condition on all there is: what tells most about comparisons.
  fc.record({
    range: fc.constant(ALL_TIME),
    where: fc.record({ op: fc.constant('some'), span: spanLeaf }),
    limit,
  }),
);

/** A histogram whose edges lie on, or beside, the times and durations of random spans. */
export const randomHistogram: fc.Arbitrary<HistogramQuery> = fc.record(
  {
    range: randomRange,
    where: randomTraceExpression,
    timeCells: fc.constantFrom(1, 2, 3, 7, 1000),
    durationEdges: fc
      .uniqueArray(fc.constantFrom(-1n, ...RANDOM_DURATIONS, 3n, 2n ** 65n), { maxLength: 5 })
      .map((edges) => edges.sort((a, b) => (a < b ? -1 : 1))),
  },
  { requiredKeys: ['range', 'timeCells', 'durationEdges'] },
);

type Tree<Leaf> =
  | Leaf
  | { readonly op: 'and' | 'or'; readonly of: readonly Tree<Leaf>[] }
  | { readonly op: 'not'; readonly of: Tree<Leaf> };

function treeOver<Leaf>(leaf: fc.Arbitrary<Leaf>): fc.Arbitrary<Tree<Leaf>> {
  const { tree } = fc.letrec<{ tree: Tree<Leaf> }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 5, arbitrary: leaf },
      {
        weight: 2,
        arbitrary: fc.record({
          op: fc.constantFrom('and' as const, 'or' as const),
          of: fc.array(tie('tree'), { maxLength: 3 }),
        }),
      },
      { weight: 1, arbitrary: fc.record({ op: fc.constant('not' as const), of: tie('tree') }) },
    ),
  }));
  return tree;
}
