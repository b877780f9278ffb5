import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jaegerSearch } from './jaeger-search-query.ts';
import { ParameterError, Parameters } from './parameters.ts';

const NOW = 1_795_451_101_190_030_000n;
const HOUR = 3_600_000_000_000n;

function search(query: Readonly<Record<string, string | readonly string[]>>) {
  return jaegerSearch(new Parameters(query), NOW);
}

describe("a search by Jaeger's parameters", () => {
  test('without any looks at all of the last two days and gives 100 traces', () => {
    expect(search({})).toEqual({
      traceIds: [],
      query: { range: { from: NOW - 48n * HOUR, to: NOW + 999n }, where: undefined, limit: 100 },
      raw: false,
    });
  });

  test('looks for one span that satisfies everything', () => {
    const { query } = search({
      ...{ service: 'shop', operation: 'buy', minDuration: '1ms', maxDuration: '2s' },
      tag: 'url:http://x',
    });
    expect(query.where).toEqual({
      op: 'some',
      span: {
        op: 'and',
        of: [
          { op: 'service', is: '=', value: 'shop' },
          { op: 'name', is: '=', value: 'buy' },
          { op: 'duration', is: '>=', value: 1_000_000n },
          { op: 'duration', is: '<=', value: 2_000_000_000n },
          { op: 'attribute', scope: 'any', key: 'url', is: '=', value: 'http://x' },
        ],
      },
    });
  });

  test('takes tags one by one and as JSON, the last of a key counts', () => {
    const { query } = search({ tag: ['a:1x', 'b:'], tags: ['{"a":"2x","c":true}', '{}'] });
    const conditions = JSON.stringify(query.where, (_, value) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    expect(conditions).not.toContain('1x');
    expect(conditions).toContain('2x');
    expect(conditions).toContain('"key":"b"');
    expect(conditions).toContain('"key":"c"');
  });

  test('takes start and end in microseconds, the end including its microsecond', () => {
    expect(search({ start: '1000', end: '2000' }).query.range).toEqual({
      from: 1_000_000n,
      to: 2_000_999n,
    });
  });

  test('looks back from the end by lookback when there is no start', () => {
    expect(search({ lookback: '1h' }).query.range.from).toBe(NOW - HOUR);
    expect(search({ lookback: '2d', end: '5' }).query.range.from).toBe(0n);
    expect(search({ lookback: '1h', start: '7' }).query.range.from).toBe(7000n);
    expect(search({ lookback: 'custom' }).query.range.from).toBe(NOW - 48n * HOUR);
  });

  test.each([
    ['start', { start: 'yesterday' }],
    ['start', { start: '2000', end: '1000' }],
    ['end', { end: '-1' }],
    ['limit', { limit: '0' }],
    ['limit', { limit: '10001' }],
    ['limit', { limit: '10.5' }],
    ['minDuration', { minDuration: '5' }],
    ['maxDuration', { maxDuration: '-5s' }],
    ['maxDuration', { minDuration: '2s', maxDuration: '1s' }],
    ['tag', { tag: 'key' }],
    ['tags', { tags: 'a=b' }],
    ['tags', { tags: '["a"]' }],
    ['tags', { tags: '{"a":{"b":1}}' }],
    ['tags', { tags: '{"a":null}' }],
    ['raw', { raw: 'perhaps' }],
    ['service', { service: ['a', 'b'] }],
  ])('says which one is bad: %s of %j', (parameter, query) => {
    expect(() => search(query)).toThrow(
      expect.objectContaining({ code: 'CLEW_BAD_PARAMETER', parameter }),
    );
  });

  test('is read or refused by name, whatever the parameters', () => {
    const names = ['service', 'start', 'end', 'lookback', 'limit', 'minDuration', 'maxDuration'];
    const name = fc.constantFrom(...names, 'operation', 'tag', 'tags', 'traceID', 'raw', 'other');
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.bigInt().map(String),
      fc.double().map(String),
      fc.stringMatching(/^-?\d*\.?\d*(ns|us|µs|ms|s|m|h|d)$/),
    );
    fc.assert(
      fc.property(fc.dictionary(name, fc.oneof(value, fc.array(value))), (query) => {
        try {
          const { range } = search(query).query;
          expect(range.from >= 0n && range.to >= range.from && range.to < 1n << 64n).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(ParameterError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
