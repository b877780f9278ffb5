// Regular expressions as conditions.
import type { AttributeValue } from '@clew/model';
import { expect } from 'vitest';
import type { SpanStore } from '../span-store.ts';
import {
  MAX_MATCHED_LENGTH,
  MAX_PATTERN_LENGTH,
  MAX_PATTERN_SIZE,
  type PatternOperator,
} from '../text-pattern.ts';
import { ALL_TIME, type SpanExpression, type TextField } from '../trace-query.ts';
import { CONTEXT, type ContractCheck, matches, search, write } from './contract-check.ts';
import { resourceOf, spanOf, traceId } from './sample-spans.ts';

export const patternConditionChecks: readonly ContractCheck[] = [
  {
    promise: 'matches a regular expression with the whole of a text, in every field that is one',
    async holds(store) {
      const texts = [
        'GET /goods/17',
        'GET /goods/x',
        'POST /goods/17',
        '',
        'two\nlines',
        '查询 17',
      ];
      for (const [index, text] of texts.entries()) {
        await write(
          store,
          spanOf({
            trace: index + 1,
            at: -index,
            name: text,
            statusMessage: text,
            traceState: text,
            resource: resourceOf(text),
            scope: { ...spanOf().scope, name: text, version: text },
            events: [{ time: 1n, name: text, attributes: [], droppedAttributesCount: 0 }],
          }),
        );
      }
      const fields: readonly TextField[] = [
        ...(['service', 'name', 'scopeName', 'scopeVersion'] as const),
        ...(['statusMessage', 'traceState', 'eventName'] as const),
      ];
      const cases: readonly (readonly [string, readonly number[]])[] = [
        ['GET /goods/\\d+', [1]],
        ['GET', []],
        ['.*goods.*', [1, 2, 3]],
        ['GET.*|.*17', [1, 2, 3, 6]],
        ['(?i)get /GOODS/.*', [1, 2]],
        ['two.lines', [5]],
        ['', [4]],
        ['\\p{Han}+ [0-9]{2}', [6]],
        ['.*\\b17\\b', [1, 3, 6]],
      ];
      for (const op of fields) {
        for (const [value, traces] of cases) {
          const found = (is: PatternOperator) => some(store, { op, is, value });
          const others = [1, 2, 3, 4, 5, 6].filter((trace) => !traces.includes(trace));
          expect(await found('=~'), `${op} =~ ${value}`).toEqual(traces.map(traceId));
          expect(await found('!~'), `${op} !~ ${value}`).toEqual(others.map(traceId));
        }
      }
      for (const op of ['rootService', 'rootName'] as const) {
        const where = { op, is: '=~', value: 'GET.*' } as const;
        expect(await matches(store, where)).toEqual([1, 2].map(traceId));
        expect(await matches(store, { ...where, is: '!~' })).toEqual([3, 4, 5, 6].map(traceId));
      }
    },
  },
  {
    promise: 'lets a value of another type satisfy neither =~ nor !~, and no value neither',
    async holds(store) {
      const values: readonly AttributeValue[] = ['17', 17n, 17, true, ['17'], null, 'x'];
      for (const [index, value] of values.entries()) {
        const attributes = [{ key: 'k', value }];
        await write(store, spanOf({ trace: index + 1, at: -index, attributes }));
      }
      await write(store, spanOf({ trace: 90, at: -90 }));
      const of = { op: 'attribute', scope: 'span', key: 'k' } as const;
      expect(await some(store, { ...of, is: '=~', value: '.*' })).toEqual([1, 7].map(traceId));
      expect(await some(store, { ...of, is: '=~', value: '\\d+' })).toEqual([traceId(1)]);
      expect(await some(store, { ...of, is: '!~', value: '\\d+' })).toEqual([traceId(7)]);
      expect(await some(store, { ...of, is: '!~', value: '.*' })).toEqual([]);
    },
  },
  {
    promise: 'lets a list of values satisfy a regular expression when one of them does',
    async holds(store) {
      const attributes = [
        { key: 'k', value: 'abc' },
        { key: 'k', value: 'xyz' },
      ];
      const events = ['first', 'second'].map((name) => ({
        ...{ time: 1n, name, attributes: [], droppedAttributesCount: 0 },
      }));
      await write(store, spanOf({ attributes, events }));
      await write(store, spanOf({ trace: 2, at: -1 }));
      const k = { op: 'attribute', scope: 'any', key: 'k' } as const;
      for (const is of ['=~', '!~'] as const) {
        expect(await some(store, { ...k, is, value: 'a.*' })).toEqual([traceId(1)]);
        expect(await some(store, { op: 'eventName', is, value: 'f.*' })).toEqual([traceId(1)]);
      }
      expect(await some(store, { ...k, is: '=~', value: '[ax].*c' })).toEqual([traceId(1)]);
      expect(await some(store, { ...k, is: '!~', value: '[ax].*' })).toEqual([]);
    },
  },
  {
    promise: 'looks at no text that is longer than the contract says',
    async holds(store) {
      for (const [index, length] of [MAX_MATCHED_LENGTH, MAX_MATCHED_LENGTH + 1].entries()) {
        const attributes = [{ key: 'k', value: 'x'.repeat(length) }];
        await write(store, spanOf({ trace: index + 1, attributes }));
      }
      const of = { op: 'attribute', scope: 'span', key: 'k' } as const;
      expect(await some(store, { ...of, is: '=~', value: 'x*' })).toEqual([traceId(1)]);
      expect(await some(store, { ...of, is: '!~', value: 'y' })).toEqual([traceId(1)]);
    },
  },
  {
    promise: 'refuses a regular expression that is none or too large, whatever there is to look at',
    async holds(store) {
      const refused = { code: 'CLEW_BAD_PATTERN' };
      const bad = ['(', 'a)', '[', '*', 'a{2,1}', '\\q', '(?=a)', 'a{1001}', '(a)\\1'];
      const large = ['x'.repeat(MAX_PATTERN_LENGTH + 1), `(abc){${MAX_PATTERN_SIZE}}`];
      for (const wrote of [false, true]) {
        if (wrote) await write(store, spanOf());
        for (const value of [...bad, ...large]) {
          const span = { op: 'not', of: { op: 'name', is: '=~', value } } as const;
          const where = { op: 'or', of: [{ op: 'some', span }] } as const;
          const query = { where, range: ALL_TIME, timeCells: 1, durationEdges: [] };
          await expect(search(store, { where }), value).rejects.toMatchObject(refused);
          await expect(store.histogram(query, CONTEXT), value).rejects.toMatchObject(refused);
        }
      }
      expect(await some(store, { op: 'name', is: '=~', value: '.'.repeat(9) })).toHaveLength(1);
    },
  },
];

/** The ids of the traces that have a span which satisfies a condition, newest first. */
async function some(store: SpanStore, span: SpanExpression): Promise<readonly string[]> {
  return matches(store, { op: 'some', span });
}
