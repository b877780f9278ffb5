// Decodes Zipkin's version 2 of JSON that JSON.parse has read: of a trace file, where it is asked where a span stands that is refused.
// https://github.com/openzipkin/zipkin-api/blob/master/zipkin2-api.yaml
import { type SpanBatchBuilder, SpanKind, ZipkinFlag } from '@clew/model';
import type { ReadResult } from '../decode-result.ts';
import type { JsonObject } from '../json-reader.ts';
import type { JsonFields } from './json-fields.ts';
import { JsonList, type JsonSpanReader } from './json-list.ts';
import type { SpanColumns } from './span-columns.ts';
import { ZipkinFault } from './zipkin-fault.ts';

const kinds: ReadonlyMap<string, SpanKind> = new Map([
  ['CLIENT', SpanKind.client],
  ['SERVER', SpanKind.server],
  ['PRODUCER', SpanKind.producer],
  ['CONSUMER', SpanKind.consumer],
]);

class SpanReader implements JsonSpanReader {
  readonly #fields: JsonFields;
  readonly #columns: SpanColumns;
  readonly #traceId: Uint8Array = new Uint8Array(16);
  readonly #spanId: Uint8Array = new Uint8Array(8);
  readonly #parentId: Uint8Array = new Uint8Array(8);

  constructor({ fields, columns }: JsonList) {
    this.#fields = fields;
    this.#columns = columns;
  }

  append(span: JsonObject, builder: SpanBatchBuilder): void {
    const fields = this.#fields;
    const columns = this.#columns;
    const { reader } = fields;
    const { name, kind, timestamp, duration, shared, debug, annotations } = span;
    columns.begin(builder);
    fields.text(name);
    columns.name(builder, fields.bytes, fields.start, fields.end);
    const isShared = fields.boolean(shared);
    let flags = columns.kind(builder, this.#kind(kind), isShared);
    // As with Zipkin, 0 is none.
    const isTimed = reader.micros(timestamp, ZipkinFault.timestamp) && timestamp !== 0;
    if (isTimed) builder.setStart(reader.low, reader.high);
    else {
      flags |= ZipkinFlag.untimed;
      this.#startWithout(annotations, builder);
    }
    reader.micros(duration, ZipkinFault.duration);
    builder.setDuration(reader.low, reader.high);
    if (fields.boolean(debug)) flags |= ZipkinFlag.sampled | ZipkinFlag.debug;
    for (const [key, value] of Object.entries(reader.object(span['tags']))) {
      this.#tag(key, value, builder);
    }
    for (const annotation of reader.list(annotations)) this.#annotation(annotation, builder);
    fields.endpoint(span['remoteEndpoint'], columns.remote);
    fields.endpoint(span['localEndpoint'], columns.local);
    // Ids last: what is malformed otherwise is named first.
    fields.ids(span, this.#traceId, this.#spanId, this.#parentId);
    builder.setTraceId(this.#traceId, 0);
    builder.setSpanId(this.#spanId, 0);
    builder.setParentSpanId(this.#parentId, 0);
    if (reader.fault === 0) columns.end(builder, flags);
    else columns.drop(builder);
  }

  #kind(kind: unknown): SpanKind {
    if (typeof kind === 'string') return kinds.get(kind.toUpperCase()) ?? SpanKind.unspecified;
    if (kind !== undefined && kind !== null) this.#fields.reader.fail(ZipkinFault.malformed);
    return SpanKind.unspecified;
  }

  /** A span without timestamp, such as the half of a server that did not start the trace: its first annotation, or its trace's start. */
  #startWithout(annotations: unknown, builder: SpanBatchBuilder): void {
    const { reader } = this.#fields;
    const first = earliestOf(annotations);
    if (first === undefined) this.#columns.startWithTrace(builder);
    else {
      reader.micros(first, ZipkinFault.timestamp);
      builder.setStart(reader.low, reader.high);
    }
  }

  /** A tag's value is a text; numbers and booleans, which some clients write, are taken as theirs. */
  #tag(key: string, value: unknown, builder: SpanBatchBuilder): void {
    const fields = this.#fields;
    fields.text(key);
    const { start, end } = fields;
    const isScalar = typeof value === 'number' || typeof value === 'boolean';
    fields.text(isScalar ? String(value) : value);
    this.#columns.tag(builder, fields.bytes, start, end, fields.start, fields.end);
  }

  #annotation(item: unknown, builder: SpanBatchBuilder): void {
    const fields = this.#fields;
    const { reader } = fields;
    const { timestamp, value } = reader.object(item);
    fields.text(value);
    const fault = ZipkinFault.annotationTimestamp;
    if (!reader.micros(timestamp, fault)) reader.fail(fault);
    const { bytes, start, end } = fields;
    this.#columns.annotation(builder, bytes, start, end, reader.low, reader.high);
  }
}

/** The earliest timestamp of a list of annotations, microseconds, where one has any. */
function earliestOf(list: unknown): number | undefined {
  let earliest = Number.POSITIVE_INFINITY;
  for (const item of Array.isArray(list) ? list : []) {
    const time = Number((item as JsonObject | null | undefined)?.['timestamp']);
    if (time > 0 && time < earliest) earliest = time;
  }
  return Number.isFinite(earliest) ? earliest : undefined;
}

/**
 * Appends the spans of a file's list that JSON.parse has read, or of lists of them, as `decodeZipkinJson` does.
 * @throws {DecodeError} when it is no list; roll the builder back to a mark then
 */
export function decodeZipkinSpans(list: unknown, builder: SpanBatchBuilder): ReadResult {
  const spans = new JsonList();
  return spans.read(list, new SpanReader(spans), builder, false);
}
