// The decoders of bytes against those of what JSON.parse makes of them: whatever comes, both have to say the same.
import { type Span, SpanBatchBuilder, SpanBatchReader, spanObject } from '@clew/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { damagedJson, jsonSeed } from '../../fuzz/json-damage.ts';
import { mutated } from '../../fuzz/mutation.ts';
import { DecodeError, type DecodeResult } from '../decode-result.ts';
import { seededRandom } from '../otlp/testing/seeded-random.ts';
import { isPlainJson } from '../testing/plain-json.ts';
import { respelledJson } from '../testing/respelled-json.ts';
import { decodeZipkinJson, decodeZipkinV1Json } from './json-decoder.ts';
import { decodeZipkinSpans } from './parsed-spans.ts';
import { decodeZipkinV1Spans } from './parsed-v1-spans.ts';
import { arbitraryZipkinSpan } from './testing/arbitrary-span.ts';
import { arbitraryV1Span } from './testing/arbitrary-v1-span.ts';
import { withoutArrival } from './testing/decoded-zipkin.ts';

type Read = (builder: SpanBatchBuilder) => DecodeResult;

/** What comes of a body: its spans and how many were refused, or that it was refused whole. */
function outcome(read: Read): object {
  const builder = new SpanBatchBuilder();
  try {
    const { accepted, rejected } = read(builder);
    const refused = [...rejected.values()].reduce((sum, count) => sum + count, 0);
    const spans = [...new SpanBatchReader(builder.finish()).spans()].map(spanObject).map(sorted);
    return { accepted, refused, spans };
  } catch (error) {
    if (error instanceof DecodeError || error instanceof SyntaxError) return { refused: 'whole' };
    throw error;
  }
}

/** JSON.parse puts keys that are numbers first. */
function sorted(span: Span): object {
  const byKey = (list: Span['attributes']) =>
    list.map(({ key, value }) => `${key}\n${value}`).toSorted();
  const resource = { ...span.resource, attributes: byKey(span.resource.attributes) };
  return { ...withoutArrival([span])[0], attributes: byKey(span.attributes), resource };
}

interface Version {
  readonly span: fc.Arbitrary<object>;
  readonly ofBytes: typeof decodeZipkinJson;
  readonly ofObjects: typeof decodeZipkinSpans;
  /**
   * What only the decoder of bytes looks at: the other version, with version 2 times of zero as text, and with version 1, which goes by
   * the order of keys, bytes that are no UTF-8 and that a text no longer tells apart.
   */
  readonly differs: RegExp;
}

const versions: Readonly<Record<string, Version>> = {
  'version 1': {
    span: arbitraryV1Span,
    ...{ ofBytes: decodeZipkinV1Json, ofObjects: decodeZipkinV1Spans },
    differs: /localEndpoint|remoteEndpoint|tags|\ufffd/,
  },
  'version 2': {
    span: arbitraryZipkinSpan,
    ...{ ofBytes: decodeZipkinJson, ofObjects: decodeZipkinSpans },
    differs: /binaryAnnotations|"0+"/,
  },
};
const few = { numRuns: 100, endOnFailure: true };

describe.each(Object.entries(versions))(
  'Zipkin’s JSON, from bytes and from objects, %s',
  (_, version) => {
    const { span, ofBytes, ofObjects, differs } = version;
    const lists = fc.array(span, { maxLength: 4 }).map((list) => JSON.stringify(list));

    function expectSame(body: Uint8Array): void {
      const text = new TextDecoder().decode(body);
      if (!isPlainJson(text) || differs.test(text)) {
        expect(() => outcome((builder) => ofBytes(body, builder))).not.toThrow();
        return;
      }
      expect(outcome((builder) => ofBytes(body, builder))).toEqual(
        outcome((builder) => ofObjects(JSON.parse(text), builder)),
      );
    }

    test('gives the same spans however it is spelled', () => {
      fc.assert(
        fc.property(lists, fc.integer(), (text, seed) => {
          expectSame(Buffer.from(respelledJson(text, seededRandom(seed))));
        }),
        few,
      );
    });

    test('gives the same spans and the same number of refusals when values are exchanged', () => {
      fc.assert(
        fc.property(lists, fc.integer(), (text, seed) => {
          const random = seededRandom(seed);
          const whole = jsonSeed(Buffer.from(text));
          for (let i = 0; i < 10; i++) expectSame(damagedJson(whole, random));
        }),
        few,
      );
    });

    test('is refused by both or by none when bytes are damaged', () => {
      fc.assert(
        fc.property(lists, fc.integer(), (text, seed) => {
          const random = seededRandom(seed);
          for (let i = 0; i < 10; i++) expectSame(mutated([Buffer.from(text)], random));
        }),
        few,
      );
    });
  },
);
