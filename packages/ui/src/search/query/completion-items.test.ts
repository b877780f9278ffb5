import { expect, test } from 'vitest';
import type { AttributeKey } from '../../api/answers.ts';
import { completionItems } from './completion-items.ts';
import { completionPlace } from './completion-place.ts';

const keys: readonly AttributeKey[] = [
  { scope: 'span', key: 'a b' },
  { scope: 'span', key: 'component' },
  { scope: 'resource', key: 'hostname' },
  { scope: 'span', key: 'http.status_code' },
  { scope: 'scope', key: 'lib' },
  { scope: 'link', key: 'message' },
  { scope: 'event', key: 'message' },
  { scope: 'resource', key: 'service.name' },
];

/** What is offered where `¦` stands. */
function offered(marked: string, values: readonly string[] = []) {
  const query = marked.replace('¦', '');
  const place = completionPlace(query, marked.indexOf('¦'));
  return place === undefined ? [] : completionItems(place, query, { keys, values });
}
const texts = (marked: string, values?: readonly string[]) =>
  offered(marked, values).map(({ text }) => text);

test('fields are the service, the properties of spans, and the attributes of the store', () => {
  const all = texts('{ ¦ }');
  expect(all.slice(0, 4)).toEqual(['resource.service.name', 'name', 'duration', 'status']);
  expect(all.slice(12, 15)).toEqual([
    'span.http.status_code',
    'span.component',
    'resource.hostname',
  ]);
  expect(all).toContain('span."a b"');
  expect(all).toContain('instrumentation.lib');
  expect(all).toContain('link.message');
  expect(all).toContain('link:traceID');
  expect(new Set(all).size).toBe(all.length);
});

test('what begins with what is typed comes first, then what has it at the begin of a word', () => {
  expect(texts('{ s¦ }').slice(0, 2)).toEqual(['resource.service.name', 'status']);
  expect(texts('{ na¦ }').slice(0, 2)).toEqual(['name', 'resource.service.name']);
  expect(texts('{ stat¦ }').slice(0, 3)).toEqual([
    'status',
    'statusMessage',
    'span.http.status_code',
  ]);
  expect(texts('{ .h¦ }')).toEqual(['.http.status_code', '.hostname']);
  expect(texts('{ span.COMP¦ }')).toEqual(['span.component']);
});

test.each([
  ['{ kind ¦', ['=', '!=']],
  ['{ link:traceID ¦', ['=', '!=', '!= nil', '= nil']],
  ['{ name ¦', ['=', '!=', '=~', '!~']],
  ['{ name !¦', ['!=', '!~']],
  ['{ duration ¦', ['>', '>=', '<', '<=', '=', '!=']],
  ['{ trace:spanCount ¦', ['>', '>=', '<', '<=', '=', '!=']],
  ['{ .a ¦', ['=', '!=', '=~', '!~', '>', '>=', '<', '<=', '!= nil', '= nil']],
])('operators that fit: %s', (marked, operators) => {
  expect(texts(marked)).toEqual(operators);
});

test.each<[string, readonly string[], readonly string[]]>([
  ['{ .a = ¦', ['200', '500'], ['200', '500', 'nil']],
  ['{ link:traceID != ¦', [], ['nil']],
  ['{ link:spanID = "¦', [], []],
  ['{ .a = "¦"', ['200', '500'], ['"200"', '"500"']],
  ['{ .a = ¦', ['200', 'x'], ['"200"', '"x"', 'nil']],
  ['{ .a > ¦', ['true', 'false'], ['true', 'false']],
  ['{ .a = ¦', ['say "a"'], [String.raw`"say \"a\""`, 'nil']],
  ['{ name =~ ¦', ['/a.b'], [String.raw`"/a\\.b"`]],
  ['{ name = ¦', ['200'], ['"200"']],
  ['{ name = "b¦', ['abc', 'bcd'], ['"bcd"', '"abc"']],
  ['{ status = ¦', [], ['error', 'ok', 'unset']],
  ['{ kind = c¦', [], ['client', 'consumer', 'producer']],
  ['{ duration > ¦', [], ['10ms', '50ms', '100ms', '200ms', '500ms', '1s', '5s', '30s']],
  ['{ duration > 5¦', [], ['5ms', '5s', '5us', '5m', '5h']],
  ['{ duration > 1.5m¦', [], ['1.5m', '1.5ms']],
  ['{ name = "abc"¦', ['abc'], []],
])('values for %s', (marked, values, expected) => {
  expect([...texts(marked, values)].sort()).toEqual([...expected].sort());
  expect(texts(marked, values)[0]).toBe(expected[0]);
});

test('after a value come the signs that join and close', () => {
  expect(texts('{ kind = server ¦')).toEqual(['&&', '||', '}']);
  expect(texts('{ kind = server ¦}')).toEqual(['&&', '||']);
});

test('a short word that may be an id is offered as one, last', () => {
  expect(offered('Order7¦').at(-1)).toMatchObject({ kind: 'trace', label: 'Order7' });
  expect(offered('add¦').at(-1)).toMatchObject({ kind: 'trace', label: 'add' });
  expect(offered('{ add¦')).toEqual([]);
  expect(offered('adder¦').some(({ kind }) => kind === 'trace')).toBe(false);
});
