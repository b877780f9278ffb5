// The workload as Zipkin's clients send it.
import type { BenchMessage, BenchSpan } from './workload.ts';

const kinds: readonly (string | undefined)[] = [
  ...[undefined, undefined, 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'],
];

/** A body to `/api/v2/spans` in JSON. */
export function zipkinJson(message: BenchMessage): Uint8Array {
  return Buffer.from(JSON.stringify(message.spans.map((span) => spanOf(message, span))));
}

function spanOf({ service, ipv4 }: BenchMessage, span: BenchSpan): object {
  return {
    id: hex(span.spanId, 16),
    traceId: hex(span.traceId, 32),
    ...(span.parentId === 0n ? {} : { parentId: hex(span.parentId, 16) }),
    name: span.name.toLowerCase(),
    kind: kinds[span.kind],
    timestamp: Number(span.startMicros),
    duration: Number(span.durationMicros),
    localEndpoint: { serviceName: service, ipv4, port: 8080 },
    tags: Object.fromEntries([
      ...span.attributes.map(([key, value]) => [key, String(value)]),
      ...(span.isError ? [['error', 'upstream timed out']] : []),
    ]),
  };
}

function hex(id: bigint, digits: number): string {
  return id.toString(16).padStart(digits, '0');
}
