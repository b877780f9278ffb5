// Writes spans as the Protocol Buffers of Jaeger's query API, version 2. Unlike in its JSON, times keep their
// nanoseconds, and every span brings its process.
import { type Resource, type Span, SpanFormat } from '@clew/model';
import { SpanMessageWriter } from '../span-messages.ts';
import {
  type JaegerReference,
  type JaegerTag,
  jaegerFlags,
  jaegerLogFields,
  jaegerProcess,
  jaegerReferences,
  jaegerTags,
  type TagOrder,
} from './jaeger-span.ts';

const SECOND_NANOS = 1_000_000_000n;

/** Jaeger's types of tags whose numbers are not 0. */
const V_TYPE = { bool: 1, int64: 2, float64: 3, binary: 4 } as const;

/**
 * Spans as messages `jaeger.api_v2.SpansResponseChunk` of about 64 KiB; one is longer only where one span is.
 * @param spans adjusted or raw, in the order in which they are to be given
 */
export function* writeJaegerProtobuf(
  spans: Iterable<Span>,
  tagOrder: TagOrder = 'sorted',
): Generator<Uint8Array<ArrayBuffer>, void, undefined> {
  const writer = new SpanMessageWriter();
  const processes = new Processes(tagOrder);
  for (const span of spans) {
    const start = writer.begin(0x0a); // spans
    writeSpan(writer, span, processes);
    writer.end(start);
    if (writer.isFull(0)) yield writer.take();
  }
  if (writer.length > 0) yield writer.take();
}

function writeSpan(writer: SpanMessageWriter, span: Span, processes: Processes): void {
  writer.idField(0x0a, span.traceId, 16);
  writer.idField(0x12, span.spanId, 8);
  writer.textField(0x1a, span.name);
  for (const reference of jaegerReferences(span)) writeReference(writer, reference);
  writer.countField(0x28, jaegerFlags(span));
  writeTime(writer, 0x32, span.start);
  writeTime(writer, 0x3a, span.duration);
  for (const tag of jaegerTags(span, processes.tagOrder)) writeTag(writer, 0x42, tag);
  for (const event of span.events) {
    const start = writer.begin(0x4a); // logs
    writeTime(writer, 0x0a, event.time);
    const fields = jaegerLogFields(event, span.format, processes.tagOrder);
    for (const field of fields) writeTag(writer, 0x12, field);
    writer.end(start);
  }
  writer.bytesField(0x52, processes.bytesOf(span));
  for (const warning of span.warnings) writer.stringField(0x62, warning);
}

function writeReference(writer: SpanMessageWriter, reference: JaegerReference): void {
  const start = writer.begin(0x22); // references
  writer.idField(0x0a, reference.traceId, 16);
  writer.idField(0x12, reference.spanId, 8);
  writer.countField(0x18, reference.isChildOf ? 0 : 1);
  writer.end(start);
}

/** A Timestamp or a Duration. */
function writeTime(writer: SpanMessageWriter, tag: number, nanos: bigint): void {
  const start = writer.begin(tag);
  const seconds = nanos / SECOND_NANOS;
  if (seconds !== 0n) writer.int64Field(0x08, seconds);
  writer.countField(0x10, Number(nanos - seconds * SECOND_NANOS));
  writer.end(start);
}

function writeTag(writer: SpanMessageWriter, tag: number, { key, value }: JaegerTag): void {
  const start = writer.begin(tag);
  writer.textField(0x0a, key);
  if (typeof value === 'string') writer.textField(0x1a, value);
  else if (typeof value === 'boolean') {
    writer.countField(0x10, V_TYPE.bool);
    writer.countField(0x20, value ? 1 : 0);
  } else if (typeof value === 'bigint') {
    writer.countField(0x10, V_TYPE.int64);
    if (value !== 0n) writer.int64Field(0x28, value);
  } else if (typeof value === 'number') {
    writer.countField(0x10, V_TYPE.float64);
    // A zero with a sign is not what is meant when nothing is there.
    if (!Object.is(value, 0)) {
      writer.reserve(9);
      writer.byte(0x31);
      writer.doubleLittleEndian(value);
    }
  } else {
    writer.countField(0x10, V_TYPE.binary);
    if (value.length > 0) writer.bytesField(0x3a, value);
  }
  writer.end(start);
}

/** The bytes of processes: each is in all of its spans. */
class Processes {
  readonly tagOrder: TagOrder;
  readonly #bytes = new Map<Resource, Uint8Array>();
  /** Zipkin's leave out the endpoint. */
  readonly #zipkinBytes = new Map<Resource, Uint8Array>();

  constructor(tagOrder: TagOrder) {
    this.tagOrder = tagOrder;
  }

  bytesOf({ resource, format }: Span): Uint8Array {
    const known = format === SpanFormat.zipkin ? this.#zipkinBytes : this.#bytes;
    let bytes = known.get(resource);
    if (bytes === undefined) {
      const { serviceName, tags } = jaegerProcess(resource, format, this.tagOrder);
      const writer = new SpanMessageWriter();
      writer.textField(0x0a, serviceName);
      for (const tag of tags) writeTag(writer, 0x12, tag);
      bytes = writer.take();
      known.set(resource, bytes);
    }
    return bytes;
  }
}
