// OpenTelemetry's spans in Protocol Buffers: an ExportTraceServiceRequest for OTLP over HTTP (4318). OpenTracing's
// terms become OpenTelemetry's as docs/compatibility.md has them: kind and status from their tags, the name of an
// event from `event`, references that the parent does not say as links with `opentracing.ref_type`. Field numbers are
// those of https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
import { ProtobufWriter } from '@clew/protocols/writers';
import type { Span } from '../span.ts';
import type { SpanReference } from '../span-reference.ts';
import { VERSION } from '../version.ts';
import { joinBytes, type Process, SpanEncoder } from './span-encoder.ts';
import { ValueKind, valueKind, valueText } from './tag-value.ts';

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** What a span takes beside its texts and lists. */
const FIXED_BYTES = 128;
const NO_TAGS: readonly never[] = [];
const STATUS_ERROR = 2;

/** Values of `span.kind` and what OTLP has for them. */
const kinds: ReadonlyMap<unknown, number> = new Map([
  ['internal', 1],
  ['server', 2],
  ['client', 3],
  ['producer', 4],
  ['consumer', 5],
]);

/** Tags of Jaeger's process and the attributes of a resource that OpenTelemetry has for them. */
const resourceKeys: ReadonlyMap<string, string> = new Map([
  ['hostname', 'host.name'],
  ['client-uuid', 'service.instance.id'],
]);

/** Encodes OTLP export requests. */
export class OtlpEncoder extends SpanEncoder {
  readonly #writer: ProtobufWriter;
  #resource: Uint8Array = new Uint8Array(0);
  #scope: Uint8Array = new Uint8Array(0);
  /** Three length prefixes, each of up to five bytes. */
  protected readonly countBytes = 15;

  constructor() {
    const writer = new ProtobufWriter(1 << 12);
    super(writer);
    this.#writer = writer;
  }

  protected encodeProcess(process: Process): void {
    const resource = new ProtobufWriter(512);
    const start = resource.begin((1 << 3) | BYTES);
    const attributes = [
      { key: 'service.name', value: process.serviceName },
      { key: 'telemetry.sdk.name', value: 'clew' },
      { key: 'telemetry.sdk.language', value: 'nodejs' },
      { key: 'telemetry.sdk.version', value: VERSION },
      ...process.tags.filter(({ key }) => key !== 'jaeger.version'),
    ];
    for (const { key, value } of attributes) {
      writeAttribute(resource, 1, resourceKeys.get(key) ?? key, value, this.valueLimit);
    }
    resource.end(start);
    this.#resource = resource.bytes.slice(0, resource.length);
    const scope = new ProtobufWriter(64);
    const scopeStart = scope.begin((1 << 3) | BYTES);
    scope.stringField((1 << 3) | BYTES, '@clew/tracer');
    scope.stringField((2 << 3) | BYTES, VERSION);
    scope.end(scopeStart);
    this.#scope = scope.bytes.slice(0, scope.length);
  }

  protected frame(spans: Uint8Array, _count: number): Uint8Array {
    const scopeHeader = lengthHeader((2 << 3) | BYTES, this.#scope.length + spans.length);
    const resourceHeader = lengthHeader(
      (1 << 3) | BYTES,
      this.#resource.length + scopeHeader.length + this.#scope.length + spans.length,
    );
    return joinBytes(resourceHeader, this.#resource, scopeHeader, this.#scope, spans);
  }

  protected encodeSpan(span: Span): void {
    const writer = this.#writer;
    const { trace } = span;
    const start = writer.begin((2 << 3) | BYTES);
    writer.reserve(FIXED_BYTES);
    writer.byte((1 << 3) | BYTES);
    writeTraceId(writer, trace.id0, trace.id1, trace.id2, trace.id3);
    writer.byte((2 << 3) | BYTES);
    writeSpanId(writer, span.spanHigh, span.spanLow);
    if (trace.traceState !== '') writer.stringField((3 << 3) | BYTES, trace.traceState);
    writer.reserve(FIXED_BYTES);
    if ((span.parentHigh | span.parentLow) !== 0) {
      writer.byte((4 << 3) | BYTES);
      writeSpanId(writer, span.parentHigh, span.parentLow);
    }
    writer.stringField((5 << 3) | BYTES, span.operationName);
    writer.reserve(FIXED_BYTES);
    writer.byte((7 << 3) | FIXED64);
    writeNanos(writer, span.startMicros);
    writer.byte((8 << 3) | FIXED64);
    writeNanos(writer, span.startMicros + span.durationMicros);
    this.#tags(span);
    this.#logs(span.logs);
    for (const reference of span.references) this.#link(reference);
    writer.reserve(8);
    // Flags is field 16, so its tag takes two bytes.
    writer.varint32((16 << 3) | FIXED32);
    writer.byte(trace.flags & 1);
    writer.byte(0);
    writer.byte(0);
    writer.byte(0);
    writer.end(start);
  }

  #tags(span: Span): void {
    const writer = this.#writer;
    const { valueLimit } = this;
    const samplerTags = span.samplerTags ?? NO_TAGS;
    for (let i = 0; i < samplerTags.length; i += 2) {
      writeAttribute(writer, 9, samplerTags[i] as string, samplerTags[i + 1], valueLimit);
    }
    const { tags } = span;
    for (let i = 0; i < tags.length; i += 2) {
      const key = tags[i] as string;
      const value = tags[i + 1];
      if (key === 'span.kind') {
        const kind = kinds.get(value);
        if (kind !== undefined) {
          writer.reserve(2);
          writer.byte((6 << 3) | VARINT);
          writer.byte(kind);
          continue;
        }
      } else if (key === 'error' && (value === true || value === 'true')) {
        const status = writer.begin((15 << 3) | BYTES);
        writer.reserve(2);
        writer.byte((3 << 3) | VARINT);
        writer.byte(STATUS_ERROR);
        writer.end(status);
      }
      writeAttribute(writer, 9, key, value, valueLimit);
    }
  }

  #logs(logs: readonly unknown[]): void {
    const writer = this.#writer;
    for (let i = 0; i < logs.length; ) {
      const end = i + 2 + 2 * (logs[i + 1] as number);
      const start = writer.begin((11 << 3) | BYTES);
      writer.reserve(FIXED_BYTES);
      writer.byte((1 << 3) | FIXED64);
      writeNanos(writer, logs[i] as number);
      let isNamed = false;
      for (i += 2; i < end; i += 2) {
        const key = logs[i] as string;
        const value = logs[i + 1];
        if (!isNamed && key === 'event' && typeof value === 'string') {
          writer.stringField((2 << 3) | BYTES, valueText(value, this.valueLimit));
          isNamed = true;
        } else {
          writeAttribute(writer, 3, key, value, this.valueLimit);
        }
      }
      writer.end(start);
    }
  }

  #link({ isFollowsFrom, context }: SpanReference): void {
    const writer = this.#writer;
    const start = writer.begin((13 << 3) | BYTES);
    writer.reserve(FIXED_BYTES);
    writer.byte((1 << 3) | BYTES);
    const { id0, id1, id2, id3, traceState } = context.trace;
    writeTraceId(writer, id0, id1, id2, id3);
    writer.byte((2 << 3) | BYTES);
    writeSpanId(writer, context.spanHigh, context.spanLow);
    if (traceState !== '') writer.stringField((3 << 3) | BYTES, traceState);
    const type = isFollowsFrom ? 'follows_from' : 'child_of';
    writeAttribute(writer, 4, 'opentracing.ref_type', type, this.valueLimit);
    writer.end(start);
  }
}

function lengthHeader(tag: number, length: number): Uint8Array {
  const header = new ProtobufWriter(32);
  header.byte(tag);
  header.varint32(length);
  return header.bytes.subarray(0, header.length);
}

function writeTraceId(
  writer: ProtobufWriter,
  id0: number,
  id1: number,
  id2: number,
  id3: number,
): void {
  writer.byte(16);
  writer.int32BigEndian(id0);
  writer.int32BigEndian(id1);
  writer.int32BigEndian(id2);
  writer.int32BigEndian(id3);
}

function writeSpanId(writer: ProtobufWriter, high: number, low: number): void {
  writer.byte(8);
  writer.int32BigEndian(high);
  writer.int32BigEndian(low);
}

/** Microseconds times 1000 exceed what a double holds exactly: the two halves are multiplied apart. */
function writeNanos(writer: ProtobufWriter, micros: number): void {
  const high = Math.floor(micros / 4294967296);
  const low = (micros - high * 4294967296) * 1000;
  const carry = Math.floor(low / 4294967296);
  writer.fixed64(high * 1000 + carry, low - carry * 4294967296);
}

function writeAttribute(
  writer: ProtobufWriter,
  field: number,
  key: string,
  value: unknown,
  limit: number,
): void {
  const start = writer.begin((field << 3) | BYTES);
  writer.stringField((1 << 3) | BYTES, key);
  const valueStart = writer.begin((2 << 3) | BYTES);
  writer.reserve(0);
  switch (valueKind(value)) {
    case ValueKind.text:
      writer.stringField((1 << 3) | BYTES, valueText(value, limit));
      break;
    case ValueKind.boolean:
      writer.byte((2 << 3) | VARINT);
      writer.byte(value === true ? 1 : 0);
      break;
    case ValueKind.integer: {
      writer.byte((3 << 3) | VARINT);
      if (typeof value === 'number') {
        const high = Math.floor(value / 4294967296);
        writer.varint64(high >>> 0, (value - high * 4294967296) | 0);
      } else {
        writer.varint64(
          Number(BigInt.asUintN(32, (value as bigint) >> 32n)),
          Number(BigInt.asIntN(32, value as bigint)),
        );
      }
      break;
    }
    case ValueKind.double:
      writer.byte((4 << 3) | FIXED64);
      writer.doubleLittleEndian(value as number);
      break;
    case ValueKind.bytes:
      writer.bytesField((7 << 3) | BYTES, (value as Uint8Array).subarray(0, limit));
      break;
  }
  writer.end(valueStart);
  writer.end(start);
}
