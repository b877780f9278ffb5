// Decodes a list of version 1 spans in Thrift's binary encoding, as Zipkin's older clients post it. The cases below are
// `field id << 4 | type` of https://github.com/openzipkin/zipkin-api/blob/master/thrift/zipkinCore.thrift
import { type SpanBatchBuilder, SpanFormat } from '@clew/model';
import { decodeRequest, type RequestDecoder } from '../decode-request.ts';
import type { DecodeResult } from '../decode-result.ts';
import { RefusedSpans } from '../refused-spans.ts';
import { ThriftBinaryReader } from '../thrift/thrift-binary-reader.ts';
import { END_OF_STRUCT, malformed, ThriftType } from '../thrift/thrift-reader.ts';
import { SpanColumns } from './span-columns.ts';
import { V1Converter } from './v1-converter.ts';
import { exactMicros, NO_ENDPOINT, V1Span, ValueType } from './v1-span.ts';
import { ZipkinFault, zipkinFaultReasons } from './zipkin-fault.ts';

/** What begins the fields of a binary annotation: type and id. */
const KEY_FIELD = 0x0b0001;
const VALUE_FIELD = 0x0b0002;
const TYPE_FIELD = 0x080003;
const HOST_FIELD = 0x0c0004;
/** How long such a beginning is with the length of a text, or with a number. */
const FIELD_AND_LENGTH = 7;

/** One serves every request, one after another, so that its code and its memory stay warm. */
class ListDecoder implements RequestDecoder {
  readonly format: number = SpanFormat.zipkin;
  readonly reader: ThriftBinaryReader = new ThriftBinaryReader();
  readonly #columns: SpanColumns = new SpanColumns();
  readonly #converter: V1Converter = new V1Converter(this.#columns);
  readonly refused: RefusedSpans = new RefusedSpans(zipkinFaultReasons);
  readonly #span: V1Span = new V1Span();
  /** Why the span that is being read is refused, or 0. */
  #fault = 0;

  readRequest(builder: SpanBatchBuilder): void {
    this.#columns.open(builder);
    this.#span.open(this.reader.bytes);
    try {
      this.#list(builder);
      this.#columns.close(builder, true);
    } finally {
      this.#columns.release();
      this.#span.release();
    }
  }

  #list(builder: SpanBatchBuilder): void {
    const { reader } = this;
    const count = reader.list();
    if (reader.elementType !== ThriftType.struct && count > 0) {
      throw malformed('a list of something else than spans', 0);
    }
    for (let i = 0; i < count; i++) {
      this.#fault = 0;
      this.#span.clear();
      this.#readSpan();
      const fault = this.#fault || this.#converter.append(this.#span, builder);
      if (fault !== 0) this.refused.add(fault);
    }
  }

  #readSpan(): void {
    const { reader } = this;
    const span = this.#span;
    for (let id = reader.field(0); id !== END_OF_STRUCT; id = reader.field(id)) {
      switch ((id << 4) | reader.type) {
        case 0x1a: // trace_id
          this.#id(span.traceId, 8);
          break;
        case 0x3b: // name
          reader.run();
          span.nameStart = reader.start;
          span.nameEnd = reader.end;
          break;
        case 0x4a: // id
          this.#id(span.id, 0);
          break;
        case 0x5a: // parent_id
          this.#id(span.parentId, 0);
          break;
        case 0x6f: // annotations
          this.#annotations();
          break;
        case 0x8f: // binary_annotations
          this.#binaryAnnotations();
          break;
        case 0x92: // debug
          span.debug = reader.boolean();
          break;
        case 0xaa: // timestamp
          span.timestamp = this.#micros(ZipkinFault.timestamp);
          break;
        case 0xba: // duration
          span.duration = this.#micros(ZipkinFault.duration);
          break;
        case 0xca: // trace_id_high
          this.#id(span.traceId, 0);
          break;
        default:
          reader.skip();
      }
    }
  }

  #id(target: Uint8Array, at: number): void {
    const { reader } = this;
    reader.int64();
    const { bytes } = reader;
    const from = reader.at - 8;
    for (let i = 0; i < 8; i++) target[at + i] = bytes[from + i] as number;
  }

  #micros(fault: number): number {
    const { reader } = this;
    reader.int64();
    const micros = exactMicros(reader.low, reader.high);
    if (micros >= 0) return micros;
    if (this.#fault === 0) this.#fault = fault;
    return 0;
  }

  #annotations(): void {
    const { reader } = this;
    const count = reader.list();
    if (reader.elementType !== ThriftType.struct) {
      reader.skipElements(count);
      return;
    }
    for (let i = 0; i < count; i++) {
      let time = 0;
      let start = 0;
      let end = 0;
      let endpoint = NO_ENDPOINT;
      for (let id = reader.field(0); id !== END_OF_STRUCT; id = reader.field(id)) {
        switch ((id << 4) | reader.type) {
          case 0x1a: // timestamp
            time = this.#micros(ZipkinFault.annotationTimestamp);
            break;
          case 0x2b: // value
            reader.run();
            start = reader.start;
            end = reader.end;
            break;
          case 0x3c: // host
            endpoint = this.#endpoint();
            break;
          default:
            reader.skip();
        }
      }
      // As with Zipkin, one without a time or a value is none.
      if (time > 0 && end > start) this.#span.addAnnotation(time, start, end, endpoint);
    }
  }

  #binaryAnnotations(): void {
    const { reader } = this;
    const count = reader.list();
    if (reader.elementType !== ThriftType.struct) {
      reader.skipElements(count);
      return;
    }
    for (let i = 0; i < count; i++) {
      if (this.#usualBinary()) continue;
      let keyStart = 0;
      let keyEnd = 0;
      let valueStart = -1;
      let valueEnd = -1;
      let type: number = ValueType.boolean;
      let endpoint = NO_ENDPOINT;
      for (let id = reader.field(0); id !== END_OF_STRUCT; id = reader.field(id)) {
        switch ((id << 4) | reader.type) {
          case 0x1b: // key
            reader.run();
            keyStart = reader.start;
            keyEnd = reader.end;
            break;
          case 0x2b: // value
            reader.run();
            valueStart = reader.start;
            valueEnd = reader.end;
            break;
          case 0x38: // annotation_type
            type = reader.int32();
            break;
          case 0x4c: // host
            endpoint = this.#endpoint();
            break;
          default:
            reader.skip();
        }
      }
      if (keyEnd === keyStart || valueStart < 0) continue;
      this.#span.addBinary(keyStart, keyEnd, valueStart, valueEnd, type, endpoint);
    }
  }

  /**
   * Adds a binary annotation as nearly all are written, its four fields in their order and its host that of the one before, without a step
   * for each field.
   * @returns whether it is one; else nothing was taken
   */
  #usualBinary(): boolean {
    const { reader } = this;
    const span = this.#span;
    const { bytes } = reader;
    const keyStart = reader.at + FIELD_AND_LENGTH;
    if (keyStart > bytes.length || wordAt(bytes, reader.at) >>> 8 !== KEY_FIELD) return false;
    const keyEnd = keyStart + wordAt(bytes, keyStart - 4);
    const valueStart = keyEnd + FIELD_AND_LENGTH;
    if (keyEnd <= keyStart || valueStart > bytes.length) return false;
    if (wordAt(bytes, keyEnd) >>> 8 !== VALUE_FIELD) return false;
    const valueEnd = valueStart + wordAt(bytes, valueStart - 4);
    // The type is a field of seven bytes, and the host's begins with three.
    const hostStart = valueEnd + FIELD_AND_LENGTH + 3;
    if (valueEnd < valueStart || hostStart > bytes.length) return false;
    if (wordAt(bytes, valueEnd) >>> 8 !== TYPE_FIELD) return false;
    if (wordAt(bytes, hostStart - 4) << 8 !== HOST_FIELD << 8) return false;
    const hostEnd = hostStart + span.hostRun.length;
    if (!span.hostRun.isAt(hostStart) || bytes[hostEnd] !== 0) return false;
    const type = wordAt(bytes, valueEnd + 3);
    span.addBinary(keyStart, keyEnd, valueStart, valueEnd, type, span.host);
    reader.at = hostEnd + 1;
    return true;
  }

  #endpoint(): number {
    const { reader } = this;
    const span = this.#span;
    const { at } = reader;
    if (span.hostRun.isAt(at)) {
      reader.at = at + span.hostRun.length;
      return span.host;
    }
    const row = this.#readEndpoint();
    span.learnHost(row, at, reader.at);
    return row;
  }

  #readEndpoint(): number {
    const { reader } = this;
    let serviceStart = 0;
    let serviceEnd = 0;
    let ipv4At = -1;
    let ipv6At = -1;
    let port = 0;
    for (let id = reader.field(0); id !== END_OF_STRUCT; id = reader.field(id)) {
      switch ((id << 4) | reader.type) {
        case 0x18: // ipv4
          // Zero is none: those who have no address must write one.
          if (reader.int32() !== 0) ipv4At = reader.at - 4;
          break;
        case 0x26: // port
          port = this.#int16();
          break;
        case 0x3b: // service_name
          reader.run();
          serviceStart = reader.start;
          serviceEnd = reader.end;
          break;
        case 0x4b: // ipv6
          reader.run();
          ipv6At = reader.end - reader.start === 16 ? reader.start : -1;
          break;
        default:
          reader.skip();
      }
    }
    return this.#span.addEndpoint(serviceStart, serviceEnd, ipv4At, ipv6At, port);
  }

  /** A port is unsigned, which Thrift's numbers are not. */
  #int16(): number {
    const { reader } = this;
    reader.skip();
    const { bytes, at } = reader;
    return ((bytes[at - 2] as number) << 8) | (bytes[at - 1] as number);
  }
}

/** The signed number of four bytes. */
function wordAt(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at] as number) << 24) | ((bytes[at + 1] as number) << 16);
  return high | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
}

const decoder: ListDecoder = new ListDecoder();

/**
 * Appends the spans of a list in Thrift's binary encoding, as Zipkin's clients post it to `/api/v1/spans`. A span that can't
 * be is refused and counted, the others stay.
 * @param body the whole list, uncompressed; an empty body has no spans
 * @param builder takes the spans: one for each service that a span of version 1 names
 * @throws {DecodeError} when it is no Thrift; then nothing of it is in the builder
 * @throws {BatchTooLargeError} when it would take several times its size in memory
 */
export function decodeZipkinThrift(body: Uint8Array, builder: SpanBatchBuilder): DecodeResult {
  if (body.length === 0) return { accepted: 0, rejected: new Map() };
  return decodeRequest(decoder, body, builder);
}
