// The workload as Jaeger's clients send it, in Thrift and in protobuf.
import {
  argsOf,
  batchStruct,
  type JaegerBatch,
  type JaegerTag,
} from '../src/jaeger/testing/jaeger-batch.ts';
import { encodePostSpans } from '../src/jaeger/testing/post-spans-encoder.ts';
import { encodeBinary, encodeMessage } from '../src/jaeger/testing/thrift-encoder.ts';
import type { BenchMessage, BenchSpan } from './workload.ts';

const kinds: readonly string[] = ['', '', 'server', 'client', 'producer', 'consumer'];

/** A datagram to port 6831. */
export function jaegerCompact(message: BenchMessage): Uint8Array {
  const form = { encoding: 'compact', type: 'oneway' } as const;
  return encodeMessage(form, argsOf(batchStruct(batchOf(message))));
}

/** A datagram to port 6832. */
export function jaegerBinaryUdp(message: BenchMessage): Uint8Array {
  const form = { encoding: 'binary', type: 'oneway' } as const;
  return encodeMessage(form, argsOf(batchStruct(batchOf(message))));
}

/** A body to port 14268. */
export function jaegerBinary(message: BenchMessage): Uint8Array {
  return encodeBinary(batchStruct(batchOf(message)));
}

/** A message to port 14250. */
export function jaegerProtobuf(message: BenchMessage): Uint8Array {
  return encodePostSpans(batchOf(message));
}

function batchOf({ service, instance, host, ipv4, spans }: BenchMessage): JaegerBatch {
  const tags = [tag('hostname', host), tag('ip', ipv4), tag('service.instance.id', instance)];
  return { process: { serviceName: service, tags }, spans: spans.map(spanOf) };
}

function spanOf(span: BenchSpan): JaegerBatch['spans'][number] {
  const kind = kinds[span.kind] ?? '';
  return {
    traceIdLow: BigInt.asIntN(64, span.traceId),
    traceIdHigh: BigInt.asIntN(64, span.traceId >> 64n),
    spanId: span.spanId,
    parentSpanId: span.parentId,
    operationName: span.name,
    references: [],
    flags: 1,
    startTime: span.startMicros,
    duration: span.durationMicros,
    tags: [
      ...(kind === '' ? [] : [tag('span.kind', kind)]),
      ...(span.isError ? [{ key: 'error', value: true }] : []),
      ...span.attributes.map(([key, value]) => tag(key, value)),
    ],
    logs: [],
  };
}

function tag(key: string, value: string | number): JaegerTag {
  return { key, value: typeof value === 'number' ? BigInt(value) : value };
}
