// The workload as OTLP clients send it.
import { encodeJson, encodeMessage, long } from '../src/otlp/testing/reference-encoder.ts';
import type { BenchMessage, BenchSpan } from './workload.ts';

/** A message in protobuf. */
export function otlpProtobuf(message: BenchMessage): Uint8Array {
  return encodeMessage('ExportTraceServiceRequest', otlpRequest(message));
}

/** The same in JSON. */
export function otlpJson(message: BenchMessage): Uint8Array {
  return encodeJson(otlpRequest(message));
}

function otlpRequest({ service, instance, host, spans }: BenchMessage): object {
  const resource = [
    keyValue('service.name', service),
    keyValue('service.instance.id', instance),
    keyValue('host.name', host),
  ];
  return {
    resourceSpans: [
      {
        resource: { attributes: resource },
        scopeSpans: [{ scope: { name: 'http', version: '1.2.3' }, spans: spans.map(spanFields) }],
      },
    ],
  };
}

function spanFields(span: BenchSpan): object {
  const start = span.startMicros * 1000n;
  return {
    traceId: idBytes(span.traceId, 16),
    spanId: idBytes(span.spanId, 8),
    parentSpanId: span.parentId === 0n ? new Uint8Array(0) : idBytes(span.parentId, 8),
    name: span.name,
    kind: span.kind,
    startTimeUnixNano: long(start),
    endTimeUnixNano: long(start + span.durationMicros * 1000n),
    attributes: span.attributes.map(([key, value]) => keyValue(key, value)),
    status: span.isError ? { code: 2, message: 'upstream timed out' } : {},
    flags: 0x101,
  };
}

function keyValue(key: string, value: string | number): object {
  return { key, value: typeof value === 'string' ? { stringValue: value } : { intValue: value } };
}

/** An id as big-endian bytes. */
function idBytes(id: bigint, length: number): Uint8Array {
  return Uint8Array.from(Buffer.from(id.toString(16).padStart(length * 2, '0'), 'hex'));
}
