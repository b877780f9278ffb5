import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeOtlpJson, decodeOtlpProtobuf } from './index.ts';
import { arbitraryRequest } from './testing/arbitrary-request.ts';
import { decoded } from './testing/decoded.ts';
import { encodeJson, encodeMessage } from './testing/reference-encoder.ts';
import { seededRandom } from './testing/seeded-random.ts';
import { shuffledMessage } from './testing/shuffled-message.ts';

const REQUEST = 'ExportTraceServiceRequest';

describe('any trace request', () => {
  test('is decoded in every field as another implementation encoded it in protobuf', () => {
    fc.assert(
      fc.property(arbitraryRequest, ({ fields, spans }) => {
        const result = decoded(decodeOtlpProtobuf, encodeMessage(REQUEST, fields));
        expect(result).toEqual({ accepted: spans.length, rejected: new Map(), spans });
      }),
      { numRuns: 150 },
    );
  });

  test('is decoded alike in any order of fields and with unknown ones in between', () => {
    fc.assert(
      fc.property(arbitraryRequest, fc.integer(), ({ fields, spans }, seed) => {
        const body = shuffledMessage(REQUEST, encodeMessage(REQUEST, fields), seededRandom(seed));
        expect(decoded(decodeOtlpProtobuf, body).spans).toEqual(spans);
      }),
      { numRuns: 150 },
    );
  });

  test('is decoded in every field from JSON', () => {
    fc.assert(
      fc.property(arbitraryRequest, ({ fields, spans }) => {
        const result = decoded(decodeOtlpJson, encodeJson(fields));
        expect(result).toEqual({ accepted: spans.length, rejected: new Map(), spans });
      }),
      { numRuns: 150 },
    );
  });
});
