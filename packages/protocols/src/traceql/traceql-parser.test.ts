import { describe, expect, test } from 'vitest';
import type { TraceqlField, TraceqlSpanset, TraceqlValue } from './index.ts';
import {
  formatTraceql,
  parseTraceql,
  TRACEQL_REASONS,
  TraceqlError,
  type TraceqlFound,
  type TraceqlReason,
} from './index.ts';

function refusal(query: string): TraceqlError {
  try {
    parseTraceql(query);
  } catch (error) {
    if (error instanceof TraceqlError) return error;
    throw error;
  }
  throw new Error(`read: ${query}`);
}

function comparisonOf(
  query: TraceqlSpanset,
): { readonly field: TraceqlField; readonly value: TraceqlValue } | undefined {
  return query.type === 'filter' && query.where?.type === 'comparison' ? query.where : undefined;
}

describe('a span filter', () => {
  test.each([
    ['{}', '{}'],
    ['  {\n} ', '{}'],
    ['({})', '{}'],
    ['{ .a = 1 }', '{ .a = 1 }'],
    ['{.a=1}', '{ .a = 1 }'],
    ['{ .a != nil && .b = nil }', '{ .a != nil && .b = nil }'],
    ['{ .http.status-code/x:y >= 500 }', '{ .http.status-code/x:y >= 500 }'],
    ['{ span.a < 1.5 }', '{ span.a < 1.5 }'],
    ['{ resource.service.name = `shop` }', '{ resource.service.name = "shop" }'],
    ['{ event.a <= -1 }', '{ event.a <= -1 }'],
    ['{ instrumentation.a > .5 }', '{ instrumentation.a > 0.5 }'],
    ['{ .5 = 5. }', '{ .5 = 5.0 }'],
    ['{ .a = 1e3 }', '{ .a = 1000.0 }'],
    ['{ .span.a = true }', '{ .span.a = true }'],
    ['{ span."a b" = false }', '{ span."a b" = false }'],
    ['{ span.a." b".c = false }', '{ span."a. b.c" = false }'],
    [String.raw`{ ."a\"\\" = 1 }`, String.raw`{ ."a\"\\" = 1 }`],
    ['{ name =~ "a|b" }', '{ span:name =~ "a|b" }'],
    ['{ duration > 1m30s }', '{ span:duration > 90s }'],
    ['{ span:duration > 1.5ms }', '{ span:duration > 1500us }'],
    ['{ duration > 100µs || duration < 1d }', '{ span:duration > 100us || span:duration < 24h }'],
    ['{ kind = server }', '{ span:kind = server }'],
    ['{ span:kind != unspecified }', '{ span:kind != unspecified }'],
    ['{ status = error }', '{ span:status = error }'],
    ['{ statusMessage !~ "" }', '{ span:statusMessage !~ "" }'],
    ['{ rootName = "a" }', '{ trace:rootName = "a" }'],
    ['{ rootServiceName = "a" }', '{ trace:rootService = "a" }'],
    ['{ traceDuration > 2h }', '{ trace:duration > 2h }'],
    [
      '{ trace:spanCount > 5 && trace:errorCount = 0 }',
      '{ trace:spanCount > 5 && trace:errorCount = 0 }',
    ],
    ['{ event:name = "a" }', '{ event:name = "a" }'],
    ['{ link.a = 1 }', '{ link.a = 1 }'],
    ['{ link:traceID = "1a" }', '{ link:traceID = "1a" }'],
    ['{ link:spanID != nil }', '{ link:spanID != nil }'],
    ['{ .a = 1 && .b = 2 && .c = 3 }', '{ .a = 1 && .b = 2 && .c = 3 }'],
    ['{ .a = 1 || .b = 2 && .c = 3 }', '{ (.a = 1 || .b = 2) && .c = 3 }'],
    ['{ .a = 1 || (.b = 2 && .c = 3) }', '{ .a = 1 || (.b = 2 && .c = 3) }'],
    ['{ !(.a = 1) && !!(.b = 2) }', '{ !(.a = 1) && !!(.b = 2) }'],
    ['{ ((.a = 1)) }', '{ .a = 1 }'],
    ['{ .a = 1 } && { .b = 2 } || {}', '({ .a = 1 } && { .b = 2 }) || {}'],
    ['{ .a = 1 } && ({ .b = 2 } || {})', '{ .a = 1 } && ({ .b = 2 } || {})'],
  ])('is read: %s', (query, written) => {
    expect(formatTraceql(parseTraceql(query))).toBe(written);
  });

  test.each<[string, unknown]>([
    [String.raw`"a\n\"\\\x41\u00e4\U0001f600"`, 'a\n"\\A\u00e4\u{1f600}'],
    ['`a\\n"`', 'a\\n"'],
    ['9223372036854775807', 9223372036854775807n],
    ['-9223372036854775808', -9223372036854775808n],
    ['0.1', 0.1],
    ['1.5h', 5_400_000_000_000n],
    ['-2w', -1_209_600_000_000_000n],
    ['1.0000000005s', 1_000_000_000n],
    ['true', true],
    ['unset', 'unset'],
  ])('has the value %s', (text, value) => {
    expect(comparisonOf(parseTraceql(`{ .a = ${text} }`))?.value).toHaveProperty('value', value);
  });

  test('says where everything stands', () => {
    expect(parseTraceql(' { span.a = 12 || name != nil }')).toEqual({
      ...{ type: 'filter', start: 1, end: 31 },
      where: {
        ...{ type: 'or', start: 3, end: 29 },
        of: [
          {
            ...{ type: 'comparison', operator: '=', start: 3, end: 14 },
            field: { type: 'attribute', scope: 'span', key: 'a', start: 3, end: 9 },
            value: { type: 'integer', value: 12n, start: 12, end: 14 },
          },
          {
            ...{ type: 'comparison', operator: '!=', start: 18, end: 29 },
            field: { type: 'intrinsic', name: 'span:name', start: 18, end: 22 },
            value: { type: 'nil', start: 26, end: 29 },
          },
        ],
      },
    });
  });
});

describe('what is no span filter is refused', () => {
  test.each([
    ['', 'found the end of the query at position 1: expected a span filter'],
    ['.a = 1', 'found the attribute "a" at position 1: expected a span filter'],
    ['{', 'found the end of the query at position 2: expected an attribute'],
    ['{ .a = 1', 'found the end of the query at position 9: expected }, && or ||'],
    ['{ .a = 1 } .', 'found no key at position 13: expected a key'],
    ['{ (.a = 1 }', "found '}' at position 11: expected ), && or ||"],
    ['{ .a }', "found '}' at position 6: expected one of = != < <= > >= =~ !~"],
    ['{ .a = }', "found '}' at position 8: expected a value"],
    ['{ .a = .b }', 'found the attribute "b" at position 8: expected a value'],
    ['{ .a = name }', "found 'name' at position 8: expected a value"],
    ['{ 1 = .a }', 'found the number 1 at position 3: expected an attribute'],
    ['{ "a" = .a }', 'found the text "a" at position 3: expected an attribute'],
    ['{ nested = 1 }', "found 'nested' at position 3: expected an attribute"],
    ['{ spanCount = 1 }', "found 'spanCount' at position 3: expected an attribute"],
    ['{ span:id = 1 }', "found 'span:id' at position 3: expected an attribute"],
    ['{ parent.a = 1 }', "found the scope 'parent' at position 3: expected one of span, resource"],
    ['{ link:traceid = "1a" }', "found 'link:traceid' at position 3: expected an attribute"],
    ['{ link: = "1a" }', "found 'link:' at position 3: expected an attribute"],
    ['{ link. = 1 }', 'found no key at position 8: expected a key'],
    ['{ any.a = 1 }', "found the scope 'any' at position 3"],
    ['{ span. = 1 }', 'found no key at position 8: expected a key'],
    ['{ !.a = 1 }', 'found the attribute "a" at position 4: expected ( after !'],
    ['{ .a = 1 .b = 2 }', 'found the attribute "b" at position 10: expected }, && or ||'],
    ['{ .a == 1 }', "found '=' at position 7: expected a value"],
    ['{ .a = "x }', 'found a quote that is not closed at position 8: expected a " at its end'],
    ['{ .a = `x }', 'found a quote that is not closed at position 8: expected a ` at its end'],
    [String.raw`{ .a = "x\y" }`, String.raw`found the escape \y at position 10: expected \a`],
    [String.raw`{ .a = "\ud800" }`, String.raw`found the escape \ud800 at position 9`],
    [String.raw`{ .a = "\U00110000" }`, String.raw`found the escape \U00110000 at position 9`],
    [String.raw`{ ."a\n" = 1 }`, String.raw`found the escape \n at position 6: expected \\ or \"`],
    ['{ .a = "\ud800" }', 'found half a character in a text at position 8'],
    ['{ .\ud800 = 1 }', 'found half a character in a key at position 4'],
    ['{ .a = 12x }', 'found "12x" at position 8: expected a number, or a duration with units'],
    ['{ .a = 1.5.2 }', 'found "1.5.2" at position 8: expected a number'],
    ['{ .a = 9223372036854775808 }', 'at position 8: expected a number that fits into 64 bits'],
    ['{ .a = 1e999 }', 'at position 8: expected a number that fits into 64 bits'],
    ['{ duration > 999999999h }', 'at position 14: expected a number that fits into 64 bits'],
    ['{} | count() > 1', 'found "|" at position 4: expected && or ||, since pipelines'],
    ['{} > {}', "found '>' at position 4: expected the end of the query, && or ||"],
    ['{} {}', "found '{' at position 4: expected the end of the query, && or ||"],
    ['{ .a = 1 ; }', 'found ";" at position 10: expected a field, a value'],
  ])('%s', (query, message) => {
    const error = refusal(query);
    expect(error.message).toContain(message);
    expect(error.code).toBe('CLEW_TRACEQL_SYNTAX');
    expect(error.start).toBeGreaterThanOrEqual(0);
    expect(error.end).toBeGreaterThanOrEqual(error.start);
    expect(error.end).toBeLessThanOrEqual(query.length);
  });

  test('with both ends of what is wrong', () => {
    expect(refusal('{ .a = 12x }')).toMatchObject({ start: 7, end: 10 });
  });

  test.each([
    ['parentheses', `{ ${'('.repeat(64)}.a = 1${')'.repeat(64)} }`],
    ['negations', `{ ${'!'.repeat(63)}(.a = 1) }`],
    ['parentheses that stay open', `{ ${'('.repeat(10_000)}`],
    ['negations of nothing', `{ ${'!'.repeat(10_000)}`],
    ['spansets', `${'('.repeat(65)}{}${')'.repeat(65)}`],
    ['changes of the join', `{ .a = 1${' && .a = 1 || .a = 1'.repeat(32)} }`],
    ['changes of the join of spansets', `{}${' && {} || {}'.repeat(32)}`],
  ])('when it nests too deeply: %s', (_, query) => {
    expect(refusal(query)).toMatchObject({
      code: 'CLEW_TRACEQL_LIMIT',
      message: expect.stringContaining('expected 64 at most'),
    });
  });

  test('when it is too long, and not before', () => {
    const longest = `{ .a = "${'x'.repeat(16_384 - 11)}" }`;
    expect(comparisonOf(parseTraceql(longest))).toBeDefined();
    expect(refusal(`${longest} `)).toMatchObject({ code: 'CLEW_TRACEQL_LIMIT', start: 16_384 });
  });

  test('with no limit to how many conditions are joined alike', () => {
    const query = `{ .a = 1${' && .a = 1'.repeat(1600)} }`;
    expect(formatTraceql(parseTraceql(query))).toBe(query);
  });
});

/** A query for each reason, with what stands in it and what would be right. */
const reasons: readonly (readonly [TraceqlReason, string, TraceqlFound, readonly string[]])[] = [
  ['tooLong', ' '.repeat(16_385), { type: 'number', text: '16385' }, ['16384']],
  ['tooDeep', '('.repeat(65), { type: 'number', text: '65' }, ['64']],
  ['noFilter', 'server', { type: 'word', text: 'server' }, []],
  ['noEnd', '{} > {}', { type: 'sign', text: '>' }, []],
  ['noField', '{ 1 = .a }', { type: 'number', text: '1' }, expect.arrayContaining(['name'])],
  ['noOperator', '{ .a "b" }', { type: 'text', text: 'b' }, expect.arrayContaining(['=', '!~'])],
  ['noValue', '{ .a = .b }', { type: 'attribute', text: 'b' }, expect.arrayContaining(['ok'])],
  ['notClosed', '{ (.a = 1 20ms', { type: 'duration', text: '20ms' }, [')']],
  ['noParenthesis', '{ !', { type: 'end', text: '' }, ['(']],
  [
    'unknownScope',
    '{ parent.a',
    { type: 'scope', text: 'parent' },
    expect.arrayContaining(['span']),
  ],
  ['noKey', '{ span. = 1', { type: 'nothing', text: '' }, []],
  ['brokenKey', '{ .\ud800', { type: 'nothing', text: '' }, []],
  ['brokenText', '{ .a = "\ud800"', { type: 'nothing', text: '' }, []],
  ['openQuote', '{ .a = `', { type: 'nothing', text: '' }, ['`']],
  ['badEscape', String.raw`{ .a = "\y"`, { type: 'source', text: String.raw`\y` }, []],
  ['badKeyEscape', String.raw`{ ."\y"`, { type: 'source', text: String.raw`\y` }, []],
  ['pipeline', '{} | count()', { type: 'source', text: '|' }, []],
  ['unknownSign', '{ ;', { type: 'source', text: ';' }, []],
  ['badNumber', '{ .a = 12x', { type: 'source', text: '12x' }, []],
  ['bigNumber', '{ .a = 1e999', { type: 'source', text: '1e999' }, []],
];

test.each(reasons)('what is wrong is data as well: %s', (reason, query, found, expected) => {
  expect(refusal(query)).toMatchObject({ reason, found, expected });
});

test('there is no reason without a query for it', () => {
  expect(reasons.map(([reason]) => reason)).toEqual(TRACEQL_REASONS);
});
