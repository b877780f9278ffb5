// The workload as SkyWalking's agents send it: a segment for the spans of each trace that one process has.
import {
  encodeSegments,
  plainReference,
  plainSegment,
  plainSpan,
  type SegmentFields,
} from '../src/skywalking/testing/segment-encoder.ts';
import type { BenchMessage, BenchSpan } from './workload.ts';

/** SkyWalking's types by kind: Local, Entry, Exit. */
const types: readonly number[] = [2, 2, 0, 1, 1, 0];
const MQ_KINDS: readonly number[] = [4, 5];

/** A SegmentCollection. */
export function skyWalkingSegments(message: BenchMessage): Uint8Array {
  return encodeSegments(segmentsOf(message));
}

/** A list of segments in JSON, with times as numbers as agents write them. */
export function skyWalkingJson(message: BenchMessage): Uint8Array {
  const text = JSON.stringify(segmentsOf(message), (_key, value: unknown) =>
    typeof value === 'bigint' ? Number(value) : value,
  );
  return Buffer.from(text);
}

function segmentsOf(message: BenchMessage): readonly SegmentFields[] {
  const traces = Map.groupBy(message.spans, ({ traceId }) => traceId);
  return [...traces].map(([id, spans]) => segmentOf(message, id, spans));
}

function segmentOf(
  message: BenchMessage,
  traceId: bigint,
  spans: readonly BenchSpan[],
): SegmentFields {
  const numbers = new Map(spans.map(({ spanId }, index) => [spanId, index]));
  const traceText = `${hex(traceId, 32)}.41.16500000000000001`;
  return {
    ...plainSegment,
    traceId: traceText,
    traceSegmentId: segmentText(spans[0]?.spanId ?? 0n),
    service: message.service,
    serviceInstance: `${message.instance}@${message.ipv4}`,
    spans: spans.map((span, index) => {
      const parent = numbers.get(span.parentId);
      const startTime = span.startMicros / 1000n;
      return {
        ...plainSpan,
        spanId: index,
        parentSpanId: parent ?? -1,
        startTime,
        endTime: startTime + span.durationMicros / 1000n,
        refs:
          parent !== undefined || span.parentId === 0n
            ? []
            : [
                {
                  ...plainReference,
                  traceId: traceText,
                  parentTraceSegmentId: segmentText(span.parentId),
                },
              ],
        operationName: span.name,
        peer: types[span.kind] === 1 ? '10.0.0.7:8080' : '',
        spanType: types[span.kind] ?? 2,
        spanLayer: MQ_KINDS.includes(span.kind) ? 4 : 3,
        componentId: 14,
        isError: span.isError,
        tags: span.attributes.map(([key, value]) => ({ key, value: String(value) })),
      };
    }),
  };
}

/** An id in the form of the Java agent's. */
function segmentText(id: bigint): string {
  return `${hex(id, 32)}.41.16500000000000000`;
}

function hex(id: bigint, digits: number): string {
  return id.toString(16).padStart(digits, '0');
}
