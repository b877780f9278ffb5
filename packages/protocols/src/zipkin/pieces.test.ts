// What `mergePieces` of the model makes of spans that Zipkin's clients report in pieces.
import {
  atOnce,
  buildTraceTree,
  mergePieces,
  orderedTrace,
  type Span,
  SpanBatchBuilder,
  SpanBatchReader,
  SpanFormat,
  spanObject,
  type TraceNode,
} from '@clew/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adjustedSpans } from '../testing/adjusted-spans.ts';
import { decodeZipkinJson, writeZipkinJson } from './index.ts';
import { arbitraryZipkinSpan } from './testing/arbitrary-span.ts';

type Json = Record<string, unknown>;

/** The spans of a trace as it is read: in order, and put together. */
function read(list: readonly Json[]): readonly Span[] {
  const builder = new SpanBatchBuilder();
  const { rejected } = decodeZipkinJson(Buffer.from(JSON.stringify(list)), builder);
  expect(rejected).toEqual(new Map());
  const merged = atOnce(mergePieces(atOnce(orderedTrace(builder.finish()))));
  return [...new SpanBatchReader(merged).spans()].map(spanObject);
}

function answer(list: readonly Json[]): readonly Json[] {
  const answered = JSON.parse([...writeZipkinJson(read(list))].join('')) as Json[];
  return answered.map(({ traceId: _traceId, ...rest }) => rest);
}

const shop = { serviceName: 'shop', ipv4: '10.0.0.1' };
const stock = { serviceName: 'stock', ipv4: '10.0.0.2' };
const client = {
  traceId: '1',
  id: '000000000000000b',
  parentId: '000000000000000a',
  kind: 'CLIENT',
};
const server = { ...client, kind: 'SERVER', shared: true };
const without = ({ traceId: _traceId, ...rest }: Json): Json => rest;

describe('pieces of one side', () => {
  test('are one span, with what any of them says', () => {
    const pieces = [
      { ...client, name: 'get', timestamp: 5, localEndpoint: shop, tags: { a: '1', b: '1' } },
      { traceId: '1', id: client.id, duration: 7, tags: { b: '1', error: 'x' }, debug: true },
      {
        ...{ traceId: '1', id: client.id, localEndpoint: { serviceName: 'Shop', port: 80 } },
        ...{ annotations: [{ timestamp: 6, value: 'hit' }], remoteEndpoint: stock },
      },
    ];
    expect(answer(pieces)).toEqual([
      {
        ...without(client),
        ...{ name: 'get', timestamp: 5, duration: 7, localEndpoint: { ...shop, port: 80 } },
        ...{ remoteEndpoint: stock, annotations: [{ timestamp: 6, value: 'hit' }] },
        ...{ tags: { a: '1', b: '1', error: 'x' }, debug: true },
      },
    ]);
    const [span] = read(pieces);
    expect(span).toMatchObject({ status: 2, warnings: [] });
  });

  test('stay apart where their endpoints contradict each other', () => {
    const one = { ...client, timestamp: 5, localEndpoint: shop };
    const other = { ...client, timestamp: 6, localEndpoint: { ...shop, ipv4: '10.0.0.3' } };
    expect(answer([one, other])).toHaveLength(2);
    expect(answer([one, { ...other, localEndpoint: { serviceName: 'shop' } }])).toHaveLength(1);
  });

  test('without any time are one span that has none, and says so', () => {
    const [span, ...others] = read([
      { ...client, tags: { a: '1' } },
      { ...client, tags: { b: '2' } },
    ]);
    expect(others).toEqual([]);
    expect(span?.warnings).toHaveLength(1);
  });
});

describe('both sides of a call', () => {
  const called = { ...client, timestamp: 5, duration: 9, localEndpoint: shop };
  const answered = { ...server, timestamp: 6, duration: 3, localEndpoint: stock };

  test('stay as they are where nothing is missing: the very batch is given back', () => {
    const builder = new SpanBatchBuilder();
    decodeZipkinJson(Buffer.from(JSON.stringify([called, answered])), builder);
    const batch = builder.finish();
    expect(atOnce(mergePieces(batch))).toBe(batch);
  });

  test.each([
    ['does not say that it shares the id', { ...answered, shared: undefined }],
    ['does not know its parent', { ...answered, parentId: undefined }],
    ['knows neither', { ...answered, shared: undefined, parentId: undefined }],
  ])('are told apart where the server %s', (_what, given) => {
    expect(answer([given, called])).toEqual([without(called), without(answered)]);
  });

  test('may each come in pieces, in any order', () => {
    const pieces = [
      { ...server, duration: 3, localEndpoint: stock },
      { ...client, duration: 9, localEndpoint: shop },
      { ...server, timestamp: 6 },
      { ...client, timestamp: 5 },
    ];
    expect(answer(pieces)).toEqual([without(called), without(answered)]);
  });

  test('of other origins are left alone', () => {
    const builder = new SpanBatchBuilder();
    decodeZipkinJson(Buffer.from(JSON.stringify([called, called])), builder);
    const batch = builder.finish();
    batch.format.fill(SpanFormat.jaeger);
    expect(atOnce(mergePieces(batch))).toBe(batch);
  });
});

test('a span that is reported in any pieces, in any order, is the span', () => {
  // A piece is known by its start, among others: those that say nothing else, and start together, are one sent again.
  const startsApart = (span: Json): boolean =>
    !((span['annotations'] as Json[] | undefined) ?? []).some(
      ({ timestamp }) => timestamp === span['timestamp'],
    );
  const split = arbitraryZipkinSpan.filter(startsApart).chain((span) => {
    const { traceId, id, tags, annotations, kind, shared, localEndpoint, ...fields } = span as Json;
    // Of these all pieces say the same: they tell which side a piece is of.
    const side = { kind, shared, localEndpoint };
    const parts: readonly Json[] = [
      ...Object.entries(fields).map(([key, value]) => ({ [key]: value })),
      ...Object.entries((tags as object | undefined) ?? {}).map(([key, value]) => ({
        tags: { [key]: value },
      })),
      ...((annotations as readonly object[] | undefined) ?? []).map((one) => ({
        annotations: [one],
      })),
    ];
    return fc
      .tuple(
        fc.shuffledSubarray([...parts], { minLength: parts.length }),
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: parts.length, maxLength: 20 }),
      )
      .map(([shuffled, sizes]) => {
        const pieces: Json[] = [];
        for (let at = 0; at < shuffled.length; ) {
          const size = sizes[pieces.length] ?? 1;
          pieces.push({ traceId, id, ...side, ...joined(shuffled.slice(at, at + size)) });
          at += size;
        }
        return { span: span as Json, pieces };
      });
  });
  fc.assert(
    fc.property(split, ({ span, pieces }) => {
      expect(answer(pieces)).toEqual(answer([span]));
    }),
    { numRuns: 500 },
  );
});

function joined(parts: readonly Json[]): Json {
  const all: Json = Object.assign({}, ...parts);
  const tags = Object.assign({}, ...parts.map((part) => part['tags']));
  const annotations = parts.flatMap((part) => (part['annotations'] as object[] | undefined) ?? []);
  return {
    ...all,
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
    ...(annotations.length === 0 ? {} : { annotations }),
  };
}

describe('the tree of a trace is the one that Zipkin draws', () => {
  const span = (id: string, parentId: string | undefined, fields: Json): Json => ({
    ...{ traceId: '1', id, ...(parentId === undefined ? {} : { parentId }), duration: 5 },
    ...fields,
  });
  const web = { serviceName: 'web' };
  const root = span('a', undefined, {
    name: 'root',
    timestamp: 1,
    kind: 'SERVER',
    localEndpoint: web,
  });
  const call = span('b', 'a', { name: 'call', timestamp: 2, kind: 'CLIENT', localEndpoint: web });
  const serve = span('b', 'a', {
    ...{ name: 'serve', timestamp: 3, kind: 'SERVER', localEndpoint: stock, shared: true },
  });
  const below = span('c', 'b', { name: 'below', timestamp: 4, localEndpoint: stock });

  /** Names, each with what stands under it; what has no parent stands side by side. */
  function shapeOf(list: readonly Json[]): unknown {
    const shape = ({ span: { name }, children }: TraceNode): unknown =>
      children.length === 0 ? name : { [name]: children.map(shape) };
    const spans = read(list);
    const tree = buildTraceTree(spans).roots.map(shape);
    // With ids of their own for servers, as Jaeger's readers get them, it is the same tree.
    const shown = adjustedSpans(spans, { maxDeltaNanos: 0n });
    expect(buildTraceTree(shown).roots.map(shape)).toEqual(tree);
    return tree;
  }

  test.each([
    ['a call', [root, call, serve, below], [{ root: [{ call: [{ serve: ['below'] }] }] }]],
    [
      'a call whose server does not say that it shares the id',
      [root, call, { ...serve, shared: undefined }, below],
      [{ root: [{ call: [{ serve: ['below'] }] }] }],
    ],
    [
      'a call whose server does not know its parent',
      [root, call, { ...serve, parentId: undefined }, below],
      [{ root: [{ call: [{ serve: ['below'] }] }] }],
    ],
    ['a call without its client’s half', [root, serve, below], [{ root: [{ serve: ['below'] }] }]],
    ['a call without its server’s half', [root, call, below], [{ root: [{ call: ['below'] }] }]],
    [
      'a call of a service to itself',
      [root, call, { ...serve, localEndpoint: web }, { ...below, localEndpoint: web }],
      [{ root: [{ call: [{ serve: ['below'] }] }] }],
    ],
    [
      'a call that two servers answered',
      [
        ...[root, call, serve, below],
        { ...serve, name: 'other', timestamp: 4, localEndpoint: shop },
        { ...below, id: 'd', name: 'its', localEndpoint: shop, timestamp: 6 },
      ],
      [{ root: [{ call: [{ serve: ['below'] }, { other: ['its'] }] }] }],
    ],
    [
      'a call that came in pieces',
      [
        ...[root, { ...call, duration: 0 }, { ...call, timestamp: undefined, name: undefined }],
        ...[serve, below],
      ],
      [{ root: [{ call: [{ serve: ['below'] }] }] }],
    ],
    [
      'a call at the root',
      [{ ...call, parentId: undefined }, { ...serve, parentId: undefined }, below],
      [{ call: [{ serve: ['below'] }] }],
    ],
  ])('of %s', (_what, list, expected) => {
    for (const given of [list, list.toReversed()]) expect(shapeOf(given)).toEqual(expected);
  });
});
