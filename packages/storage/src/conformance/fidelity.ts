// What goes in comes out.
import {
  type AttributeValue,
  MAX_VALUE_DEPTH,
  type Span,
  SpanFormat,
  SpanKind,
  StatusCode,
} from '@clew/model';
import { expect } from 'vitest';
import { ALL_TIME } from '../trace-query.ts';
import { CONTEXT, type ContractCheck, matches, search, traceOf, write } from './contract-check.ts';
import { resourceOf, richSpan, spanId, spanOf, traceId } from './sample-spans.ts';

const END_OF_TIME = ALL_TIME.to;

export const fidelityChecks: readonly ContractCheck[] = [
  {
    promise: 'gives back every field of a span',
    async holds(store) {
      await write(store, richSpan);
      expect(await traceOf(store, richSpan.traceId)).toEqual([richSpan]);
    },
  },
  {
    promise: 'gives back the upper half of a trace id that is kept apart from the lower one',
    async holds(store) {
      const spans = [
        { ...richSpan, spanId: spanId(1), traceIdHigh: 'ffffffff80000001' },
        { ...richSpan, spanId: spanId(2) },
        { ...richSpan, spanId: spanId(3), traceIdHigh: '00000000000000ff' },
        { ...richSpan, spanId: spanId(4), traceIdHigh: 'ff00000000000000' },
      ];
      await write(store, ...spans.slice(0, 2));
      await write(store, ...spans.slice(2));
      expect(await traceOf(store, richSpan.traceId)).toEqual(spans);
    },
  },
  {
    promise: 'gives back a span of which nothing is known but its ids',
    async holds(store) {
      const bare = bareSpan();
      await write(store, bare);
      expect(await traceOf(store, bare.traceId)).toEqual([bare]);
      expect((await search(store)).traces).toMatchObject([
        { rootService: '', rootName: '', rootMissing: false, spanCount: 1 },
      ]);
    },
  },
  {
    promise: 'gives back rich and bare spans side by side, of one batch or of several',
    async holds(store) {
      const rich = (id: number) => ({ ...richSpan, traceId: traceId(1), spanId: spanId(id) });
      const spans = [1, 2, 3, 4, 5, 6].map((id) =>
        id % 2 === 0 ? rich(id) : { ...bareSpan(), spanId: spanId(id), start: BigInt(id) },
      );
      await write(store, ...spans.slice(0, 3));
      await write(store, ...spans.slice(3));
      const odd = spans.filter((_, index) => index % 2 === 0);
      const even = spans.filter((_, index) => index % 2 === 1);
      expect(await traceOf(store, traceId(1))).toEqual([...odd, ...even]);
    },
  },
  {
    promise: 'keeps attribute values of every type exactly, at the ends of their ranges too',
    async holds(store) {
      const attributes = extremeValues.map((value, index) => ({ key: `key-${index}`, value }));
      const span = spanOf({
        attributes,
        events: [{ time: 1n, name: 'event', attributes, droppedAttributesCount: 0 }],
        resource: resourceOf('service', attributes),
        scope: { ...richSpan.scope, attributes },
      });
      await write(store, span);
      expect(await traceOf(store, span.traceId)).toEqual([span]);
    },
  },
  {
    promise: 'keeps attributes in their order, with the keys that repeat',
    async holds(store) {
      const attributes = ['b', 'a', 'b', '', 'a', 'a', ''].map((key, index) => ({
        key,
        value: BigInt(index % 3),
      }));
      const span = spanOf({ attributes, resource: resourceOf('service', attributes) });
      await write(store, span);
      expect(await traceOf(store, span.traceId)).toEqual([span]);
    },
  },
  {
    promise: 'keeps keys and names that are also names of a prototype’s properties',
    async holds(store) {
      for (const [index, word] of prototypeWords.entries()) {
        const attributes = [{ key: word, value: word }];
        const span = spanOf({
          trace: index + 1,
          name: word,
          attributes,
          events: [{ time: 1n, name: word, attributes, droppedAttributesCount: 0 }],
          resource: resourceOf(word, attributes),
          scope: { ...richSpan.scope, name: word, attributes },
        });
        await write(store, span);
      }
      for (const [index, word] of prototypeWords.entries()) {
        const ids = [traceId(index + 1)];
        const condition = { scope: 'any', key: word } as const;
        expect(await matches(store, { op: 'some', span: { op: 'has', ...condition } })).toEqual(
          ids,
        );
        const equal = { op: 'attribute', ...condition, is: '=', value: word } as const;
        expect(await matches(store, { op: 'some', span: equal })).toEqual(ids);
        expect(await store.operations(word, CONTEXT)).toEqual([
          { name: word, kind: SpanKind.server },
        ]);
        expect(await store.attributeValues({ scope: 'event', key: word }, 10, CONTEXT)).toEqual([
          word,
        ]);
        expect(await traceOf(store, traceId(index + 1))).toMatchObject([
          { name: word, attributes: [{ key: word, value: word }] },
        ]);
      }
      expect(await store.services(CONTEXT)).toEqual([...prototypeWords].sort());
      // A key that no span has is not found on a prototype either.
      const inherited = { op: 'has', scope: 'any', key: 'isPrototypeOf' } as const;
      expect(await matches(store, { op: 'some', span: inherited })).toEqual([]);
    },
  },
  {
    promise: 'keeps text of every script, marks and control characters as they are',
    async holds(store) {
      for (const [index, text] of texts.entries()) {
        const span = spanOf({
          trace: index + 1,
          name: text,
          statusMessage: text,
          traceState: text,
          attributes: [{ key: text, value: text }],
          warnings: [text],
          resource: resourceOf(text),
        });
        await write(store, span);
        expect(await traceOf(store, span.traceId)).toEqual([span]);
        expect(await matches(store, { op: 'rootName', is: '=', value: text })).toEqual([
          span.traceId,
        ]);
      }
    },
  },
  {
    promise: 'takes spans that start at the beginning and at the end of time',
    async holds(store) {
      const first = spanOf({ trace: 1, start: 0n, duration: END_OF_TIME });
      const last = spanOf({ trace: 2, start: END_OF_TIME, duration: 0n });
      const both = spanOf({ trace: 3, start: 0n, duration: 0n });
      const late = spanOf({ trace: 3, id: 2, parent: 1, start: END_OF_TIME - 1n, duration: 1n });
      await write(store, first, last, both, late);
      expect(await traceOf(store, traceId(1))).toEqual([first]);
      expect(await traceOf(store, traceId(2))).toEqual([last]);
      expect(await traceOf(store, traceId(3))).toEqual([both, late]);
      expect((await search(store)).traces).toMatchObject([
        { traceId: traceId(2), start: END_OF_TIME, duration: 0n },
        { traceId: traceId(3), start: 0n, duration: END_OF_TIME },
        { traceId: traceId(1), start: 0n, duration: END_OF_TIME },
      ]);
      const beginning = { from: 0n, to: 0n };
      expect(await matches(store, undefined, beginning)).toEqual([traceId(3), traceId(1)]);
      const end = { from: END_OF_TIME, to: END_OF_TIME };
      expect(await matches(store, undefined, end)).toEqual([traceId(2)]);
    },
  },
  {
    promise: 'keeps every kind, status and format',
    async holds(store) {
      let id = 0;
      const spans: Span[] = [];
      for (const kind of Object.values(SpanKind)) {
        for (const status of Object.values(StatusCode)) {
          for (const format of Object.values(SpanFormat)) {
            id += 1;
            spans.push(
              spanOf({ id, at: id, kind, status, format, flags: (id * 0x1357_9bdf) >>> 0 }),
            );
          }
        }
      }
      await write(store, ...spans);
      expect(await traceOf(store, traceId(1))).toEqual(spans);
    },
  },
  {
    promise: 'tells traces apart whose ids share a half, a beginning or an end',
    async holds(store) {
      const half = '8000000000000001';
      const ids = [
        `${'0'.repeat(16)}${half}`,
        `${half}${'0'.repeat(16)}`,
        `${half}${half}`,
        `${half}${'f'.repeat(16)}`,
        'f'.repeat(32),
        `${'f'.repeat(31)}e`,
        `7${'f'.repeat(31)}`,
      ];
      await write(store, ...ids.map((id, index) => ({ ...spanOf({ at: index }), traceId: id })));
      for (const id of ids) {
        expect((await traceOf(store, id)).map((span) => span.traceId)).toEqual([id]);
      }
      expect(await traceOf(store, `${'0'.repeat(15)}1${half}`)).toEqual([]);
      expect(await matches(store)).toEqual(ids.toReversed());
    },
  },
  {
    promise: 'keeps each span with its own resource and scope, of hundreds in a batch',
    async holds(store) {
      const spans = Array.from({ length: 300 }, (_, index) =>
        spanOf({
          id: index + 1,
          at: index,
          resource: resourceOf(`service-${index % 7}`, [{ key: 'host.name', value: `h${index}` }]),
          scope: { ...richSpan.scope, name: `scope-${index % 11}`, version: `${index}` },
        }),
      );
      await write(store, ...spans);
      expect(await traceOf(store, traceId(1))).toEqual(spans);
    },
  },
];

/** Only the ids are there; every other field is zero or empty. */
function bareSpan(): Span {
  return spanOf({
    name: '',
    kind: SpanKind.unspecified,
    start: 0n,
    duration: 0n,
    flags: 0,
    resource: { serviceName: '', attributes: [], schemaUrl: '', droppedAttributesCount: 0 },
  });
}

function nested(depth: number): AttributeValue {
  return depth === 0 ? 'deep' : depth % 2 === 0 ? [nested(depth - 1)] : mapOf(nested(depth - 1));
}

function mapOf(value: AttributeValue): AttributeValue {
  return {
    entries: [
      { key: '__proto__', value },
      { key: '__proto__', value: null },
    ],
  };
}

const extremeValues: readonly AttributeValue[] = [
  ...[-(2n ** 63n), 2n ** 63n - 1n, 2n ** 53n + 1n, -1n, 0n, 1n],
  ...[Number.MAX_VALUE, Number.MIN_VALUE, -0, 0, 1, 0.1, Number.NaN],
  ...[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 53, true, false, null],
  ...['', ' ', '0', 'true', 'null', 'x'.repeat(70_000), '界'.repeat(30_000)],
  ...[new Uint8Array(0), Uint8Array.of(0), new Uint8Array(70_000).fill(255)],
  ...[[], [[]], [null, '', 0n, 0, false], { entries: [] }, nested(MAX_VALUE_DEPTH)],
];

const prototypeWords = [
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'length',
  'prototype',
  'toString',
  'valueOf',
] as const;

const texts = [
  '商品服务：查询',
  'Grüße, e\u0301 \u00e9',
  'مرحبا שלום',
  '🧶👩‍👩‍👧‍👦🏳️‍🌈',
  '\ufeffmarked',
  'a\0b\n\r\t\u001f\u007f',
  '\ufffd\uffff\u{10ffff}',
  '"quotes" \'and\' \\ %00 #{x} <b>',
  ' leading and trailing ',
] as const;
