import { expect, test } from 'vitest';
import {
  MAX_KEYS,
  ownText,
  readHeader,
  readListHeader,
  startsWithIgnoringCase,
  trimBlanks,
} from './carrier-reader.ts';

test('a header is found in whatever case its name is written', () => {
  for (const key of ['traceparent', 'TraceParent', 'TRACEPARENT', 'tRACEpARENT']) {
    expect(readHeader({ other: 'x', [key]: 'value' }, 'traceparent')).toBe('value');
  }
  expect(readHeader({ traceparents: 'x', traceparen: 'x' }, 'traceparent')).toBeUndefined();
});

test('only letters have a case: other characters that are 32 apart stay different', () => {
  expect(startsWithIgnoringCase('@-b3-', '`-b3-')).toBe(false);
  expect(startsWithIgnoringCase('X-B3-', 'x-b3-')).toBe(true);
  expect(startsWithIgnoringCase('x\r', 'x-')).toBe(false);
});

test('the header in lower case comes before one in another case', () => {
  expect(readHeader({ B3: 'upper', b3: 'lower' }, 'b3')).toBe('lower');
});

test('of a repeated header the first text counts', () => {
  expect(readHeader({ b3: ['first', 'second'] }, 'b3')).toBe('first');
  expect(readHeader({ b3: [1, null, 'text'] }, 'b3')).toBe('text');
  expect(readHeader({ b3: [] }, 'b3')).toBeUndefined();
});

test('a repeated list header is one list', () => {
  expect(readListHeader({ List: ['a=1', 7, 'b=2'] }, 'list', 100)).toBe('a=1,b=2');
});

test('a list that is too long loses whole members at its end', () => {
  expect(readListHeader({ list: 'a=1,b=2,c=3' }, 'list', 11)).toBe('a=1,b=2,c=3');
  expect(readListHeader({ list: 'a=1,b=2,c=3' }, 'list', 10)).toBe('a=1,b=2');
  expect(readListHeader({ list: 'a=1,b=2,c=3' }, 'list', 7)).toBe('a=1,b=2');
  expect(readListHeader({ list: ['a=1', 'b=2', 'c=3'] }, 'list', 6)).toBe('a=1');
  expect(readListHeader({ list: 'endless' }, 'list', 3)).toBe('');
});

test('values that are no text do not count', () => {
  for (const value of [
    1,
    true,
    null,
    undefined,
    {},
    { length: 1, 0: 'x' },
    Symbol('x'),
    () => 'x',
  ]) {
    expect(readHeader({ b3: value }, 'b3')).toBeUndefined();
    expect(readListHeader({ b3: value }, 'b3', 10)).toBeUndefined();
  }
});

test('only own enumerable properties count', () => {
  expect(readHeader(Object.create({ b3: '1', B3: '1' }), 'b3')).toBeUndefined();
  expect(readHeader(Object.defineProperty({}, 'b3', { value: '1' }), 'b3')).toBeUndefined();
  expect(ownText({}, 'toString')).toBeUndefined();
  expect(ownText(Object.assign(Object.create(null), { b3: '1' }), 'b3')).toBe('1');
});

test('the search for a header ends after two thousand keys', () => {
  const carrier: Record<string, unknown> = {};
  for (let i = 0; i < MAX_KEYS; i++) carrier[`key-${i}`] = '';
  carrier['B3'] = '1';
  expect(readHeader(carrier, 'b3')).toBeUndefined();
  delete carrier['key-0'];
  expect(readHeader(carrier, 'b3')).toBe('1');
});

test('only the blanks of HTTP are trimmed', () => {
  expect(trimBlanks(' \t a b\t ')).toBe('a b');
  expect(trimBlanks('\n\u00a0a')).toBe('\n\u00a0a');
  expect(trimBlanks(' \t ')).toBe('');
});
