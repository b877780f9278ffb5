import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonFaultOffset, placeOf } from './json-fault-place.ts';

describe('where a text stops being JSON', () => {
  test.each([
    ['', 0],
    ['  ', 2],
    ['{', 1],
    ['[1,', 3],
    ['[1,]', 3],
    ['[1 2]', 3],
    ['{"a":1,}', 7],
    ['{a:1}', 1],
    ['{"a" 1}', 5],
    ['{"a":}', 5],
    ['{"a":1]', 6],
    ['[}', 1],
    ['tru', 3],
    ['trux', 3],
    ['-', 1],
    ['01', 1],
    ['1.', 1],
    ['"a', 2],
    ['"a\nb"', 2],
    ['"\\x"', 2],
    ['"\\u12g4"', 5],
    ['"\\', 2],
    ['1 x', 2],
    ['{"a":[{"b":1},{"c":nul}]}', 22],
    ['<html>', 0],
  ])('is in %j at %i', (text, offset) => {
    expect(jsonFaultOffset(text)).toBe(offset);
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
  });

  test('is nowhere in JSON, however deep and long', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, indent) => {
        expect(jsonFaultOffset(JSON.stringify(value, null, indent))).toBe(-1);
      }),
    );
    const deep = 100_000;
    expect(jsonFaultOffset(`${'['.repeat(deep)}${']'.repeat(deep)}`)).toBe(-1);
    expect(jsonFaultOffset(JSON.stringify('x\\"'.repeat(deep)))).toBe(-1);
  });

  test('is found exactly in those texts that JSON.parse refuses', () => {
    const change = fc.record({
      at: fc.nat(),
      cut: fc.integer({ min: 0, max: 2 }),
      insert: fc.constantFrom(...'{}[],:"\\ \n0-+.eEtfnu1x', ''),
    });
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(change, { maxLength: 3 }), (value, changes) => {
        let text = JSON.stringify(value);
        for (const { at, cut, insert } of changes) {
          const from = at % (text.length + 1);
          text = text.slice(0, from) + insert + text.slice(from + cut);
        }
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        const offset = jsonFaultOffset(text);
        expect(offset === -1).toBe(isJson);
        expect(offset).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 3000 },
    );
  });

  test('is told by line and column, from 1', () => {
    expect(placeOf('ab\ncd', 0)).toEqual({ line: 1, column: 1 });
    expect(placeOf('ab\ncd', 2)).toEqual({ line: 1, column: 3 });
    expect(placeOf('ab\ncd', 3)).toEqual({ line: 2, column: 1 });
    expect(placeOf('ab\ncd', 5)).toEqual({ line: 2, column: 3 });
    expect(placeOf('\n\n', 2)).toEqual({ line: 3, column: 1 });
  });
});
