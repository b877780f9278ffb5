import { SpanKind, StatusCode, summarizeTrace } from '@clew/model';
import { formatTraceqlValue, parseTraceql, type TraceqlCondition } from '@clew/protocols/traceql';
import { matchesSpan, matchesTrace } from '@clew/storage';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UnreadableError } from './parameters.ts';
import { START, spanOf } from './testing/query-server.ts';
import { traceqlCondition } from './traceql-condition.ts';

function spanCondition(query: string): unknown {
  const condition = traceqlCondition(`{ ${query} }`);
  return condition.op === 'some' ? condition.span : condition;
}

describe('a comparison', () => {
  test.each([
    ['.a = 1', { op: 'attribute', scope: 'any', key: 'a', is: '=', value: 1n }],
    ['span.a != "x"', { op: 'attribute', scope: 'span', key: 'a', is: '!=', value: 'x' }],
    ['resource.a < "x"', { op: 'attribute', scope: 'resource', key: 'a', is: '<', value: 'x' }],
    ['event.a >= 1.5', { op: 'attribute', scope: 'event', key: 'a', is: '>=', value: 1.5 }],
    [
      'instrumentation.a = true',
      { op: 'attribute', scope: 'scope', key: 'a', is: '=', value: true },
    ],
    ['.a != nil', { op: 'has', scope: 'any', key: 'a' }],
    ['span.a = nil', { op: 'not', of: { op: 'has', scope: 'span', key: 'a' } }],
    ['resource.service.name = "shop"', { op: 'service', is: '=', value: 'shop' }],
    [
      'resource.service.name != "shop"',
      { op: 'attribute', scope: 'resource', key: 'service.name', is: '!=', value: 'shop' },
    ],
    [
      'resource.service.name =~ "shop|stock"',
      {
        op: 'or',
        of: [
          { op: 'service', is: '=', value: 'shop' },
          { op: 'service', is: '=', value: 'stock' },
        ],
      },
    ],
    ['name =~ "buy"', { op: 'name', is: '=', value: 'buy' }],
    [
      'name !~ `a\\.b|\\|`',
      {
        op: 'and',
        of: [
          { op: 'name', is: '!=', value: 'a.b' },
          { op: 'name', is: '!=', value: '|' },
        ],
      },
    ],
    [
      'name =~ "|a|"',
      {
        op: 'or',
        of: [
          { op: 'name', is: '=', value: '' },
          { op: 'name', is: '=', value: 'a' },
        ],
      },
    ],
    ['name =~ ""', { op: 'name', is: '=', value: '' }],
    ['name =~ "b.*"', { op: 'name', is: '=~', value: 'b.*' }],
    [
      'statusMessage !~ "(?i)TIMEOUT|reset"',
      { op: 'statusMessage', is: '!~', value: '(?i)TIMEOUT|reset' },
    ],
    ['event:name =~ `\\d+`', { op: 'eventName', is: '=~', value: '\\d+' }],
    ['rootName =~ "GET .*"', { op: 'rootName', is: '=~', value: 'GET .*' }],
    ['rootServiceName !~ "(a|b)c?"', { op: 'rootService', is: '!~', value: '(a|b)c?' }],
    ['.a =~ "x.*"', { op: 'attribute', scope: 'any', key: 'a', is: '=~', value: 'x.*' }],
    [
      'resource.service.name !~ "shop-.*"',
      { op: 'attribute', scope: 'resource', key: 'service.name', is: '!~', value: 'shop-.*' },
    ],
    ['statusMessage = "x"', { op: 'statusMessage', is: '=', value: 'x' }],
    ['event:name != "x"', { op: 'eventName', is: '!=', value: 'x' }],
    ['link.a = 1', { op: 'attribute', scope: 'link', key: 'a', is: '=', value: 1n }],
    ['link.a = nil', { op: 'not', of: { op: 'has', scope: 'link', key: 'a' } }],
    [
      'link:traceID = "0AF7651916CD43DD8448EB211C80319C"',
      { op: 'linkTraceId', is: '=', ids: ['0af7651916cd43dd8448eb211c80319c'] },
    ],
    ['link:traceID != "1A"', { op: 'linkTraceId', is: '!=', ids: ['1a'.padStart(32, '0')] }],
    // What an agent of SkyWalking calls a trace: mmh3.hash_bytes(id, 0, x64arch=False).
    [
      'link:traceID = "5d1ab2a4.41.16500000000000001"',
      { op: 'linkTraceId', is: '=', ids: ['525f379bc0dbb096508c5f7d54b5bafc'] },
    ],
    // In base64, or such a text.
    [
      'link:traceID != "k0a8nk-OrloC_9G82mAJLg"',
      {
        ...{ op: 'linkTraceId', is: '!=' },
        ids: ['9346bc9e4f8eae5a02ffd1bcda60092e', 'd163a79ff0ed8ff1d16161ab83afcc10'],
      },
    ],
    ['link:spanID = "00F067AA0BA902B7"', { op: 'linkSpanId', is: '=', ids: ['00f067aa0ba902b7'] }],
    ['link:spanID != "1"', { op: 'linkSpanId', is: '!=', ids: ['0000000000000001'] }],
    ['link:traceID != nil', { op: 'hasLink' }],
    ['link:spanID = nil', { op: 'not', of: { op: 'hasLink' } }],
    ['instrumentation:name = "x"', { op: 'scopeName', is: '=', value: 'x' }],
    ['instrumentation:version = "x"', { op: 'scopeVersion', is: '=', value: 'x' }],
    ['kind = server', { op: 'kind', is: '=', value: SpanKind.server }],
    ['status != error', { op: 'status', is: '!=', value: StatusCode.error }],
    ['duration > 20ms', { op: 'duration', is: '>', value: 20_000_000n }],
    ['rootName = "buy"', { op: 'rootName', is: '=', value: 'buy' }],
    ['rootServiceName != "shop"', { op: 'rootService', is: '!=', value: 'shop' }],
    ['trace:spanCount > 5', { op: 'spanCount', is: '>', value: 5 }],
    ['trace:spanCount != -1', { op: 'spanCount', is: '!=', value: -1 }],
    ['trace:errorCount = 0', { op: 'errorCount', is: '=', value: 0 }],
    ['trace:errorCount <= 9223372036854775807', { op: 'errorCount', is: '<=', value: 2 ** 63 }],
    ['traceDuration <= 1.5s', { op: 'traceDuration', is: '<=', value: 1_500_000_000n }],
  ])('%s', (query, expression) => {
    expect(spanCondition(query)).toEqual(expression);
  });
});

describe('conditions together', () => {
  const a = { op: 'attribute', scope: 'any', key: 'a', is: '=', value: 1n };
  const b = { ...a, key: 'b' };
  const root = { op: 'rootName', is: '=', value: 'r' };

  test.each([
    ['{}', { op: 'and', of: [] }],
    ['{ .a = 1 && .b = 1 }', { op: 'some', span: { op: 'and', of: [a, b] } }],
    [
      '{ .a = 1 } && { .b = 1 }',
      {
        op: 'and',
        of: [
          { op: 'some', span: a },
          { op: 'some', span: b },
        ],
      },
    ],
    [
      '{ .a = 1 && rootName = "r" && .b = 1 }',
      { op: 'and', of: [{ op: 'some', span: { op: 'and', of: [a, b] } }, root] },
    ],
    ['{ .a = 1 || rootName = "r" }', { op: 'or', of: [{ op: 'some', span: a }, root] }],
    [
      '{ !(.a = 1 || rootName = "r") }',
      {
        op: 'and',
        of: [
          { op: 'some', span: { op: 'not', of: a } },
          { op: 'not', of: root },
        ],
      },
    ],
    [
      '{ (.a = 1 || rootName = "r") && traceDuration > 1s }',
      {
        op: 'and',
        of: [
          { op: 'or', of: [{ op: 'some', span: a }, root] },
          { op: 'traceDuration', is: '>', value: 1_000_000_000n },
        ],
      },
    ],
  ])('%s', (query, expression) => {
    expect(traceqlCondition(query)).toEqual(expression);
  });

  test('find the traces that have a span with all of it, or are refused', () => {
    const leaf = fc.constantFrom(
      ...['.a = 1', '.a != 1', '.b = 1', '.b = nil', 'name = "n"', 'duration > 5ms'],
      ...['rootName = "n"', 'rootServiceName != "shop"', 'traceDuration > 8ms'],
      ...['trace:spanCount >= 2', 'trace:errorCount = 0'],
    );
    const { condition } = fc.letrec<{ condition: string }>((tie) => ({
      condition: fc.oneof(
        { maxDepth: 4, depthSize: 'medium' },
        leaf,
        tie('condition').map((of) => `!(${of})`),
        fc
          .tuple(tie('condition'), fc.constantFrom('&&', '||'), tie('condition'))
          .map(([left, sign, right]) => `(${left}) ${sign} (${right})`),
      ),
    }));
    const span = fc.record({
      name: fc.constantFrom('n', 'm'),
      duration: fc.constantFrom(1_000_000n, 6_000_000n, 9_000_000n),
      attributes: fc.subarray([
        { key: 'a', value: 1n },
        { key: 'b', value: 1n },
      ]),
    });
    const spans = fc
      .array(span, { minLength: 1, maxLength: 4 })
      .map((all) =>
        all.map((one, index) =>
          spanOf({ ...one, spanId: `000000000000000${index + 1}`, start: START + BigInt(index) }),
        ),
      );
    let refused = 0;
    fc.assert(
      fc.property(condition, spans, (query, trace) => {
        const summary = summarizeTrace(trace);
        const parsed = parseTraceql(`{ ${query} }`);
        const where = parsed.type === 'filter' ? parsed.where : undefined;
        // Leaves alone are as the table above has them.
        const holds = (one: TraceqlCondition, index: number): boolean => {
          if (one.type === 'and') return one.of.every((part) => holds(part, index));
          if (one.type === 'or') return one.of.some((part) => holds(part, index));
          if (one.type === 'not') return !holds(one.of, index);
          const text = `{ ${query} }`.slice(one.start, one.end);
          return matchesTrace(traceqlCondition(`{ ${text} }`), summary, (expression) =>
            trace.slice(index, index + 1).some((part) => matchesSpan(expression, part)),
          );
        };
        const expected = trace.some((_, index) => where !== undefined && holds(where, index));
        try {
          const found = matchesTrace(traceqlCondition(`{ ${query} }`), summary, (expression) =>
            trace.some((one) => matchesSpan(expression, one)),
          );
          expect(found).toBe(expected);
        } catch (error) {
          if (!(error instanceof UnreadableError)) throw error;
          refused++;
        }
      }),
      { numRuns: 1000 },
    );
    expect(refused).toBeLessThan(500);
  });
});

test('whatever is given as the id of a link is an id, or is refused with its place', () => {
  const id = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.stringMatching(/^[\da-fA-F]{0,40}$/),
    fc.stringMatching(/^[\w+/-]{11}([\w+/-]{11})?={0,2}$/),
  );
  const field = fc.constantFrom('link:traceID', 'link:spanID');
  fc.assert(
    fc.property(field, id, (name, text) => {
      const query = `{ ${name} = ${formatTraceqlValue({ type: 'text', value: text })} }`;
      const digits = name === 'link:traceID' ? 32 : 16;
      const isHex = /^[\da-f]+$/i.test(text) && text.length <= digits;
      try {
        const condition = traceqlCondition(query);
        const ids = condition.op === 'some' && 'ids' in condition.span ? condition.span.ids : [];
        expect(ids.length).toBeGreaterThan(0);
        for (const one of ids) expect(one).toMatch(new RegExp(`^[\\da-f]{${digits}}$`));
        if (isHex) expect(ids).toEqual([text.toLowerCase().padStart(digits, '0')]);
      } catch (error) {
        expect(error).toBeInstanceOf(UnreadableError);
        expect(String(error)).toContain(`position ${query.indexOf('"') + 1}`);
        expect(isHex).toBe(false);
        // A trace may have any name, but none.
        if (digits === 32) expect(text).toBe('');
      }
    }),
    { numRuns: 500 },
  );
});

describe("what can't be answered is refused with its place", () => {
  test.each([
    ['{ .a = }', "can't be read: found '}' at position 8: expected a value"],
    [
      '{ .a = 20ms }',
      'position 8 is a duration: expected a number, since attributes have no units',
    ],
    ['{ .a = server }', 'position 8 is a kind: expected a text in quotes, such as "server"'],
    ['{ .a = error }', 'position 8 is a status: expected a text in quotes, such as "error"'],
    ['{ .a < true }', "position 8 can't be compared by <"],
    ['{ .a > nil }', "position 8 can't be compared by >"],
    ['{ .a =~ 1 }', "position 9 can't be compared by =~"],
    [
      '{ .a =~ "(x" }',
      'has a regular expression at position 9 that can\'t be used: missing closing ) in "(x"',
    ],
    ['{ .a !~ "[x" }', 'position 9 that can\'t be used: missing closing ] in "[x"'],
    ['{ .a =~ `x\\` }', "position 9 that can't be used: trailing backslash"],
    ['{ .a =~ "(abc){400}" }', "position 9 that can't be used: it becomes"],
    [
      `{ .a =~ "${'x.'.repeat(300)}" }`,
      "position 9 that can't be used: 600 characters are too many",
    ],
    [
      `{ ${Array.from({ length: 11 }, () => '.a =~ "x.*"').join(' || ')} }`,
      'has a regular expression too many at position 159: 10 are allowed',
    ],
    ['{ name = 1 }', 'position 10 is a number: expected a text in quotes'],
    ['{ name = nil }', 'position 10 is nil: expected a text in quotes'],
    ['{ link:traceID = "" }', 'what stands at position 18 must be 1 to 32 hex digits, not ""'],
    [
      '{ link:spanID = "5d1ab2a4.41" }',
      'what stands at position 17 must be 1 to 16 hex digits, not "5d1ab2a4.41"',
    ],
    [
      '{ link:spanID = "00f067aa0ba902b71" }',
      'what stands at position 17 must be 1 to 16 hex digits',
    ],
    ['{ link:traceID =~ "1.*" }', 'position 3 is compared by = and !=, not by =~'],
    ['{ link:spanID > "1" }', 'position 3 is compared by = and !=, not by >'],
    ['{ link:traceID < nil }', 'position 3 is compared by = and !=, not by <'],
    ['{ link:traceID = 1 }', 'position 18 is a number: expected an id in quotes, or nil'],
    ['{ name < "x" }', 'position 3 is compared by =, !=, =~ and !~, not by <'],
    ['{ rootName > "x" }', 'position 3 is compared by =, !=, =~ and !~, not by >'],
    ['{ kind = "server" }', 'position 10 is a text: expected one of unspecified, internal'],
    ['{ kind < server }', "position 10 can't be compared by <"],
    ['{ status = true }', 'position 12 is true or false: expected one of ok, error, unset'],
    ['{ duration > 5 }', 'position 14 is a number: expected a duration, such as 20ms'],
    ['{ duration =~ 5ms }', "position 15 can't be compared by =~"],
    ['{ trace:spanCount > 1.5 }', 'position 21 is a number: expected a whole number, such as 5'],
    ['{ trace:errorCount = nil }', 'position 22 is nil: expected a whole number'],
    ['{ trace:spanCount =~ 5 }', "position 22 can't be compared by =~"],
    ['{ traceDuration > "5ms" }', 'position 19 is a text: expected a duration'],
    [
      '{ .a = 1 && (.b = 1 || rootName = "r") }',
      'position 14 joins a condition on the span and one on the whole trace by ||',
    ],
    [
      '{ !(.a = 1 || (.b = 1 && rootName = "r")) }',
      'position 16 joins a condition on the span and one on the whole trace',
    ],
  ])('%s', (query, message) => {
    expect(() => traceqlCondition(query)).toThrow(UnreadableError);
    expect(() => traceqlCondition(query)).toThrow(message);
  });
});
