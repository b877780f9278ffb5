import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clewSearch, nextCursor } from './clew-search-query.ts';
import { ParameterError, Parameters } from './parameters.ts';

const NOW = 1_795_451_101_190_030_000n;
const HOUR = 3_600_000_000_000n;

function search(query: Readonly<Record<string, string | readonly string[]>>) {
  return clewSearch(new Parameters(query), NOW);
}

describe("a search by Clew's parameters", () => {
  test('without any looks at all of the last hour and gives 20 traces', () => {
    expect(search({})).toEqual({
      range: { from: NOW - HOUR, to: NOW },
      where: undefined,
      limit: 20,
      cursor: undefined,
    });
  });

  test('asks for a value, for presence and for absence of tags in the same span', () => {
    expect(search({ tag: ['db.type=mysql', 'peer.service', '!retry', 'a=b=c'] }).where).toEqual({
      op: 'some',
      span: {
        op: 'and',
        of: [
          { op: 'attribute', scope: 'any', key: 'db.type', is: '=', value: 'mysql' },
          { op: 'has', scope: 'any', key: 'peer.service' },
          { op: 'not', of: { op: 'has', scope: 'any', key: 'retry' } },
          { op: 'attribute', scope: 'any', key: 'a', is: '=', value: 'b=c' },
        ],
      },
    });
  });

  test('asks with error=false for traces without any error', () => {
    expect(search({ error: 'false', service: 'shop' }).where).toEqual({
      op: 'and',
      of: [
        { op: 'some', span: { op: 'service', is: '=', value: 'shop' } },
        { op: 'errorCount', is: '=', value: 0 },
      ],
    });
  });

  test.each([
    ['start', 'start'],
    ['duration', 'duration'],
    ['spans', 'spanCount'],
    ['errors', 'errorCount'],
  ])('orders with order=%s', (order, expected) => {
    expect(search({ order }).order).toBe(expected);
  });

  test('asks with q beside all the others', () => {
    const q = '{ name = "buy" && traceDuration > 1s }';
    expect(search({ error: 'false', service: 'shop', q }).where).toEqual({
      op: 'and',
      of: [
        { op: 'some', span: { op: 'service', is: '=', value: 'shop' } },
        { op: 'errorCount', is: '=', value: 0 },
        {
          op: 'and',
          of: [
            { op: 'some', span: { op: 'name', is: '=', value: 'buy' } },
            { op: 'traceDuration', is: '>', value: 1_000_000_000n },
          ],
        },
      ],
    });
    expect(search({ q: '{ name = "buy" }' }).where).toEqual({
      ...{ op: 'some', span: { op: 'name', is: '=', value: 'buy' } },
    });
  });

  test('stays in its range from page to page while the clock goes on', () => {
    const first = search({ limit: '1' });
    const cursor = nextCursor(first, 'store.cursor');
    const next = clewSearch(new Parameters({ limit: '1', cursor }), NOW + HOUR);
    expect(next).toEqual({ ...first, cursor: 'store.cursor' });
  });

  test.each([
    ['from', { from: 'x' }],
    ['from', { from: '2', to: '1' }],
    ['to', { to: '1.5' }],
    ['limit', { limit: '1001' }],
    ['kind', { kind: 'servant' }],
    ['error', { error: 'maybe' }],
    ['tag', { tag: '=x' }],
    ['tag', { tag: '!' }],
    ['q', { q: '{' }],
    ['q', { q: ['{}', '{}'] }],
    ['order', { order: 'age' }],
    ['order', { order: 'toString' }],
    ['cursor', { cursor: 'abc' }],
    ['cursor', { cursor: '2.1.abc' }],
  ])('says which one is bad: %s of %j', (parameter, query) => {
    expect(() => search(query)).toThrow(
      expect.objectContaining({ code: 'CLEW_BAD_PARAMETER', parameter }),
    );
  });

  test('is read or refused by name, whatever the parameters', () => {
    const name = fc.constantFrom(
      ...['service', 'operation', 'kind', 'error', 'minDuration', 'maxDuration', 'tag'],
      ...['from', 'to', 'limit', 'order', 'cursor', 'q'],
    );
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.bigInt().map(String),
      fc.tuple(fc.nat(), fc.nat(), fc.string()).map((parts) => parts.join('.')),
    );
    fc.assert(
      fc.property(fc.dictionary(name, fc.oneof(value, fc.array(value))), (query) => {
        try {
          expect(search(query).limit).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(ParameterError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
