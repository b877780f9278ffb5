// For property tests only: segments with every field set and unset, whose ids and times are in order.
import fc from 'fast-check';
import { plainReference, plainSegment, type SegmentFields } from './segment-encoder.ts';

const traceId = fc.oneof(
  fc.constant(plainSegment.traceId),
  fc.constantFrom('5d1ab2a4.41.16500000000000001', 'ABCDEF', '17', '订单-7'),
  fc.string({ minLength: 1, unit: 'binary' }).filter((text) => /[^0]/.test(text)),
);
const segmentId = fc.oneof(
  fc.constantFrom(plainSegment.traceSegmentId, plainReference.parentTraceSegmentId),
  fc.constantFrom('00f067aa0ba902b7', '00F067AA0BA902B7'),
  fc.string({ minLength: 1, unit: 'binary' }),
);
const text = fc.oneof(
  fc.constantFrom('', 'event', 'lab-1@10.0.0.9'),
  fc.string({ unit: 'binary' }),
);
const number = fc.oneof(fc.nat(4), fc.nat());
const millis = fc.bigInt({ min: 0n, max: 18_446_744_073_709n });
const pair = fc.record({ key: text, value: text });

/** A segment. */
export const arbitrarySegment: fc.Arbitrary<SegmentFields> = fc.record({
  traceId,
  traceSegmentId: segmentId,
  service: text,
  serviceInstance: text,
  isSizeLimited: fc.boolean(),
  spans: fc.array(
    fc.record({
      spanId: number,
      parentSpanId: fc.oneof(fc.constant(-1), number),
      startTime: millis,
      endTime: millis,
      refs: fc.array(
        fc.record({
          refType: fc.nat(2),
          traceId: fc.oneof(fc.constant(''), traceId),
          parentTraceSegmentId: fc.oneof(fc.constant(''), segmentId),
          parentSpanId: fc.oneof(fc.constant(-1), number),
          parentService: text,
          parentServiceInstance: text,
          parentEndpoint: text,
          networkAddressUsedAtPeer: text,
        }),
        { maxLength: 3 },
      ),
      operationName: text,
      peer: text,
      spanType: fc.nat(3),
      spanLayer: fc.nat(7),
      componentId: fc.constantFrom(0, 25, 4002, 123_456),
      isError: fc.boolean(),
      tags: fc.array(pair, { maxLength: 3 }),
      logs: fc.array(fc.record({ time: millis, data: fc.array(pair, { maxLength: 3 }) }), {
        maxLength: 3,
      }),
      skipAnalysis: fc.boolean(),
    }),
    { maxLength: 4 },
  ),
});
