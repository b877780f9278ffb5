import {
  formatTraceqlValue,
  parseTraceql,
  type TraceqlCondition,
  type TraceqlSpanset,
} from '@clew/protocols/traceql';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AttributeRow, isCompleteRow, ROW_OPERATORS } from './attribute-row.ts';
import {
  KINDS,
  NO_FIELDS,
  NO_QUERY,
  type QueryFields,
  readQuery,
  writeQuery,
} from './query-fields.ts';

function reading(query: string) {
  const read = readQuery(query);
  if (read === undefined) throw new Error(`not read: ${query}`);
  return read;
}

function row(part: Partial<AttributeRow>): AttributeRow {
  return { key: 'a', operator: '=', value: '', as: 'any', ...part };
}

test.each<[string, Partial<QueryFields>, boolean]>([
  ['', {}, false],
  ['{}', {}, false],
  ['{ resource.service.name = "a" && name = "b" }', { service: 'a', operation: 'b' }, false],
  ['{ kind = server && (status = error) }', { kind: 'server', status: 'error' }, false],
  ['{ trace:errorCount = 0 }', { status: 'none' }, false],
  ['{ duration > 20ms && duration <= 1.5s }', { minDuration: '20ms', maxDuration: '1.5s' }, false],
  ['{ .a = "b" }', { attributes: [row({ value: 'b' })] }, false],
  ['{ .a = 5 }', { attributes: [row({ value: '5', as: 'number' })] }, false],
  ['{ .a = "5" }', { attributes: [row({ value: '5', as: 'text' })] }, false],
  ['{ .a = 5 || .a = "5" }', { attributes: [row({ value: '5' })] }, false],
  ['{ .a >= 5 }', { attributes: [row({ operator: '>=', value: '5' })] }, false],
  ['{ .a =~ "b.*" }', { attributes: [row({ operator: '=~', value: 'b.*' })] }, false],
  ['{ .a != nil }', { attributes: [row({ operator: 'exists' })] }, false],
  [
    '{ resource.a = nil }',
    { attributes: [row({ key: 'resource.a', operator: 'missing' })] },
    false,
  ],
  [
    '{ ."b c" = true || ."b c" = "true" }',
    { attributes: [row({ key: 'b c', value: 'true' })] },
    false,
  ],
  ['{ name = "a" && name = "b" }', { operation: 'a' }, true],
  ['{ name = "a" || name = "b" }', {}, true],
  ['{ kind = server } && { kind = client }', { kind: 'server' }, true],
  ['{ kind = server } || { kind = client }', {}, true],
  ['{ !(kind = server) && status = ok && kind = unspecified }', {}, true],
])('the form shows of %s what it can', (query, fields, hasMore) => {
  expect(reading(query)).toMatchObject({ fields: { ...NO_FIELDS, ...fields }, hasMore });
});

test.each(['{', 'words', '{ .a = 1 } | count() > 2'])('%s is none of the form', (query) => {
  expect(readQuery(query)).toBeUndefined();
});

describe('a change in the form', () => {
  test.each<[string, Partial<QueryFields>, string]>([
    ['', { service: 'a' }, '{ resource.service.name = "a" }'],
    ['{name="b"&&duration>20ms}', { operation: 'c' }, '{ name = "c" && duration>20ms }'],
    ['{ duration > 20ms }', { minDuration: '1s' }, '{ duration > 1s }'],
    [
      '{ .x = nil || !(.y = 1) }',
      { kind: 'server' },
      '{ kind = server && (.x = nil || !(.y = 1)) }',
    ],
    ['{ kind = server && .x < 1 && kind = client }', { kind: '' }, '{ .x < 1 && kind = client }'],
    ['{ kind = server } && { .x=1 }', { kind: '' }, '{} && { .x=1 }'],
    ['{ .x=1 } || {}', { kind: 'server' }, '{ kind = server } && ({ .x=1 } || {})'],
    ['{ kind = server } && ({ .x=1 } || {})', { kind: '' }, '{ .x=1 } || {}'],
    ['{ kind = server }', { kind: '' }, ''],
    ['{ .a=1 && .b=2 && .c=3 }', { attributes: [row({ value: '1', as: 'number' })] }, '{ .a=1 }'],
    ['{ name = "a" }', { minDuration: 'soon' }, '{ name = "a" }'],
    ['{ name = "a" }', { attributes: [row({ key: '' }), row({})] }, '{ name = "a" }'],
  ])('of %s is one in its place', (query, fields, written) => {
    const read = reading(query);
    expect(writeQuery(read, { ...read.fields, ...fields })).toBe(written);
  });
});

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '500',
    '-1.5',
    '1e3',
    '007',
    'true',
    'false',
    'error',
    'ok',
    '20ms',
    '9'.repeat(30),
  ),
);
const duration = fc.constantFrom('', '20ms', '1.5s', '1m30s', '100us', '0ns');
const attributeRow: fc.Arbitrary<AttributeRow> = fc
  .record({
    key: fc.oneof(
      text,
      fc.constantFrom(
        ...['http.method', 'span.kind', 'span.a', 'resource.b', '.span.a', '..a', 'event', 'span.'],
        ...['otel.status_code', 'otel.scope.name', 'otel.status_description', 'instrumentation.x'],
      ),
    ),
    operator: fc.constantFrom(...ROW_OPERATORS),
    value: text,
    as: fc.constant('any' as const),
  })
  .map((one) => {
    const isUnary = one.operator === 'exists' || one.operator === 'missing';
    return isUnary ? { ...one, value: '' } : one;
  });
/** Rows whose key is written as the form writes it: `.a` is `a`. */
const plainRow = attributeRow.filter(
  (one) =>
    isCompleteRow(one) &&
    !/^\.(?!\.|(?:span|resource|event|instrumentation)\..)/.test(one.key) &&
    one.key !== '.span.kind',
);

test('what stands in the fields stands there again when the query is read', () => {
  fc.assert(
    fc.property(
      fc.record<QueryFields>({
        service: text.filter((one) => one.isWellFormed()),
        operation: text.filter((one) => one.isWellFormed()),
        kind: fc.constantFrom('', ...KINDS),
        status: fc.constantFrom('', 'error', 'none'),
        attributes: fc.array(plainRow, { maxLength: 4 }),
        minDuration: duration,
        maxDuration: duration,
      }),
      (fields) => {
        const read = reading(writeQuery(NO_QUERY, fields));
        expect(read.fields).toEqual(fields);
        expect(read.hasMore).toBe(false);
      },
    ),
  );
});

const condition = fc.letrec<{ one: string }>((tie) => ({
  one: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(
      ...[
        'kind = server',
        'kind = client',
        'status = error',
        'trace:errorCount = 0',
        '.a=5',
        '.a = "5"',
      ],
      ...[
        '.a = nil',
        'name = "b"',
        'duration>1s',
        'duration <= 2s',
        '(.a = 5 || .a = "5")',
        'name = ""',
      ],
      ...[
        'resource.service.name = "c"',
        'rootName = "d"',
        '.span.kind = "server"',
        'span.b != 1.5',
      ],
    ),
    fc.tuple(tie('one'), fc.constantFrom('&&', '||'), tie('one')).map((parts) => parts.join(' ')),
    tie('one').map((one) => `(${one})`),
    tie('one').map((one) => `!(${one})`),
  ),
})).one;
const spanset = fc.letrec<{ one: string }>((tie) => ({
  one: fc.oneof(
    { maxDepth: 2 },
    condition.map((one) => `{ ${one} }`),
    fc.constant('{}'),
    fc.tuple(tie('one'), fc.constantFrom('&&', '||'), tie('one')).map((parts) => parts.join(' ')),
    tie('one').map((one) => `(${one})`),
  ),
})).one;

test('a query that goes through the form asks for the same as before', () => {
  const someSpans = fc.array(fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }), {
    maxLength: 3,
  });
  fc.assert(
    fc.property(spanset, someSpans, (query, spans) => {
      const read = reading(query);
      const { fields } = read;
      const written = writeQuery(read, fields);
      expect(isFound(written, spans)).toBe(isFound(query, spans));
      expect(reading(written).fields).toEqual(fields);
      expect(writeQuery(reading(written), fields)).toBe(written);
    }),
    { numRuns: 500 },
  );
});

/** Whether a query finds a trace of these spans, each of which satisfies the comparisons that it says. */
function isFound(query: string, spans: readonly (readonly boolean[])[]): boolean {
  return query === '' || ofSpanset(parseTraceql(query), spans);
}

function ofSpanset(tree: TraceqlSpanset, spans: readonly (readonly boolean[])[]): boolean {
  switch (tree.type) {
    case 'and':
      return tree.of.every((one) => ofSpanset(one, spans));
    case 'or':
      return tree.of.some((one) => ofSpanset(one, spans));
    case 'filter': {
      const { where } = tree;
      return where === undefined || spans.some((span) => ofCondition(where, span));
    }
  }
}

function ofCondition(tree: TraceqlCondition, span: readonly boolean[]): boolean {
  switch (tree.type) {
    case 'and':
      return tree.of.every((one) => ofCondition(one, span));
    case 'or':
      return tree.of.some((one) => ofCondition(one, span));
    case 'not':
      return !ofCondition(tree.of, span);
    default: {
      const { field, operator, value } = tree;
      const name = field.type === 'intrinsic' ? field.name : field.scope + field.key;
      const said = name + operator + formatTraceqlValue(value);
      let hash = 0;
      for (const letter of said) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
      return span[hash % 24] ?? false;
    }
  }
}
