// How the values of attributes compare, and where an attribute may stand.
import type { Attribute, AttributeValue } from '@clew/model';
import { expect } from 'vitest';
import type { SpanStore } from '../span-store.ts';
import type { AttributeScope, Comparison, ComparisonValue } from '../trace-query.ts';
import { type ContractCheck, matches, write } from './contract-check.ts';
import { resourceOf, type SpanFields, spanOf, traceId } from './sample-spans.ts';

const COMPARISONS: readonly Comparison[] = ['=', '!=', '<', '<=', '>', '>='];

export const attributeConditionChecks: readonly ContractCheck[] = [
  {
    promise: 'compares texts only with texts, booleans with booleans and numbers with numbers',
    async holds(store) {
      await writeValues(store, ['1', 1n, 1, true, 'true', null, Uint8Array.of(1), [1n]]);
      await expectValues(store, '=', '1', ['1']);
      await expectValues(store, '=', 1, [1n, 1]);
      await expectValues(store, '=', 1n, [1n, 1]);
      await expectValues(store, '=', true, [true]);
      await expectValues(store, '=', 'true', ['true']);
      await expectValues(store, '!=', '2', ['1', 'true']);
      await expectValues(store, '!=', 2, [1n, 1]);
      await expectValues(store, '!=', false, [true]);
      await expectValues(store, '!=', true, []);
      await expectValues(store, '>=', '', ['1', 'true']);
      await expectValues(store, '<', 2n, [1n, 1]);
    },
  },
  {
    promise: 'compares int64 and double by their exact numeric values',
    async holds(store) {
      const values = [
        ...[0n, 0, -0, 1n, 1, 1.5, -1n, -1.5],
        ...[2n ** 53n, 2 ** 53, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n), 2 ** 63, -(2 ** 63)],
        ...[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MIN_VALUE, 1e300],
      ];
      await writeValues(store, values);
      const wanted = [...values, 2n ** 63n, 2n ** 70n, -(2n ** 63n) - 1n, 0.5, 2 ** 53 + 2];
      for (const one of wanted) {
        // Mixed comparison of the language is exact, as the contract asks.
        await expectValues(
          store,
          '=',
          one,
          values.filter((value) => !(value < one || value > one)),
        );
        await expectValues(
          store,
          '!=',
          one,
          values.filter((value) => value < one || value > one),
        );
        await expectValues(
          store,
          '<',
          one,
          values.filter((value) => value < one),
        );
        await expectValues(
          store,
          '<=',
          one,
          values.filter((value) => value <= one),
        );
        await expectValues(
          store,
          '>',
          one,
          values.filter((value) => value > one),
        );
        await expectValues(
          store,
          '>=',
          one,
          values.filter((value) => value >= one),
        );
      }
    },
  },
  {
    promise: 'lets NaN satisfy no comparison, on either side',
    async holds(store) {
      await writeValues(store, [Number.NaN, 1, 1n, '1']);
      for (const is of COMPARISONS) await expectValues(store, is, Number.NaN, []);
      await expectValues(store, '!=', 2, [1, 1n]);
      await expectValues(store, '<=', Number.POSITIVE_INFINITY, [1, 1n]);
      await expectValues(store, '>=', Number.NEGATIVE_INFINITY, [1, 1n]);
    },
  },
  {
    promise: 'orders texts by their UTF-8 bytes',
    async holds(store) {
      const ordered = ['', '\0', '10', '9', 'A', 'a', 'aa', 'b', 'é', '界', '\ue000', '！', '🧶'];
      await writeValues(store, ordered);
      for (const [index, text] of ordered.entries()) {
        await expectValues(store, '<', text, ordered.slice(0, index));
        await expectValues(store, '<=', text, ordered.slice(0, index + 1));
        await expectValues(store, '=', text, [text]);
        await expectValues(store, '>=', text, ordered.slice(index));
        await expectValues(store, '>', text, ordered.slice(index + 1));
      }
    },
  },
  {
    promise: 'knows no order of booleans, only whether they are equal',
    async holds(store) {
      await writeValues(store, [false, true]);
      await expectValues(store, '=', false, [false]);
      await expectValues(store, '!=', false, [true]);
      for (const is of ['<', '<=', '>', '>='] as const) {
        await expectValues(store, is, true, []);
        await expectValues(store, is, false, []);
      }
    },
  },
  {
    promise: 'lets bytes, arrays, maps and values not set satisfy `has` and no comparison',
    async holds(store) {
      const values = [Uint8Array.of(97), [], ['a'], { entries: [] }, null];
      await writeValues(store, values);
      for (const is of COMPARISONS) {
        for (const wanted of ['', 'a', 0, 97n, false]) await expectValues(store, is, wanted, []);
      }
      const has = { op: 'has', scope: 'span', key: 'key' } as const;
      expect(await matches(store, { op: 'some', span: has })).toEqual([5, 4, 3, 2, 1].map(traceId));
    },
  },
  {
    promise: 'lets a missing attribute satisfy neither = nor !=, only the absence',
    async holds(store) {
      await write(store, spanOf({ trace: 1, attributes: [{ key: 'key', value: 'a' }] }));
      await write(store, spanOf({ trace: 2, attributes: [{ key: 'Key', value: 'a' }] }));
      await write(store, spanOf({ trace: 3 }));
      await expectTraces(store, 'span', '=', 'a', [1]);
      await expectTraces(store, 'span', '!=', 'b', [1]);
      const has = { op: 'has', scope: 'span', key: 'key' } as const;
      expect(await matches(store, { op: 'some', span: { op: 'not', of: has } })).toEqual(
        [3, 2].map(traceId),
      );
      expect(await matches(store, { op: 'not', of: { op: 'some', span: has } })).toEqual(
        [3, 2].map(traceId),
      );
      const isNot = { op: 'attribute', scope: 'span', key: 'key', is: '=', value: 'a' } as const;
      expect(await matches(store, { op: 'some', span: { op: 'not', of: isNot } })).toEqual(
        [3, 2].map(traceId),
      );
    },
  },
  {
    promise: 'looks at every value of a key that repeats',
    async holds(store) {
      const attributes = ['a', 'b', 7n].map((value) => ({ key: 'key', value }));
      await write(store, spanOf({ trace: 1, attributes }));
      for (const value of ['a', 'b', 7]) await expectTraces(store, 'span', '=', value, [1]);
      // Not all, one: `a` differs from `b`.
      for (const value of ['a', 'b', 'c']) await expectTraces(store, 'span', '!=', value, [1]);
      await expectTraces(store, 'span', '!=', 7n, []);
      await expectTraces(store, 'span', '=', 'c', []);
    },
  },
  {
    promise: 'looks for an attribute where it was asked for: span, events, scope, resource, or any',
    async holds(store) {
      for (const [index, scope] of SCOPES.entries()) {
        const places = placed(scope, [{ key: 'key', value: `in ${scope}` }]);
        await write(store, spanOf({ trace: index + 1, ...places }));
      }
      for (const [index, scope] of SCOPES.entries()) {
        const own = [index + 1];
        await expectTraces(store, scope, '=', `in ${scope}`, own);
        await expectTraces(store, scope, '!=', 'nowhere', own);
        await expectTraces(store, scope, '>', 'in ', own);
        await expectTraces(store, 'any', '=', `in ${scope}`, own);
        const has = { op: 'has', scope, key: 'key' } as const;
        expect(await matches(store, { op: 'some', span: has })).toEqual(own.map(traceId));
      }
      const all = [4, 3, 2, 1];
      await expectTraces(store, 'any', '!=', 'nowhere', all);
      const anywhere = { op: 'has', scope: 'any', key: 'key' } as const;
      expect(await matches(store, { op: 'some', span: anywhere })).toEqual(all.map(traceId));
      // Attributes of links are found where links are asked for, and nowhere else.
      const link = { traceId: traceId(9), spanId: '00000000000000aa', traceState: '', flags: 0 };
      const attributes = [{ key: 'key', value: 'in link' }];
      const links = [{ ...link, attributes, droppedAttributesCount: 0 }];
      await write(store, spanOf({ trace: 5, links }));
      await expectTraces(store, 'any', '=', 'in link', []);
    },
  },
  {
    promise: 'looks at the attributes of every event',
    async holds(store) {
      const events = ['a', 'b', 'c'].map((value, index) => ({
        time: BigInt(index),
        name: 'event',
        attributes: [{ key: 'key', value }],
        droppedAttributesCount: 0,
      }));
      await write(store, spanOf({ trace: 1, events }), spanOf({ trace: 2, events: [] }));
      for (const value of ['a', 'b', 'c']) await expectTraces(store, 'event', '=', value, [1]);
      await expectTraces(store, 'event', '=', 'd', []);
      await expectTraces(store, 'span', '=', 'a', []);
    },
  },
  {
    promise: 'finds values that are long, unique or share a beginning like any other',
    async holds(store) {
      const value = (index: number) => `${'statement '.repeat(60)}${index}`;
      const spans = Array.from({ length: 100 }, (_, index) =>
        spanOf({
          trace: index + 1,
          attributes: [
            { key: 'key', value: value(index) },
            { key: 'unique', value: `u-${index}` },
          ],
        }),
      );
      await write(store, ...spans);
      for (const index of [0, 1, 17, 50, 99]) {
        await expectTraces(store, 'span', '=', value(index), [index + 1]);
        await expectTraces(store, 'span', '=', `u-${index}`, [index + 1], 'unique');
      }
      await expectTraces(store, 'span', '=', 'statement ', []);
      await expectTraces(store, 'span', '=', 'u-100', [], 'unique');
    },
  },
  {
    promise: 'finds an attribute of a resource by every span that has the resource',
    async holds(store) {
      const resource = resourceOf('shop', [{ key: 'host.name', value: 'node-3' }]);
      await write(store, spanOf({ trace: 1, resource }), spanOf({ trace: 2, resource }));
      await write(store, spanOf({ trace: 3, service: 'shop' }), spanOf({ trace: 4, resource }));
      await expectTraces(store, 'resource', '=', 'node-3', [4, 2, 1], 'host.name');
      await expectTraces(store, 'resource', '=', 'shop', [4, 3, 2, 1], 'service.name');
    },
  },
];

const SCOPES = ['span', 'event', 'scope', 'resource'] as const;

function placed(scope: (typeof SCOPES)[number], attributes: readonly Attribute[]): SpanFields {
  const none = { schemaUrl: '', droppedAttributesCount: 0 };
  switch (scope) {
    case 'span':
      return { attributes };
    case 'event':
      return { events: [{ time: 1n, name: '', attributes, droppedAttributesCount: 0 }] };
    case 'scope':
      return { scope: { name: '', version: '', attributes, ...none } };
    case 'resource':
      return { resource: resourceOf('service', attributes) };
  }
}

/** Writes a trace for each value, numbered from 1, all at the same time. */
async function writeValues(store: SpanStore, values: readonly AttributeValue[]): Promise<void> {
  await write(
    store,
    ...values.map((value, index) =>
      spanOf({
        trace: index + 1,
        attributes: [{ key: 'key', value }],
        // So that the answer says which values matched.
        name: nameOf(value),
      }),
    ),
  );
}

async function expectValues(
  store: SpanStore,
  is: Comparison,
  wanted: ComparisonValue,
  values: readonly AttributeValue[],
): Promise<void> {
  const span = { op: 'attribute', scope: 'span', key: 'key', is, value: wanted } as const;
  const { traces } = await store.search(
    { range: { from: 0n, to: 2n ** 64n }, where: { op: 'some', span }, limit: 1000 },
    { tenant: '' },
  );
  const found = traces.map((one) => one.rootName).sort();
  expect(found, `key ${is} ${nameOf(wanted)}`).toEqual(values.map(nameOf).sort());
}

async function expectTraces(
  store: SpanStore,
  scope: AttributeScope,
  is: Comparison,
  value: ComparisonValue,
  traces: readonly number[],
  key = 'key',
): Promise<void> {
  const span = { op: 'attribute', scope, key, is, value } as const;
  const found = await matches(store, { op: 'some', span });
  expect(found, `${scope} ${key} ${is} ${nameOf(value)}`).toEqual(traces.map(traceId));
}

/** A text of a value that tells its type. */
function nameOf(value: AttributeValue): string {
  const text = Object.is(value, -0) ? '-0' : String(value);
  return `${typeof value} ${text}`;
}
