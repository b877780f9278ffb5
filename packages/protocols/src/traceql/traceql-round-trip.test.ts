import fc from 'fast-check';
import { expect, test } from 'vitest';
import type {
  TraceqlComparison,
  TraceqlCondition,
  TraceqlField,
  TraceqlSpanset,
  TraceqlValue,
} from './index.ts';
import { formatTraceql, parseTraceql, TraceqlError } from './index.ts';
import {
  TRACEQL_INTRINSICS,
  TRACEQL_KINDS,
  TRACEQL_OPERATORS,
  TRACEQL_SCOPES,
  TRACEQL_STATUSES,
} from './traceql-ast.ts';

const nowhere = { start: fc.constant(0), end: fc.constant(0) };
const wellFormed = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.stringMatching(/^[a-z."\\ `=&]{0,6}$/),
);
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

const field: fc.Arbitrary<TraceqlField> = fc.oneof(
  fc.record({
    ...{ type: fc.constant('attribute'), ...nowhere },
    scope: fc.constantFrom(...TRACEQL_SCOPES),
    key: wellFormed.filter((key) => key !== ''),
  }),
  fc.record({
    ...{ type: fc.constant('intrinsic'), ...nowhere },
    name: fc.constantFrom(...TRACEQL_INTRINSICS),
  }),
);

const value: fc.Arbitrary<TraceqlValue> = fc.oneof(
  fc.record({ type: fc.constant('text'), value: wellFormed, ...nowhere }),
  fc.record({ type: fc.constant('integer'), value: int64, ...nowhere }),
  fc.record({
    ...{ type: fc.constant('float'), ...nowhere },
    value: fc.double({ noNaN: true, noDefaultInfinity: true }),
  }),
  fc.record({
    ...{ type: fc.constant('duration'), ...nowhere },
    value: fc.oneof(
      int64,
      fc.integer().map((seconds) => BigInt(seconds) * 1_000_000_000n),
    ),
  }),
  fc.record({ type: fc.constant('boolean'), value: fc.boolean(), ...nowhere }),
  fc.record({ type: fc.constant('kind'), value: fc.constantFrom(...TRACEQL_KINDS), ...nowhere }),
  fc.record({
    ...{ type: fc.constant('status'), ...nowhere },
    value: fc.constantFrom(...TRACEQL_STATUSES),
  }),
  fc.record({ type: fc.constant('nil'), ...nowhere }),
);

const comparison: fc.Arbitrary<TraceqlComparison> = fc.record({
  ...{ type: fc.constant('comparison'), ...nowhere, field, value },
  operator: fc.constantFrom(...TRACEQL_OPERATORS),
});

const join = fc.constantFrom('and' as const, 'or' as const);

const { condition } = fc.letrec<{ condition: TraceqlCondition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 5, depthSize: 'large' },
    comparison,
    fc.record({ type: fc.constant('not'), of: tie('condition'), ...nowhere }),
    fc.record({
      ...{ type: join, ...nowhere },
      of: fc.array(tie('condition'), { minLength: 2, maxLength: 4 }),
    }),
  ),
}));

const { spanset } = fc.letrec<{ spanset: TraceqlSpanset }>((tie) => ({
  spanset: fc.oneof(
    { maxDepth: 3 },
    fc.record({
      ...{ type: fc.constant('filter'), ...nowhere },
      where: fc.option(condition, { nil: undefined }),
    }),
    fc.record({
      ...{ type: join, ...nowhere },
      of: fc.array(tie('spanset'), { minLength: 2, maxLength: 3 }),
    }),
  ),
}));

/** The same tree with every position at zero. */
function withoutPositions(tree: unknown): unknown {
  if (Array.isArray(tree)) return tree.map(withoutPositions);
  if (typeof tree !== 'object' || tree === null) return tree;
  return Object.fromEntries(
    Object.entries(tree).map(([key, one]) => [
      key,
      key === 'start' || key === 'end' ? 0 : withoutPositions(one),
    ]),
  );
}

test('every query that is written reads as what it was written from', () => {
  fc.assert(
    fc.property(
      spanset.filter((one) => formatTraceql(one).length <= 16_384),
      (tree) => {
        expect(withoutPositions(parseTraceql(formatTraceql(tree)))).toEqual(withoutPositions(tree));
      },
    ),
    { numRuns: 500 },
  );
});

test('a text is read or refused with a place in it, whatever it is', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      ...['{', '}', '(', ')', '&&', '||', '!', '=', '!=', '=~', '<', '>', '"', '`', '\\', ' '],
      ...['.a', 'span.', 'resource.b', 'span:', 'name', 'duration', 'nil', '1', '1.5', '20ms', '-'],
      ...['"a"', '{ .a = 1 }', '.a = 1', 'e', 'µ'],
    ),
    fc.string({ unit: 'binary' }),
    // Halves of characters.
    fc.integer({ min: 0xd7ff, max: 0xe000 }).map((unit) => String.fromCharCode(unit)),
  );
  const text = fc.oneof(
    fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
    fc
      .tuple(fc.constantFrom('', '{ ', '{ .a = '), piece, fc.nat(20_000))
      .map(([before, repeated, times]) => before + repeated.repeat(times / (repeated.length + 1))),
  );
  fc.assert(
    fc.property(text, (query) => {
      try {
        parseTraceql(query);
      } catch (error) {
        expect(error).toBeInstanceOf(TraceqlError);
        if (!(error instanceof TraceqlError)) return;
        expect(error.message.length).toBeLessThan(600);
        expect(error.start).toBeLessThanOrEqual(error.end);
        expect(error.end).toBeLessThanOrEqual(query.length);
      }
    }),
    { numRuns: 1000 },
  );
}, 20_000);
