// The decoder of bytes against the one of what JSON.parse makes of them: whatever comes, both have to say the same.
import { SpanBatchBuilder, SpanBatchReader, spanObject } from '@clew/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { damagedJson, jsonSeed } from '../../fuzz/json-damage.ts';
import { mutated } from '../../fuzz/mutation.ts';
import { DecodeError, type DecodeResult } from '../decode-result.ts';
import { isPlainJson } from '../testing/plain-json.ts';
import { respelledJson } from '../testing/respelled-json.ts';
import { decodeOtlpJson } from './json-decoder.ts';
import { decodeOtlpRequest } from './parsed-request.ts';
import { arbitraryRequest } from './testing/arbitrary-request.ts';
import { encodeJson } from './testing/reference-encoder.ts';
import { seededRandom } from './testing/seeded-random.ts';

type Read = (builder: SpanBatchBuilder) => DecodeResult;

/** What comes of a body: its spans and how many were refused, or that it was refused whole. */
function outcome(read: Read): object {
  const builder = new SpanBatchBuilder();
  try {
    const { accepted, rejected } = read(builder);
    const refused = [...rejected.values()].reduce((sum, count) => sum + count, 0);
    const spans = [...new SpanBatchReader(builder.finish()).spans()].map(spanObject);
    return { accepted, refused, spans };
  } catch (error) {
    if (error instanceof DecodeError || error instanceof SyntaxError) return { refused: 'whole' };
    throw error;
  }
}

function expectSame(body: Uint8Array): void {
  const text = new TextDecoder().decode(body);
  expect(outcome((builder) => decodeOtlpJson(body, builder))).toEqual(
    outcome((builder) => decodeOtlpRequest(JSON.parse(text), builder)),
  );
}

/** An AnyValue with two values is refused from bytes; JSON.parse's objects do not say which came last. */
function hasOneValueEach(text: string): boolean {
  let hasOne = true;
  JSON.parse(text, (_, value: unknown) => {
    if (typeof value === 'object' && value !== null) {
      const set = Object.entries(value).filter(
        ([key, one]) =>
          /^(string|bool|int|double|array|kvlist|bytes)Value$/.test(key) && one !== null,
      );
      if (set.length > 1) hasOne = false;
    }
    return value;
  });
  return hasOne;
}

describe('OTLP’s JSON, from bytes and from objects', () => {
  test('gives the same spans however it is spelled', () => {
    fc.assert(
      fc.property(arbitraryRequest, fc.integer(), ({ fields }, seed) => {
        const text = Buffer.from(encodeJson(fields)).toString();
        expectSame(Buffer.from(respelledJson(text, seededRandom(seed))));
      }),
      { numRuns: 100, endOnFailure: true },
    );
  });

  test('gives the same spans and the same number of refusals when values are exchanged', () => {
    fc.assert(
      fc.property(arbitraryRequest, fc.integer(), ({ fields }, seed) => {
        const random = seededRandom(seed);
        const seedOfBody = jsonSeed(encodeJson(fields));
        for (let i = 0; i < 10; i++) {
          const body = damagedJson(seedOfBody, random);
          const text = Buffer.from(body).toString();
          if (isPlainJson(text) && hasOneValueEach(text)) expectSame(body);
        }
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  test('is refused by both or by none when bytes are damaged', () => {
    fc.assert(
      fc.property(arbitraryRequest, fc.integer(), ({ fields }, seed) => {
        const random = seededRandom(seed);
        for (let i = 0; i < 10; i++) {
          const body = mutated([encodeJson(fields)], random);
          const text = new TextDecoder().decode(body);
          if (isPlainJson(text) && hasOneValueEach(text)) expectSame(body);
          else expect(() => outcome((builder) => decodeOtlpJson(body, builder))).not.toThrow();
        }
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });
});
