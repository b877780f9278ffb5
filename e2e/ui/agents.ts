// Traces as SkyWalking's agents send them: ids that are texts, and a batch of messages, each of which another trace sent.
import { type Span, SpanBatchBuilder, SpanBatchReader, SpanKind, spanObject } from '@clew/model';
import { decodeSegment } from '@clew/protocols/skywalking';
import {
  encodeSegment,
  plainReference,
  plainSegment,
  plainSpan,
  type SegmentFields,
  type SpanFields,
} from '@clew/protocols/skywalking/testing/segment-encoder.ts';

import { processOf, TraceMaker } from '@clew/ui/testing/span-maker.ts';

/** What the Java agent calls a trace: `uuid.thread.time`. */
export const FIRST_ORDER = '5d1ab2a47c1e4e0d9d1c1d2b2a1f0e9d.41.17954511262860001';
/** Letters and digits that are no hex. */
export const SECOND_ORDER = 'Order7';
/** The trace that takes the messages of both orders. */
export const BATCH = '7b0cfe6b3f1d4cb29f5e8a1d6c2b4e90.12.17954511263990001';
/** A trace that one of the messages says it comes from, and that was never stored. */
export const LOST_ORDER = 'b1946ac92492d2347c6235b4d2611184.7.17954511250000001';

/** A trace of OpenTelemetry's that kept the header of the first order's agent. */
export const CALLED = '0af7651916cd43dd8448eb211c80319c';

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

/** A server that knows no `sw8`, and so began a trace of its own. */
function called(): readonly Span[] {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const texts = ['shop', 'shop@10.0.0.9', 'POST:/orders', 'stock:8080'].map(base64);
  const segment = base64(`${FIRST_ORDER}/shop`);
  const sw8 = ['1', base64(FIRST_ORDER), segment, '0', ...texts].join('-');
  const trace = new TraceMaker(CALLED, Date.now() * 1000 - 30_000_000);
  trace.add('', {
    name: 'GET /stock',
    resource: processOf('stock', {}),
    at: 0,
    lasts: 900,
    kind: SpanKind.server,
    attributes: { 'http.request.header.sw8': [sw8], 'http.request.header.host': ['stock'] },
  });
  return trace.spans;
}

/** Two orders, each in a trace of its own, and the batch that takes both and one that is not stored; and a call that could not be joined. */
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
  return [...[send(FIRST_ORDER), send(SECOND_ORDER), batch].map((one) => spansOf([one])), called()];
}
