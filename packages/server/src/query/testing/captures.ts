// What real clients sent, decoded into a store, and what Jaeger answered: see fixtures/README.md.
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { SpanBatchBuilder } from '@clew/model';
import {
  decodeBatchBinary,
  decodeEmitBatchBinary,
  decodeEmitBatchCompact,
} from '@clew/protocols/jaeger';
import { decodeOtlpJson, decodeOtlpProtobuf } from '@clew/protocols/otlp';
import type { SpanWriter } from '@clew/storage';

const folder = new URL('../fixtures/jaeger-1.62/', import.meta.url);
const files = readdirSync(folder).sort();

/** The names of the clients. */
export const clients: readonly string[] = files
  .filter((file) => file.endsWith('.expected.json'))
  .map((file) => file.replace('.expected.json', ''));

/** A moment after all the clients had sent everything. */
export const AFTER_CAPTURE = Date.UTC(2026, 10, 23, 16, 40);

/** A tag in Jaeger's JSON. */
export interface JaegerTag {
  readonly key: string;
  readonly type: string;
  readonly value: string | number | boolean;
}

/** A span in Jaeger's JSON. */
export interface JaegerSpan {
  readonly traceID: string;
  readonly spanID: string;
  readonly operationName: string;
  readonly references: readonly {
    readonly refType: string;
    readonly traceID: string;
    readonly spanID: string;
  }[];
  readonly startTime: number;
  readonly duration: number;
  readonly tags: readonly JaegerTag[];
  readonly logs: readonly { readonly timestamp: number; readonly fields: readonly JaegerTag[] }[];
  readonly processID: string;
  readonly warnings: readonly string[] | null;
}

/** A trace in Jaeger's JSON. */
export interface JaegerTrace {
  readonly traceID: string;
  readonly spans: readonly JaegerSpan[];
  readonly processes: Readonly<
    Record<string, { readonly serviceName: string; readonly tags: readonly JaegerTag[] }>
  >;
  readonly warnings: readonly string[] | null;
}

/** What Jaeger answered after a client had sent its spans. */
export function expectedTraces(client: string): readonly JaegerTrace[] {
  return JSON.parse(readFileSync(new URL(`${client}.expected.json`, folder), 'utf8')).data;
}

/** Writes all that a client sent to a store. */
export async function replay(client: string, store: SpanWriter): Promise<void> {
  for (const file of files) {
    if (!file.startsWith(`${client}.`) || !file.endsWith('.bin')) continue;
    const { port, headers } = JSON.parse(
      readFileSync(new URL(file.replace('.bin', '.json'), folder), 'utf8'),
    );
    const sent = readFileSync(new URL(file, folder));
    const body = headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
    const builder = new SpanBatchBuilder();
    decoderOf(port, headers['content-type'])(body, builder);
    await store.write(builder.finish(), { tenant: '' });
  }
}

function decoderOf(port: number, contentType: string | undefined): typeof decodeOtlpProtobuf {
  if (port === 6831) return decodeEmitBatchCompact;
  if (port === 6832) return decodeEmitBatchBinary;
  if (port === 14268) return decodeBatchBinary;
  return contentType === 'application/json' ? decodeOtlpJson : decodeOtlpProtobuf;
}
