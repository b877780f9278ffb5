// The bytes that real clients sent and what a real Jaeger answered for them, for tests only. See
// ../fixtures/README.md.
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type Span, SpanBatchBuilder, SpanBatchReader } from '@clew/model';
import type { DecodeResult } from '../../decode-result.ts';
import { decodeOtlpJson, decodeOtlpProtobuf } from '../../otlp/index.ts';
import {
  decodeBatchBinary,
  decodeEmitBatchBinary,
  decodeEmitBatchCompact,
  type JaegerUiTrace,
} from '../index.ts';

type Decode = (body: Uint8Array, builder: SpanBatchBuilder) => DecodeResult;

const folder = new URL('../fixtures/', import.meta.url);
const FORWARDED = 'jaeger-agent.';

/** Every client that was captured speaking Jaeger's Thrift. */
export const jaegerClients: readonly string[] = clientsOf((client) => !isOtlp(client));
/** Every client that was captured speaking OTLP. */
export const otlpClients: readonly string[] = clientsOf(isOtlp);

function clientsOf(wanted: (client: string) => boolean): readonly string[] {
  return readdirSync(new URL('expected/', folder))
    .map((name) => name.replace('.json', ''))
    .filter(wanted);
}

function isOtlp(client: string): boolean {
  return client.startsWith('node-otel-');
}

/** The messages that a client sent, as they came. */
export function messagesOf(client: string): readonly Uint8Array[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${client}.`) && name.endsWith('.bin'))
    .sort()
    .map((name) => {
      const bytes = readFileSync(new URL(name, folder));
      return new Uint8Array(client.endsWith('-gzip') ? gunzipSync(bytes) : bytes);
    });
}

/** The decoder for a client's messages. */
export function decoderOf(client: string): Decode {
  if (isOtlp(client)) {
    return /-http|-shim/.test(client) ? decodeOtlpJson : decodeOtlpProtobuf;
  }
  if (client.endsWith('-http')) return decodeBatchBinary;
  return client.startsWith('node-') ? decodeEmitBatchBinary : decodeEmitBatchCompact;
}

/** The spans that a client sent, by trace id, in the order in which they came. */
export function tracesOf(client: string): ReadonlyMap<string, readonly Span[]> {
  const builder = new SpanBatchBuilder();
  const decode = decoderOf(client);
  for (const message of messagesOf(client)) decode(message, builder);
  return Map.groupBy(new SpanBatchReader(builder.finish()).spans(), (span) => span.traceId);
}

/** What Jaeger 1.62 answered for a client's traces. */
export function expectedTraces(client: string): readonly JaegerUiTrace[] {
  const text = readFileSync(new URL(`expected/${client}.json`, folder), 'utf8');
  return (JSON.parse(text) as { readonly data: readonly JaegerUiTrace[] }).data;
}

/** Every client whose datagrams Jaeger's agent was captured forwarding over gRPC. */
export const forwardedClients: readonly string[] = readdirSync(folder)
  .filter((name) => name.startsWith(FORWARDED))
  .map((name) => name.slice(FORWARDED.length, -'.bin'.length));

/** The PostSpansRequest that Jaeger's agent made of a client's first message. */
export function forwardedMessage(client: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`${FORWARDED}${client}.bin`, folder)));
}
