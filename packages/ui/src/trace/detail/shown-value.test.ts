import { expect, test } from 'vitest';
import { shownValue } from './shown-value.ts';

test('each type is told apart', () => {
  expect(shownValue('GET')).toEqual({ type: 'string', text: 'GET', isBlock: false });
  expect(shownValue(500n)).toEqual({ type: 'int', text: '500', isBlock: false });
  expect(shownValue(0.5)).toEqual({ type: 'double', text: '0.5', isBlock: false });
  expect(shownValue(true)).toEqual({ type: 'bool', text: 'true', isBlock: false });
  expect(shownValue(null)).toEqual({ type: 'empty', text: '∅', isBlock: false });
  expect(shownValue(Uint8Array.of(1, 2))).toEqual({ type: 'bytes', text: 'AQI=', isBlock: false });
  expect(shownValue(['a', 'b'])).toEqual({ type: 'list', text: '["a","b"]', isBlock: false });
});

test('int64 keeps every digit', () => {
  expect(shownValue(9_007_199_254_740_993n).text).toBe('9007199254740993');
  expect(shownValue('{"id":9007199254740993}').text).toBe('{"id":9007199254740993}');
});

test('JSON in a text is laid out, and what only looks like it is left alone', () => {
  expect(shownValue('{"a":1}')).toEqual({ type: 'string', text: '{\n  "a": 1\n}', isBlock: true });
  expect(shownValue('[info] started')).toMatchObject({ text: '[info] started', isBlock: false });
});

test('a map is shown as JSON', () => {
  const value = { entries: [{ key: '商品', value: 3n }] };
  expect(shownValue(value)).toEqual({ type: 'map', text: '{\n  "商品": 3\n}', isBlock: true });
});
