import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boolean, oneOf, spanKind, wholeNumber, wholeTime } from './parameter-readers.ts';
import { ParameterError, Parameters, UnreadableError } from './parameters.ts';
import { traceId } from './trace-id-reader.ts';

describe('parameters', () => {
  const parameters = new Parameters({ limit: '5', empty: '', tag: ['a', '', 'b'], bad: 'x' });
  const number = wholeNumber(1, 10);

  test('that are empty are as good as not given', () => {
    expect(parameters.optional('empty', number)).toBeUndefined();
    expect(() => parameters.required('empty', number)).toThrow("parameter 'empty' is required");
  });

  test('that repeat come in order', () => {
    expect(parameters.all('tag', (value) => value)).toEqual(['a', 'b']);
  });

  test('that may not repeat are refused when they do', () => {
    expect(() => parameters.optional('tag', (value) => value)).toThrow(
      "parameter 'tag' is given 2 times",
    );
  });

  test('that cannot be read are named, with the reason', () => {
    expect(() => parameters.optional('bad', number)).toThrow(
      new ParameterError('bad', 'must be a whole number from 1 to 10, not "x"'),
    );
  });

  test('called like properties of objects are not there unless given', () => {
    expect(parameters.all('__proto__', (value) => value)).toEqual([]);
    expect(parameters.all('constructor', (value) => value)).toEqual([]);
  });
});

describe('readers', () => {
  test('take the ends of their bounds', () => {
    expect(wholeNumber(1, 10)('1')).toBe(1);
    expect(wholeNumber(1, 10)('10')).toBe(10);
    expect(() => wholeNumber(1, 10)('0')).toThrow(UnreadableError);
    expect(() => wholeNumber(1, 10)('11')).toThrow(UnreadableError);
  });

  test('read times exactly, and what 64 bits cannot hold as their end', () => {
    expect(wholeTime('microseconds')('1795451101190030')).toBe(1_795_451_101_190_030_000n);
    expect(wholeTime('milliseconds')('99999999999999999999')).toBe(0xffff_ffff_ffff_ffffn);
  });

  test.each(['-1', '1.5', '1e3', '0x10', '', ' 1', '१'])('refuse %j as a time', (value) => {
    expect(() => wholeTime('nanoseconds')(value)).toThrow(UnreadableError);
  });

  test('know booleans as Go does', () => {
    expect(['1', 't', 'T', 'true', 'TRUE', 'True'].every(boolean)).toBe(true);
    expect(['0', 'f', 'F', 'false', 'FALSE', 'False'].some(boolean)).toBe(false);
    expect(() => boolean('yes')).toThrow(UnreadableError);
  });

  test('know kinds by name, in either case', () => {
    expect(spanKind('server')).toBe(2);
    expect(spanKind('CLIENT')).toBe(3);
    expect(() => spanKind('servant')).toThrow('must be one of unspecified, internal');
  });

  test('do not repeat a long text whole', () => {
    expect(() => oneOf('a')('x'.repeat(10_000))).toThrow(/^must be one of a, not "x{100}…"$/);
  });

  test('give a value or say why not, for any text', () => {
    const readers = [wholeNumber(0, 9), wholeTime('microseconds'), boolean, spanKind, oneOf('a')];
    fc.assert(
      fc.property(fc.constantFrom(...readers), fc.string({ unit: 'binary' }), (read, value) => {
        try {
          expect(read(value)).toBeDefined();
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableError);
        }
      }),
    );
  });
});

describe('a trace id', () => {
  const hex = (value: string): string => Buffer.from(traceId(value)).toString('hex');

  test.each([
    ['9346bc9e4f8eae5a02ffd1bcda60092e', '9346bc9e4f8eae5a02ffd1bcda60092e'],
    ['9346BC9E4F8EAE5A02FFD1BCDA60092E', '9346bc9e4f8eae5a02ffd1bcda60092e'],
    ['4bb5b8be7e6b0c', '0000000000000000004bb5b8be7e6b0c'],
    ['004bb5b8be7e6b0c', '0000000000000000004bb5b8be7e6b0c'],
    ['1004bb5b8be7e6b0c', '0000000000000001004bb5b8be7e6b0c'],
    ['0', '00000000000000000000000000000000'],
    ['k0a8nk+OrloC/9G82mAJLg==', '9346bc9e4f8eae5a02ffd1bcda60092e'],
    ['k0a8nk-OrloC_9G82mAJLg', '9346bc9e4f8eae5a02ffd1bcda60092e'],
    ['AEu1uL5-awz', '0000000000000000004bb5b8be7e6b0c'],
  ])('%s is hex, padded or not, or base64', (value, expected) => {
    expect(hex(value)).toBe(expected);
  });

  test.each(['', 'xyz', '9346bc9e4f8eae5a02ffd1bcda60092e0', '../x', 'a b'])(
    '%j is refused',
    (value) => {
      expect(() => traceId(value)).toThrow('must be 1 to 32 hex digits');
    },
  );
});
