import { SpanBatchBuilder } from '@clew/model';
import { describe, expect, test } from 'vitest';
import { DecodeError } from '../decode-result.ts';
import { decodeOtlpJson } from './index.ts';
import { decoded } from './testing/decoded.ts';
import { encodeJson } from './testing/reference-encoder.ts';
import { sampleRequest, sampleSpan } from './testing/sample-request.ts';

const IDS = '"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174"';

/** A request of one span from the text of its fields beside the ids. */
function requestOf(fields: string): Uint8Array {
  return Buffer.from(`{"resourceSpans":[{"scopeSpans":[{"spans":[{${IDS},${fields}}]}]}]}`);
}

function decodeOne(fields: string) {
  return decoded(decodeOtlpJson, requestOf(fields)).spans[0];
}

function decodeText(text: string | Uint8Array) {
  return decodeOtlpJson(Buffer.from(text), new SpanBatchBuilder());
}

describe('the OTLP JSON decoder', () => {
  test('takes ids in either case and enums by number or name', () => {
    const text = `{"resourceSpans":[{"scopeSpans":[{"spans":[{${IDS.toUpperCase()
      .replace('TRACEID', 'traceId')
      .replace(
        'SPANID',
        'spanId',
      )},"kind":"SPAN_KIND_CLIENT","status":{"code":"STATUS_CODE_ERROR"}}]}]}]}`;
    const [span] = decoded(decodeOtlpJson, Buffer.from(text)).spans;
    expect(span).toMatchObject({
      ...{ traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174' },
      ...{ kind: 3, status: 2 },
    });
  });

  test('takes the names of before 2022', () => {
    const body = `{"resourceSpans":[{"instrumentationLibrarySpans":[{"spans":[{${IDS}}],"instrumentationLibrary":{"name":"http","version":"1"}}]}]}`;
    const { spans, accepted } = decoded(decodeOtlpJson, Buffer.from(body));
    expect([accepted, spans[0]?.scope]).toMatchObject([1, { name: 'http', version: '1' }]);
  });

  test('takes 64-bit integers as text or number', () => {
    expect(
      decodeOne(
        '"startTimeUnixNano":"18446744073709551615","endTimeUnixNano":"18446744073709551615"',
      ),
    ).toMatchObject({
      ...{ start: 18446744073709551615n, duration: 0n },
    });
    expect(
      decodeOne('"startTimeUnixNano":1000,"endTimeUnixNano":1544712660000000000'),
    ).toMatchObject({
      ...{ start: 1000n, duration: 1544712659999999000n },
    });
    const ints = ['"-9223372036854775808"', '7', '-7', '9007199254740993'];
    const attributes = ints.map((int) => `{"key":"k","value":{"intValue":${int}}}`);
    expect(decodeOne(`"attributes":[${attributes}]`)?.attributes.map(({ value }) => value)).toEqual(
      [...[-9223372036854775808n, 7n, -7n, 9007199254740993n]],
    );
  });

  test('takes doubles as numbers or text, and bytes in either base64', () => {
    const values = [
      ...['{"doubleValue":0.5}', '{"doubleValue":"NaN"}', '{"doubleValue":"-Infinity"}'],
      ...['{"doubleValue":"1.5e3"}', '{"doubleValue":-0.0}', '{"doubleValue":"-0"}'],
      ...['{"bytesValue":"+/8="}', '{"bytesValue":"-_8"}'],
    ];
    const attributes = values.map((value) => `{"key":"k","value":${value}}`);
    expect(decodeOne(`"attributes":[${attributes}]`)?.attributes.map(({ value }) => value)).toEqual(
      [
        ...[0.5, Number.NaN, Number.NEGATIVE_INFINITY, 1500, -0, -0],
        ...[Uint8Array.of(0xfb, 0xff), Uint8Array.of(0xfb, 0xff)],
      ],
    );
  });

  test('takes null as absent and ignores unknown fields, snake_case among them', () => {
    const span = decodeOne(
      '"name":null,"links":null,"status":null,"start_time_unix_nano":5,"x":{}',
    );
    expect(span).toMatchObject({ name: '', start: 0n, links: [], status: 0 });
  });

  test('takes a byte order mark', () => {
    expect(decodeText(Buffer.concat([Uint8Array.of(0xef, 0xbb, 0xbf), Buffer.from('{}')]))).toEqual(
      {
        ...{ accepted: 0, rejected: new Map() },
      },
    );
  });

  test.each([
    '"name":5',
    '"startTimeUnixNano":-1',
    '"startTimeUnixNano":1.5',
    '"startTimeUnixNano":"0x10"',
    '"startTimeUnixNano":"18446744073709551616"',
    '"startTimeUnixNano":{}',
    '"flags":4294967296',
    '"kind":{}',
    '"attributes":{}',
    '"attributes":[5]',
    '"attributes":[{"key":5}]',
    '"attributes":[{"value":"text"}]',
    '"attributes":[{"value":{"stringValue":5}}]',
    '"attributes":[{"value":{"boolValue":"true"}}]',
    '"attributes":[{"value":{"intValue":"nine"}}]',
    '"attributes":[{"value":{"intValue":"9223372036854775808"}}]',
    '"attributes":[{"value":{"doubleValue":"wide"}}]',
    '"attributes":[{"value":{"bytesValue":"%"}}]',
    '"attributes":[{"value":{"arrayValue":[]}}]',
    '"attributes":[{"value":{"kvlistValue":{"values":[{"key":[]}]}}}]',
    '"events":"none"',
    '"events":[null,5]',
    '"links":[[]]',
    '"status":2',
    '"name":"one","name":"two"',
    '"attributes":[{"key":"k","key":"k"}]',
    '"attributes":[{"value":{"stringValue":"one","intValue":2}}]',
  ])('refuses a span with %s as malformed', (fields) => {
    const { accepted, rejected } = decoded(decodeOtlpJson, requestOf(fields));
    expect({ accepted, rejected }).toEqual({
      ...{ accepted: 0, rejected: new Map([['otlp: malformed span', 1]]) },
    });
  });

  test('refuses a span id that is no hex', () => {
    const text = requestOf('"name":""').toString().replace('eee19b7ec3c1b174', 'xyz19b7ec3c1b174');
    expect(decodeText(text).rejected).toEqual(new Map([['otlp: span_id is not 8 bytes', 1]]));
  });

  test.each([
    '',
    'no',
    '{',
    '[]',
    '5',
    'null',
    '"{}"',
    '{"resourceSpans":{}}',
    '{"resourceSpans":[5]}',
  ])('refuses the body %j whole', (text) => expect(() => decodeText(text)).toThrow(DecodeError));

  test.each([
    ...['{"resourceSpans":[{"scopeSpans":5}]}', '{"resourceSpans":[{"scopeSpans":[[]]}]}'],
    '{"resourceSpans":[{"scopeSpans":[{"spans":{}}]}]}',
  ])('refuses the structure %j whole', (text) => {
    expect(() => decodeText(text)).toThrow(DecodeError);
  });

  test('refuses a body that is cut off at any byte', () => {
    const body = encodeJson(sampleRequest([sampleSpan('one')]));
    for (let length = 0; length < body.length; length++) {
      expect(() => decodeText(body.subarray(0, length))).toThrow(DecodeError);
    }
  });

  test('finds everything in any order of keys', () => {
    const value =
      '{"arrayValue":{"values":[{"kvlistValue":{"values":[{"value":{"intValue":"1"},"key":"inner"}]}}]}}';
    const text = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{"value":${value},"key":"outer"}],${IDS}}],"scope":{"name":"late"}}],"resource":{"attributes":[{"value":{"stringValue":"shop"},"key":"service.name"}]}}]}`;
    const [span] = decoded(decodeOtlpJson, Buffer.from(text)).spans;
    expect(span).toMatchObject({
      resource: { serviceName: 'shop' },
      scope: { name: 'late' },
      attributes: [{ key: 'outer', value: [{ entries: [{ key: 'inner', value: 1n }] }] }],
    });
  });

  test('refuses a list of spans that an object has twice whole', () => {
    const text = '{"resourceSpans":[{"scopeSpans":[{"spans":[],"spans":[]}]}]}';
    expect(() => decodeText(text)).toThrow(DecodeError);
  });

  test('is not misled by the names of prototypes', () => {
    const span = decodeOne(
      '"__proto__":{"name":"evil"},"constructor":{"prototype":{"polluted":1}},"attributes":[{"key":"__proto__","value":{"stringValue":"kept"}}]',
    );
    expect(span?.name).toBe('');
    expect(span?.attributes).toEqual([{ key: '__proto__', value: 'kept' }]);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test.each(['[', '{"a":', '[],', '{},', '"",'])(
    'refuses 64 MiB of %j before it costs anything',
    (pattern) => {
      const body = Buffer.alloc(64 << 20, pattern);
      body.write('[', 0);
      expect(() => decodeText(body)).toThrow(DecodeError);
    },
  );

  test('survives any nesting in a body of usual size', () => {
    const depth = 100_000;
    const nested = `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(decodeOne(`"unknown":${nested}`)?.name).toBe('');
    expect(() => decodeText('['.repeat(depth))).toThrow(DecodeError);
  });

  test('counts no brackets and commas inside of texts', () => {
    const long = `${'[,{\\"'.repeat(500_000)}`;
    expect(decodeOne(`"name":"${long}"`)?.name).toHaveLength(2_000_000);
  });
});
