import { SpanBatchBuilder, SpanBatchReader, spanObject } from '@clew/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { damagedJson, jsonSeed } from '../../fuzz/json-damage.ts';
import { DecodeError } from '../decode-result.ts';
import { type JaegerUiTrace, jaegerUiTrace } from '../jaeger/index.ts';
import { comparableTrace } from '../jaeger/testing/comparable-trace.ts';
import { decoded } from '../otlp/testing/decoded.ts';
import { seededRandom } from '../otlp/testing/seeded-random.ts';
import { adjustedSpans } from '../testing/adjusted-spans.ts';
import { decodeZipkinThrift, decodeZipkinV1Json, writeZipkinJson } from './index.ts';
import { arbitraryV1Span } from './testing/arbitrary-v1-span.ts';
import { answerOf, fixture } from './testing/captures.ts';
import { decodedZipkin } from './testing/decoded-zipkin.ts';
import { encodeV1Thrift, type V1JsonSpan } from './testing/v1-thrift.ts';

const captures = [
  ['node-zipkin-thrift', decodeZipkinThrift, 'node-zipkin-thrift.bin'],
  ['node-zipkin-v1', decodeZipkinV1Json, 'node-zipkin-v1.json'],
] as const;

test.each(captures)(
  'what zipkin-js posted is what Zipkin answers of it: %s',
  (client, decode, file) => {
    const { spans } = decoded(decode, fixture(file));
    const [answer] = answerOf<object[][]>(client, 'zipkin');
    const texts = spans.map((span) => [...writeZipkinJson([span])].join(''));
    const bytesOnce = (text: string): string => Buffer.from(text).toString();
    expect(texts.map(bytesOnce).toSorted()).toEqual(
      answer?.map((span) => JSON.stringify([span])).toSorted(),
    );
  },
);

test('what zipkin-js posted in Thrift is what Jaeger shows of it, but for the other side and a status', () => {
  const comparable = (trace: JaegerUiTrace): unknown =>
    comparableTrace({
      ...trace,
      spans: trace.spans.map((span) => ({
        ...span,
        warnings: null,
        // Jaeger leaves the other side's address a tag, and makes an error of the status 500 and of its text.
        tags: span.tags.filter(
          ({ key }) =>
            !['sa', 'peer.service', 'net.peer.ip', 'net.peer.port'].includes(key) &&
            !['error', 'otel.status_code'].includes(key),
        ),
      })),
    });
  const { spans } = decoded(decodeZipkinThrift, fixture('node-zipkin-thrift.bin'));
  const shown = jaegerUiTrace(adjustedSpans(spans, { maxDeltaNanos: 0n }));
  expect([shown].map(comparable)).toEqual(
    answerOf<JaegerUiTrace[]>('node-zipkin-thrift', 'jaeger').map(comparable),
  );
});

const front = { serviceName: 'front', ipv4: '127.0.0.1' };
const back = { serviceName: 'back', ipv4: '192.168.99.101', port: 9000 };
const one = { traceId: '1', id: '2', name: 'get' };
const core = (values: string, endpoint: object, at = 1): object[] =>
  values.split(' ').map((value, i) => ({ timestamp: at + i * 10, value, endpoint }));

/** What Zipkin would answer of one span of version 1; both encodings are held against each other. */
function converted(fields: object): readonly object[] {
  const span = { ...one, ...fields } as V1JsonSpan;
  const json = decodedZipkin(decodeZipkinV1Json, Buffer.from(JSON.stringify([span])));
  expect(json.rejected).toEqual(new Map());
  expect(decodedZipkin(decodeZipkinThrift, encodeV1Thrift([span]))).toEqual(json);
  const answer = JSON.parse([...writeZipkinJson(json.spans)].join('')) as Record<string, unknown>[];
  return answer.map(({ traceId: _traceId, id: _id, name: _name, ...rest }) => rest);
}

describe('a span of version 1', () => {
  test('of a client has the time between what it sent and received', () => {
    expect(converted({ annotations: core('cs cr', front) })).toEqual([
      { kind: 'CLIENT', timestamp: 1, duration: 10, localEndpoint: front },
    ]);
  });

  test('has its own time, where it says one', () => {
    const fields = { timestamp: 5, duration: 7, annotations: core('cs foo cr', front) };
    expect(converted(fields)).toEqual([
      {
        ...{ kind: 'CLIENT', timestamp: 5, duration: 7, localEndpoint: front },
        annotations: [{ timestamp: 11, value: 'foo' }],
      },
    ]);
  });

  test('of both sides of a call is two, and the server’s shares the client’s id', () => {
    const annotations = [...core('cs cr', front), ...core('sr ss', back, 4)];
    expect(converted({ annotations })).toEqual([
      { kind: 'CLIENT', timestamp: 1, duration: 10, localEndpoint: front },
      { kind: 'SERVER', timestamp: 4, duration: 10, localEndpoint: back, shared: true },
    ]);
  });

  test('of a service that calls itself is two', () => {
    const annotations = [...core('cs cr', front), ...core('sr ss', front, 4)];
    expect(converted({ annotations })).toEqual([
      { kind: 'CLIENT', timestamp: 1, duration: 10, localEndpoint: front },
      { kind: 'SERVER', timestamp: 4, duration: 10, localEndpoint: front, shared: true },
    ]);
  });

  test('of a call without an answer has no duration', () => {
    const annotations = [...core('cs', front), ...core('sr', back, 4)];
    expect(converted({ annotations })).toEqual([
      { kind: 'CLIENT', timestamp: 1, localEndpoint: front },
      { kind: 'SERVER', timestamp: 4, localEndpoint: back, shared: true },
    ]);
  });

  test('of a server that did not start it is shared', () => {
    expect(converted({ annotations: core('sr ss', back) })).toEqual([
      { kind: 'SERVER', timestamp: 1, duration: 10, localEndpoint: back, shared: true },
    ]);
    const own = { timestamp: 1, duration: 10, annotations: core('sr ss', back) };
    expect(converted(own)).toEqual([
      { kind: 'SERVER', timestamp: 1, duration: 10, localEndpoint: back },
    ]);
    // Where it has a timestamp without a duration, the client may have written it.
    expect(converted({ ...own, duration: 0 })).toEqual([
      { kind: 'SERVER', timestamp: 1, duration: 10, localEndpoint: back, shared: true },
    ]);
  });

  test('that only ended keeps that as an annotation, unless its own time ends there', () => {
    expect(converted({ annotations: core('ss', back) })).toEqual([
      { kind: 'SERVER', localEndpoint: back, annotations: [{ timestamp: 1, value: 'ss' }] },
    ]);
    expect(converted({ timestamp: 4, duration: 6, annotations: core('cr', front, 10) })).toEqual([
      { kind: 'CLIENT', timestamp: 4, duration: 6, localEndpoint: front },
    ]);
  });

  test('with core annotations of no host, or with none, is of no kind', () => {
    const annotations = [{ timestamp: 3, value: 'cs' }];
    expect(converted({ timestamp: 2, annotations })).toEqual([
      { timestamp: 2, annotations: [{ timestamp: 3, value: 'cs' }] },
    ]);
    const lc = [{ key: 'lc', value: '', endpoint: front }];
    expect(converted({ timestamp: 2, duration: 3, binaryAnnotations: lc })).toEqual([
      { timestamp: 2, duration: 3, localEndpoint: front },
    ]);
    expect(converted({ timestamp: 2, binaryAnnotations: [{ ...lc[0], value: 'x' }] })).toEqual([
      { timestamp: 2, localEndpoint: front, tags: { lc: 'x' } },
    ]);
  });

  test('names the other side by its address', () => {
    const address = (key: string, value: unknown = true): object => ({
      key,
      value,
      endpoint: back,
    });
    const client = { annotations: core('cs cr', front), binaryAnnotations: [address('sa')] };
    const called = { kind: 'CLIENT', timestamp: 1, duration: 10, localEndpoint: front };
    expect(converted(client)).toEqual([{ ...called, remoteEndpoint: back }]);
    expect(converted({ ...client, binaryAnnotations: [address('sa', '1')] })).toEqual([
      { ...called, remoteEndpoint: back },
    ]);
    const server = { timestamp: 1, duration: 10, annotations: core('sr ss', front) };
    expect(converted({ ...server, binaryAnnotations: [address('ca')] })).toEqual([
      { ...called, kind: 'SERVER', remoteEndpoint: back },
    ]);
    const own = [{ key: 'ca', value: true, endpoint: { ...front, port: 63_840 } }];
    expect(converted({ ...server, binaryAnnotations: own })).toEqual([
      { ...called, kind: 'SERVER', remoteEndpoint: { ipv4: '127.0.0.1', port: 63_840 } },
    ]);
    expect(converted({ ...server, binaryAnnotations: [{ ...own[0], endpoint: front }] })).toEqual([
      { ...called, kind: 'SERVER' },
    ]);
  });

  test('of addresses alone says who called whom', () => {
    const ca = { key: 'ca', value: true, endpoint: front };
    const sa = { key: 'sa', value: true, endpoint: back };
    const of = (...binaryAnnotations: readonly object[]): readonly object[] =>
      converted({ timestamp: 2, binaryAnnotations });
    expect(of(ca, sa)).toEqual([{ timestamp: 2, localEndpoint: front, remoteEndpoint: back }]);
    expect(of(sa)).toEqual([{ timestamp: 2, remoteEndpoint: back }]);
    expect(of(ca)).toEqual([{ kind: 'SERVER', timestamp: 2, remoteEndpoint: front }]);
  });

  test('of a message has the time that the wire took', () => {
    const ma = [{ key: 'ma', value: true, endpoint: { serviceName: 'kafka' } }];
    const kafka = { remoteEndpoint: { serviceName: 'kafka' } };
    expect(converted({ annotations: core('ms', front), binaryAnnotations: ma })).toEqual([
      { kind: 'PRODUCER', timestamp: 1, localEndpoint: front, ...kafka },
    ]);
    expect(converted({ annotations: core('ms ws', front) })).toEqual([
      { kind: 'PRODUCER', timestamp: 1, duration: 10, localEndpoint: front },
    ]);
    expect(converted({ annotations: core('wr mr', back), binaryAnnotations: ma })).toEqual([
      { kind: 'CONSUMER', timestamp: 1, duration: 10, localEndpoint: back, ...kafka },
    ]);
    expect(converted({ annotations: core('mr', back) })).toEqual([
      { kind: 'CONSUMER', timestamp: 1, localEndpoint: back },
    ]);
    const both = [...core('ms ws', front), ...core('wr mr', back, 40)];
    expect(converted({ annotations: both })).toEqual([
      { kind: 'PRODUCER', timestamp: 1, duration: 10, localEndpoint: front },
      { kind: 'CONSUMER', timestamp: 40, duration: 10, localEndpoint: back, shared: true },
    ]);
    expect(converted({ timestamp: 1, annotations: core('ws', front, 3) })).toEqual([
      { timestamp: 1, localEndpoint: front, annotations: [{ timestamp: 3, value: 'ws' }] },
    ]);
  });

  test('keeps tags with their host, and values that are no text by their type', () => {
    const binaryAnnotations = [
      { key: 'path', value: '/订单', endpoint: back },
      { key: 'tries', value: 3, endpoint: front },
      { key: 'ratio', value: 0.5, endpoint: front },
      { key: 'hit', value: true, endpoint: front },
    ];
    const annotations = [...core('cs cr', front), ...core('sr ss', back, 4)];
    expect(converted({ annotations, binaryAnnotations })).toEqual([
      {
        ...{ kind: 'CLIENT', timestamp: 1, duration: 10, localEndpoint: front },
        tags: { hit: 'true', ratio: '0.5', tries: '3' },
      },
      {
        ...{ kind: 'SERVER', timestamp: 4, duration: 10, localEndpoint: back },
        ...{ tags: { path: '/订单' }, shared: true },
      },
    ]);
    const { spans } = decoded(
      decodeZipkinV1Json,
      Buffer.from(JSON.stringify([{ ...one, timestamp: 1, binaryAnnotations }])),
    );
    expect(spans[0]?.attributes.map(({ value }) => value)).toEqual([true, 0.5, 3n]);
  });

  test('keeps its sides apart and its hosts together, however long its texts are', () => {
    const long = 'x'.repeat(5000);
    const binaryAnnotations = [front, back, front, front, back].map((endpoint, i) => ({
      ...{ key: `k${i}`, value: `${i}${long}`, endpoint: { ...endpoint } },
    }));
    const sides = converted({ timestamp: 1, binaryAnnotations }) as readonly {
      readonly tags: object;
      readonly localEndpoint: object;
    }[];
    expect(sides.map(({ localEndpoint, tags }) => [localEndpoint, Object.keys(tags)])).toEqual([
      [front, ['k0', 'k2', 'k3']],
      [back, ['k1', 'k4']],
    ]);
  });

  test('takes names of any case for one', () => {
    const annotations = [...core('cs', { serviceName: 'Front' }), ...core('cr', front, 9)];
    expect(converted({ annotations, debug: true })).toEqual([
      {
        ...{ kind: 'CLIENT', timestamp: 1, duration: 8, debug: true },
        localEndpoint: { serviceName: 'front' },
      },
    ]);
  });
});

describe('spans of version 1', () => {
  test('are the same, whether they come in Thrift or in JSON, and each gives one at least', () => {
    fc.assert(
      fc.property(fc.array(arbitraryV1Span, { maxLength: 3 }), (given) => {
        const json = decodedZipkin(decodeZipkinV1Json, Buffer.from(JSON.stringify(given)));
        expect(json.rejected).toEqual(new Map());
        expect(json.accepted).toBeGreaterThanOrEqual(given.length);
        expect(decodedZipkin(decodeZipkinThrift, encodeV1Thrift(given as V1JsonSpan[]))).toEqual(
          json,
        );
      }),
      { numRuns: 400 },
    );
  });

  // What is known of a host is kept from span to span; here it comes again, differs in its last byte, is new, or there are more than are kept.
  test('are the same together as alone, whatever hosts they name one after another', () => {
    const random = seededRandom(29);
    const list = Array.from({ length: 400 }, (_, index) => {
      const host = random(3) === 0 ? random(60) : 1 + random(2);
      const serviceName = random(4) === 0 ? 'Über\n' : `S${host % 3}`;
      const hosts = [{ serviceName, ipv4: '10.0.0.1', port: 1 + host }, front];
      const endpoint = (): object | undefined => hosts[random(20) === 0 ? 2 : random(8) >> 2];
      return {
        ...{ ...one, id: (index + 1).toString(16), timestamp: 1 },
        annotations: [{ timestamp: 2, value: 'x', endpoint: endpoint() }],
        binaryAnnotations: ['a', 'b', 'sa'].map((key) => ({
          ...{ key, value: `${index}`, endpoint: endpoint() },
        })),
      } as V1JsonSpan;
    });
    const json = (spans: readonly V1JsonSpan[]) =>
      decodedZipkin(decodeZipkinV1Json, Buffer.from(JSON.stringify(spans))).spans;
    const thrift = (spans: readonly V1JsonSpan[]) =>
      decodedZipkin(decodeZipkinThrift, encodeV1Thrift(spans)).spans;
    const alone = list.flatMap((span) => thrift([span]));
    expect(thrift(list)).toEqual(alone);
    expect(json(list)).toEqual(alone);
  });

  test.each([
    [{ traceId: 'xyz' }, 'zipkin: traceId is not 1 to 32 hex digits'],
    [{ id: '0' }, 'zipkin: id is zero'],
    [{ timestamp: -1 }, 'zipkin: timestamp is negative or too large'],
    [{ duration: 'x' }, 'zipkin: duration is negative or too large'],
    [
      { annotations: [{ value: 'x' }] },
      'zipkin: annotation timestamp is missing, negative or too large',
    ],
    [{ binaryAnnotations: [{ value: 'x' }] }, 'zipkin: malformed span'],
    [{ binaryAnnotations: [{ key: 'x', value: {} }] }, 'zipkin: malformed span'],
    [{ annotations: [{ timestamp: 1, value: 'x', endpoint: 5 }] }, 'zipkin: malformed span'],
    [
      {
        annotations: Array.from({ length: 65 }, (_, i) => ({
          ...{ timestamp: 1, value: 'x', endpoint: { serviceName: `s${i}` } },
        })),
      },
      'zipkin: a span of more than 64 services',
    ],
  ])('that are wrong cost no other span: %#', (fields, reason) => {
    const list = [one, { ...one, ...fields }, { ...one, id: '3' }];
    const { accepted, rejected } = decoded(decodeZipkinV1Json, Buffer.from(JSON.stringify(list)));
    expect([accepted, rejected]).toEqual([2, new Map([[reason, 1]])]);
  });

  test('in Thrift that are wrong cost no other span', () => {
    const wrong = [{ id: '0' }, { traceId: '0' }, { timestamp: -5 }, { duration: -5 }];
    const list = [one, ...wrong.map((fields) => ({ ...one, ...fields })), { ...one, id: '3' }];
    const { accepted, rejected } = decoded(decodeZipkinThrift, encodeV1Thrift(list));
    expect(accepted).toBe(2);
    expect([...rejected.values()]).toEqual([1, 1, 1, 1]);
  });

  test('may be none', () => {
    for (const body of ['', '[]']) {
      expect(decoded(decodeZipkinV1Json, Buffer.from(body)).accepted).toBe(0);
    }
    expect(decoded(decodeZipkinThrift, Buffer.alloc(0)).accepted).toBe(0);
    expect(decoded(decodeZipkinThrift, encodeV1Thrift([])).accepted).toBe(0);
  });

  test('of version 2 are an error that says where to send them', () => {
    const body = Buffer.from(JSON.stringify([{ ...one, tags: {} }]));
    expect(() => decodeZipkinV1Json(body, new SpanBatchBuilder())).toThrow('/api/v2/spans');
  });

  const builder = new SpanBatchBuilder();

  function survive(decode: typeof decodeZipkinThrift, bytes: Uint8Array): number {
    builder.clear();
    const mark = builder.mark();
    try {
      decode(bytes, builder);
    } catch (error) {
      expect(error).toBeInstanceOf(DecodeError);
      builder.rollback(mark);
    }
    for (const span of new SpanBatchReader(builder.finish()).spans()) spanObject(span);
    return builder.spanCount;
  }

  test('that are cut off or damaged are an error, or give spans that can be read', () => {
    const body = fixture('node-zipkin-thrift.bin');
    for (let length = 0; length < body.length; length++) {
      survive(decodeZipkinThrift, body.subarray(0, length));
    }
    const random = seededRandom(13);
    const seed = jsonSeed(fixture('node-zipkin-v1.json'));
    let kept = 0;
    for (let run = 0; run < 3000; run++) {
      const bytes = Uint8Array.from(body);
      for (let i = 0; i < 3; i++) bytes[random(bytes.length)] = random(256);
      kept += survive(decodeZipkinThrift, bytes);
      kept += survive(decodeZipkinV1Json, damagedJson(seed, random));
    }
    expect(kept).toBeGreaterThan(1000);
  });

  test('of huge counts, of values in values, and of very many annotations are read in no time', () => {
    expect(survive(decodeZipkinThrift, Uint8Array.of(12, 0x7f, 255, 255, 255, 0))).toBe(0);
    const nested = new Uint8Array(100_000).fill(12);
    nested.set([12, 0, 0, 0, 1]);
    expect(survive(decodeZipkinThrift, nested)).toBe(0);
    const annotations = Array.from({ length: 50_000 }, (_, i) => ({
      ...{ timestamp: 50_001 - i, value: 'x', endpoint: { serviceName: `s${i % 60}` } },
    }));
    expect(survive(decodeZipkinThrift, encodeV1Thrift([{ ...one, annotations }]))).toBe(60);
  });
});
