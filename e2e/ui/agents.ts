// Traces as SkyWalking's agents send them: ids that are texts, and a batch of messages, each of which another trace sent.
import { type Span, SpanBatchBuilder, SpanBatchReader, spanObject } from '@clew/model';
import { decodeSegment } from '@clew/protocols/skywalking';
import {
  encodeSegment,
  plainReference,
  plainSegment,
  plainSpan,
  type SegmentFields,
  type SpanFields,
} from '@clew/protocols/skywalking/testing/segment-encoder.ts';

/** What the Java agent calls a trace: `uuid.thread.time`. */
export const FIRST_ORDER = '5d1ab2a47c1e4e0d9d1c1d2b2a1f0e9d.41.17954511262860001';
/** Letters and digits that are no hex. */
export const SECOND_ORDER = 'Order7';
/** The trace that takes the messages of both orders. */
export const BATCH = '7b0cfe6b3f1d4cb29f5e8a1d6c2b4e90.12.17954511263990001';
/** A trace that one of the messages says it comes from, and that was never stored. */
const LOST_ORDER = 'b1946ac92492d2347c6235b4d2611184.7.17954511250000001';

const ENTRY = 0;
const EXIT = 1;
const MQ = 4;

function segmentOf(traceId: string, service: string, span: Partial<SpanFields>): SegmentFields {
  return {
    ...plainSegment,
    traceId,
    traceSegmentId: `${traceId}/${service}`,
    service,
    serviceInstance: `${service}@10.0.0.9`,
    spans: [{ ...plainSpan, ...span }],
  };
}

/** Whatever their ids, a moment ago: what is searched for is recent. */
function spansOf(segments: readonly SegmentFields[]): readonly Span[] {
  const now = BigInt(Date.now()) - 30_000n;
  const builder = new SpanBatchBuilder();
  for (const segment of segments) {
    const spans = segment.spans.map((span) => ({ ...span, startTime: now, endTime: now + 9n }));
    decodeSegment(encodeSegment({ ...segment, spans }), builder);
  }
  return [...new SpanBatchReader(builder.finish()).spans()].map(spanObject);
}

function send(traceId: string): SegmentFields {
  return segmentOf(traceId, 'shop', {
    operationName: 'Kafka/orders/Producer',
    spanType: EXIT,
    spanLayer: MQ,
    peer: 'kafka:9092',
  });
}

/** Two orders, each in a trace of its own, and the batch that takes both and one that is not stored. */
export function agentTraces(): readonly (readonly Span[])[] {
  const refs = [FIRST_ORDER, SECOND_ORDER, LOST_ORDER].map((traceId) => ({
    ...plainReference,
    traceId,
    parentTraceSegmentId: `${traceId}/shop`,
    parentSpanId: 0,
    parentService: 'shop',
    parentServiceInstance: 'shop@10.0.0.9',
    parentEndpoint: 'POST:/orders',
    networkAddressUsedAtPeer: 'kafka:9092',
  }));
  const batch = segmentOf(BATCH, 'billing', {
    operationName: 'Kafka/orders/Consumer/billing',
    spanType: ENTRY,
    spanLayer: MQ,
    refs,
  });
  return [spansOf([send(FIRST_ORDER)]), spansOf([send(SECOND_ORDER)]), spansOf([batch])];
}
