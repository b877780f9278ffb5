// The workload as Zipkin's clients send it.
import { encodeList, protobufSpan } from '../src/zipkin/testing/protobuf-encoder.ts';
import { encodeV1Thrift, type V1JsonSpan } from '../src/zipkin/testing/v1-thrift.ts';
import type { BenchMessage, BenchSpan } from './workload.ts';

const kinds: readonly (string | undefined)[] = [
  ...[undefined, undefined, 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'],
];
/** What version 1 says when a span of a kind begins. */
const beginnings: readonly (string | undefined)[] = [
  ...[undefined, undefined, 'sr', 'cs', 'ms', 'mr'],
];

/** A body to `/api/v2/spans` in JSON. */
export function zipkinJson(message: BenchMessage): Uint8Array {
  return Buffer.from(JSON.stringify(message.spans.map((span) => spanOf(message, span))));
}

/** The same in protobuf. */
export function zipkinProtobuf(message: BenchMessage): Uint8Array {
  return encodeList(message.spans.map((span) => protobufSpan(spanOf(message, span))));
}

/** A body to `/api/v1/spans` in JSON. */
export function zipkinV1Json(message: BenchMessage): Uint8Array {
  return Buffer.from(JSON.stringify(message.spans.map((span) => v1SpanOf(message, span))));
}

/** The same in Thrift. */
export function zipkinThrift(message: BenchMessage): Uint8Array {
  return encodeV1Thrift(message.spans.map((span) => v1SpanOf(message, span)));
}

function spanOf(message: BenchMessage, span: BenchSpan): object {
  const kind = kinds[span.kind];
  return {
    ...idsOf(span),
    name: span.name.toLowerCase(),
    ...(kind === undefined ? {} : { kind }),
    timestamp: Number(span.startMicros),
    duration: Number(span.durationMicros),
    localEndpoint: endpointOf(message),
    tags: Object.fromEntries(tagsOf(span)),
  };
}

function v1SpanOf(message: BenchMessage, span: BenchSpan): V1JsonSpan {
  const endpoint = endpointOf(message);
  const timestamp = Number(span.startMicros);
  const duration = Number(span.durationMicros);
  const beginning = beginnings[span.kind];
  return {
    ...idsOf(span),
    name: span.name.toLowerCase(),
    ...{ timestamp, duration },
    annotations: beginning === undefined ? [] : [{ timestamp, value: beginning, endpoint }],
    binaryAnnotations: tagsOf(span).map(([key, value]) => ({ key, value, endpoint })),
  };
}

function idsOf(span: BenchSpan): {
  readonly traceId: string;
  readonly id: string;
  readonly parentId?: string;
} {
  return {
    traceId: hex(span.traceId, 32),
    id: hex(span.spanId, 16),
    ...(span.parentId === 0n ? {} : { parentId: hex(span.parentId, 16) }),
  };
}

function endpointOf({ service, ipv4 }: BenchMessage): {
  readonly serviceName: string;
  readonly ipv4: string;
  readonly port: number;
} {
  return { serviceName: service, ipv4, port: 8080 };
}

function tagsOf(span: BenchSpan): readonly (readonly [key: string, value: string])[] {
  return [
    ...span.attributes.map(([key, value]) => [key, String(value)] as const),
    ...(span.isError ? ([['error', 'upstream timed out']] as const) : []),
  ];
}

function hex(id: bigint, digits: number): string {
  return id.toString(16).padStart(digits, '0');
}
