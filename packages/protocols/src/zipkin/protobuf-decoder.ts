// Decodes a ListOfSpans by walking its bytes and appending to columns. Fields are found in any order; unknown ones are
// skipped, and so are known ones of another wire type. The numbers in the cases below are tags (field number << 3 | wire
// type) of https://github.com/openzipkin/zipkin-api/blob/master/zipkin.proto
import { isZero, type SpanBatchBuilder, SpanFormat, SpanKind, ZipkinFlag } from '@clew/model';
import { decodeRequest, type RequestDecoder } from '../decode-request.ts';
import { DecodeError, type DecodeResult } from '../decode-result.ts';
import { ProtobufReader } from '../protobuf-reader.ts';
import { RefusedSpans } from '../refused-spans.ts';
import { UnsignedMicros } from '../unsigned-micros.ts';
import type { ReadEndpoint } from './read-endpoint.ts';
import { RepeatedRun } from './repeated-run.ts';
import { SpanColumns } from './span-columns.ts';
import { ZipkinFault, zipkinFaultReasons } from './zipkin-fault.ts';

const BROKEN =
  'the body is no list of Zipkin spans in protobuf: it is cut off, or damaged outside of its spans';

/** One serves every request, one after another, so that its code and its memory stay warm. */
class ListDecoder implements RequestDecoder {
  readonly format: number = SpanFormat.zipkin;
  readonly reader: ProtobufReader = new ProtobufReader();
  readonly #columns: SpanColumns = new SpanColumns();
  readonly refused: RefusedSpans = new RefusedSpans(zipkinFaultReasons);
  readonly #micros: UnsignedMicros = new UnsignedMicros();
  readonly #traceId: Uint8Array = new Uint8Array(16);
  readonly #spanId: Uint8Array = new Uint8Array(8);
  readonly #parentId: Uint8Array = new Uint8Array(8);

  /** Where the local endpoint of the last span stands, which is mostly that of the next. */
  readonly #localRun: RepeatedRun = new RepeatedRun();
  /** The earliest annotation of the open span, nanoseconds. */
  #hasAnnotation = false;
  #firstLow = 0;
  #firstHigh = 0;

  readRequest(builder: SpanBatchBuilder, end: number): void {
    const { reader } = this;
    this.#columns.open(builder);
    this.#localRun.open(reader.bytes);
    try {
      while (reader.at < end) {
        const tag = reader.tag(end);
        if (tag === 0x0a) this.#span(builder, reader.run(end));
        else reader.skip(tag, end);
      }
      if (reader.fault !== 0) throw new DecodeError(BROKEN);
      this.#columns.close(builder, true);
    } finally {
      this.#columns.release();
      this.#localRun.close();
    }
  }

  #span(builder: SpanBatchBuilder, end: number): void {
    const { reader } = this;
    const columns = this.#columns;
    if (reader.fault !== 0) return;
    let traceIdAt = 0;
    let traceIdEnd = 0;
    let parentAt = 0;
    let parentEnd = 0;
    let spanIdAt = 0;
    let spanIdEnd = 0;
    let kind = 0;
    let startLow = 0;
    let startHigh = 0;
    let durationLow = 0;
    let durationHigh = 0;
    let debug = 0;
    let shared = 0;
    this.#hasAnnotation = false;
    columns.begin(builder);

    while (reader.at < end) {
      const tag = reader.tag(end);
      switch (tag) {
        case 0x0a: // trace_id
          traceIdEnd = reader.run(end);
          traceIdAt = reader.at;
          reader.at = traceIdEnd;
          break;
        case 0x12: // parent_id
          parentEnd = reader.run(end);
          parentAt = reader.at;
          reader.at = parentEnd;
          break;
        case 0x1a: // id
          spanIdEnd = reader.run(end);
          spanIdAt = reader.at;
          reader.at = spanIdEnd;
          break;
        case 0x20: // kind
          kind = reader.uint32(end);
          break;
        case 0x2a: {
          // name
          const nameEnd = reader.run(end);
          columns.name(builder, reader.bytes, reader.at, nameEnd);
          reader.at = nameEnd;
          break;
        }
        case 0x31: // timestamp
          startLow = reader.fixed64(end);
          startHigh = reader.high;
          break;
        case 0x38: // duration
          durationLow = reader.varint(end);
          durationHigh = reader.high;
          break;
        case 0x42: // local_endpoint
          this.#local(reader.run(end));
          break;
        case 0x4a: // remote_endpoint
          this.#endpoint(columns.remote, reader.run(end));
          break;
        case 0x52: // annotations
          this.#annotation(builder, reader.run(end));
          break;
        case 0x5a: // tags
          this.#tag(builder, reader.run(end));
          break;
        case 0x60: // debug
          debug = reader.varint(end) | reader.high;
          break;
        case 0x68: // shared
          shared = reader.varint(end) | reader.high;
          break;
        default:
          reader.skip(tag, end);
      }
    }

    const isTimed = (startLow | startHigh) !== 0;
    let fault = reader.fault || this.#ids(traceIdAt, traceIdEnd, spanIdAt, spanIdEnd);
    if (fault === 0) fault = this.#parent(parentAt, parentEnd);
    if (fault === 0) {
      if (!this.#micros.read(startLow, startHigh)) fault = ZipkinFault.timestamp;
      builder.setStart(this.#micros.low, this.#micros.high);
    }
    if (fault === 0) {
      if (!this.#micros.read(durationLow, durationHigh)) fault = ZipkinFault.duration;
      builder.setDuration(this.#micros.low, this.#micros.high);
    }
    if (fault !== 0) {
      columns.drop(builder);
      this.refused.add(fault);
      reader.resume(end);
      return;
    }
    if (!isTimed) {
      if (this.#hasAnnotation) builder.setStart(this.#firstLow, this.#firstHigh);
      else columns.startWithTrace(builder);
    }
    builder.setTraceId(this.#traceId, 0);
    builder.setSpanId(this.#spanId, 0);
    if (!this.#isParentOwnId()) builder.setParentSpanId(this.#parentId, 0);
    columns.end(
      builder,
      columns.kind(builder, spanKindOf(kind), shared !== 0) |
        (debug !== 0 ? ZipkinFlag.sampled | ZipkinFlag.debug : 0) |
        (isTimed ? 0 : ZipkinFlag.untimed),
    );
  }

  /** Reads the ids, with zeros before what is shorter. @returns a fault, or 0 */
  #ids(traceIdAt: number, traceIdEnd: number, spanIdAt: number, spanIdEnd: number): number {
    if (!this.#padded(this.#traceId, traceIdAt, traceIdEnd)) return ZipkinFault.traceIdLength;
    if (isZero(this.#traceId, 0, 16)) return ZipkinFault.traceIdZero;
    if (!this.#padded(this.#spanId, spanIdAt, spanIdEnd)) return ZipkinFault.idLength;
    if (isZero(this.#spanId, 0, 8)) return ZipkinFault.idZero;
    return 0;
  }

  #parent(at: number, end: number): number {
    if (at !== end) return this.#padded(this.#parentId, at, end) ? 0 : ZipkinFault.parentIdLength;
    this.#parentId.fill(0);
    return 0;
  }

  #padded(target: Uint8Array, at: number, end: number): boolean {
    const missing = target.length - (end - at);
    if (missing < 0 || at === end) return false;
    const { bytes } = this.reader;
    for (let i = 0; i < missing; i++) target[i] = 0;
    for (let i = missing; i < target.length; i++) target[i] = bytes[at + i - missing] as number;
    return true;
  }

  /** As with Zipkin, a span that is its own parent has none. */
  #isParentOwnId(): boolean {
    for (let i = 0; i < 8; i++) if (this.#parentId[i] !== this.#spanId[i]) return false;
    return true;
  }

  #local(end: number): void {
    const { reader } = this;
    const { local } = this.#columns;
    const start = reader.at;
    const run = this.#localRun;
    // Of several, one after another counts on.
    const isFirst = local.isEmpty;
    if (isFirst && start + run.length === end && run.isAt(start)) {
      reader.at = end;
      local.recall();
      return;
    }
    this.#endpoint(local, end);
    if (isFirst && reader.fault === 0 && !local.isEmpty) run.learn(start, end);
    else run.forget();
  }

  #endpoint(endpoint: ReadEndpoint, end: number): void {
    const { reader } = this;
    while (reader.at < end) {
      const tag = reader.tag(end);
      switch (tag) {
        case 0x0a: {
          // service_name
          const nameEnd = reader.run(end);
          endpoint.service.read(reader.bytes, reader.at, nameEnd);
          reader.at = nameEnd;
          break;
        }
        case 0x12: // ipv4
        case 0x1a: {
          // ipv6
          const addressEnd = reader.run(end);
          endpoint.setAddress(reader.bytes, reader.at, addressEnd - reader.at);
          reader.at = addressEnd;
          break;
        }
        case 0x20: // port
          endpoint.setPort(reader.varint(end));
          break;
        default:
          reader.skip(tag, end);
      }
    }
  }

  #annotation(builder: SpanBatchBuilder, end: number): void {
    const { reader } = this;
    const micros = this.#micros;
    let timeLow = 0;
    let timeHigh = 0;
    let valueStart = 0;
    let valueEnd = 0;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === 0x09) {
        timeLow = reader.fixed64(end);
        timeHigh = reader.high;
      } else if (tag === 0x12) {
        valueEnd = reader.run(end);
        valueStart = reader.at;
        reader.at = valueEnd;
      } else reader.skip(tag, end);
    }
    // As with Zipkin, one without a time or a value is none.
    if (reader.fault !== 0 || (timeLow | timeHigh) === 0 || valueStart === valueEnd) return;
    if (!micros.read(timeLow, timeHigh)) {
      reader.fail(ZipkinFault.annotationTimestamp);
      return;
    }
    const { low, high } = micros;
    this.#columns.annotation(builder, reader.bytes, valueStart, valueEnd, low, high);
    const isEarlier =
      micros.high < this.#firstHigh ||
      (micros.high === this.#firstHigh && micros.low < this.#firstLow);
    if (this.#hasAnnotation && !isEarlier) return;
    this.#hasAnnotation = true;
    this.#firstLow = micros.low;
    this.#firstHigh = micros.high;
  }

  #tag(builder: SpanBatchBuilder, end: number): void {
    const { reader } = this;
    let keyStart = 0;
    let keyEnd = 0;
    let valueStart = 0;
    let valueEnd = 0;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === 0x0a) {
        keyEnd = reader.run(end);
        keyStart = reader.at;
        reader.at = keyEnd;
      } else if (tag === 0x12) {
        valueEnd = reader.run(end);
        valueStart = reader.at;
        reader.at = valueEnd;
      } else reader.skip(tag, end);
    }
    if (reader.fault !== 0) return;
    this.#columns.tag(builder, reader.bytes, keyStart, keyEnd, valueStart, valueEnd);
  }
}

function spanKindOf(kind: number): SpanKind {
  switch (kind) {
    case 1:
      return SpanKind.client;
    case 2:
      return SpanKind.server;
    case 3:
      return SpanKind.producer;
    case 4:
      return SpanKind.consumer;
    default:
      return SpanKind.unspecified;
  }
}

const decoder: ListDecoder = new ListDecoder();

/**
 * Appends the spans of a ListOfSpans, as Zipkin's clients post it to `/api/v2/spans`. A span that is malformed is refused
 * and counted, the others stay.
 * @param body the whole message, uncompressed; an empty one has no spans
 * @param builder takes the spans
 * @throws {DecodeError} when it is malformed outside of its spans; then nothing of it is in the builder
 * @throws {BatchTooLargeError} when it would take several times its size in memory
 */
export function decodeZipkinProtobuf(body: Uint8Array, builder: SpanBatchBuilder): DecodeResult {
  return decodeRequest(decoder, body, builder);
}
