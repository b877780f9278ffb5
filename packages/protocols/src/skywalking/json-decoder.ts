// Decodes SkyWalking's segments in JSON, as agents post them over HTTP: the fields of the protobuf messages under their names. Few agents
// speak it, so it is written as protobuf, straight from its bytes, and decoded as that: there is one mapping.
import { type SpanBatchBuilder, SpanFormat } from '@clew/model';
import { decodeRequest, type RequestDecoder } from '../decode-request.ts';
import { DecodeError, type DecodeResult } from '../decode-result.ts';
import { JsonScanner, OBJECT_END } from '../json-scanner.ts';
import { MALFORMED } from '../protobuf-reader.ts';
import { ProtobufWriter } from '../protobuf-writer.ts';
import type { RefusedSpans } from '../refused-spans.ts';
import { CollectionDecoder } from './segment-decoder.ts';
import {
  FieldKind,
  type JsonField,
  type JsonMessage,
  segmentMessage,
  spanMessage,
} from './segment-json.ts';

const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;
/** The field of a collection that is a segment. */
const SEGMENT = 0x0a;
const FIRST_BYTES = 1 << 16;
/** What one large request needed beyond this is given back. */
const KEPT_BYTES = 1 << 20;

/** Decodes requests that are each a segment in JSON, or a list of them. */
class SegmentsJsonDecoder implements RequestDecoder {
  readonly format: number = SpanFormat.skywalking;
  readonly reader: JsonScanner = new JsonScanner();
  readonly #collection: CollectionDecoder = new CollectionDecoder();
  readonly refused: RefusedSpans = this.#collection.refused;
  readonly #writer: ProtobufWriter = new ProtobufWriter(FIRST_BYTES);
  /** Spans of the open segment that are written, and those that were refused. */
  #written = 0;
  #malformed = 0;

  readRequest(builder: SpanBatchBuilder, end: number): void {
    const { reader: protobuf } = this.#collection;
    const writer = this.#writer;
    // Hardly any JSON becomes longer as protobuf: the memory need not grow bit by bit.
    writer.reserve(end);
    try {
      this.#writeSegments();
      protobuf.open(writer.bytes.subarray(0, writer.length));
      this.#collection.readRequest(builder, writer.length);
    } finally {
      protobuf.close();
      writer.clear(KEPT_BYTES);
    }
  }

  #writeSegments(): void {
    const { reader } = this;
    if (reader.peek() !== OPEN_BRACKET) this.#writeSegment();
    else if (reader.enterList()) while (reader.nextItem()) this.#writeSegment();
    reader.end();
  }

  #writeSegment(): void {
    const { reader } = this;
    const writer = this.#writer;
    if (reader.peek() !== OPEN_BRACE) {
      throw new DecodeError(
        'the body is JSON but neither a segment of SkyWalking nor a list of them',
      );
    }
    const before = writer.length;
    this.#written = 0;
    this.#malformed = 0;
    this.#writeMessage(SEGMENT, segmentMessage);
    if (reader.fault !== 0) {
      // Its spans are worth nothing without what they share; when there is no telling how many there are, one is.
      reader.fault = 0;
      writer.length = before;
      this.#malformed += this.#malformed === 0 ? Math.max(1, this.#written) : this.#written;
    }
    for (let left = this.#malformed; left > 0; left--) this.refused.add(MALFORMED);
  }

  /** Writes a span, or leaves it out when it is malformed, which costs no other span. */
  #writeSpan(tag: number): void {
    const { reader } = this;
    const writer = this.#writer;
    const before = writer.length;
    const fault = reader.fault;
    reader.fault = 0;
    this.#writeMessage(tag, spanMessage);
    if (reader.fault === 0) this.#written++;
    else {
      this.#malformed++;
      writer.length = before;
    }
    reader.fault = fault;
  }

  #writeMessage(tag: number, message: JsonMessage): void {
    const { reader } = this;
    const writer = this.#writer;
    const start = writer.begin(tag);
    if (reader.enterObject()) {
      let seen = 0;
      for (;;) {
        const key = reader.nextKey(message.keys);
        if (key === OBJECT_END) break;
        seen = reader.once(seen, key);
        if (key === 0) reader.skipValue();
        else this.#writeField(message.fields[key - 1] as JsonField);
      }
    }
    writer.end(start);
  }

  #writeField({ tag, kind, names, items }: JsonField): void {
    const { reader } = this;
    switch (kind) {
      case FieldKind.text:
        reader.readText();
        if (reader.textStart < reader.textEnd) {
          this.#writer.runField(tag, reader.text, reader.textStart, reader.textEnd);
        }
        break;
      case FieldKind.int32:
        reader.readInt64();
        if (reader.high !== reader.low >> 31) reader.fail(MALFORMED);
        this.#writeNumber(tag, reader.low, reader.high);
        break;
      case FieldKind.int64:
        reader.readInt64();
        this.#writeNumber(tag, reader.low, reader.high);
        break;
      case FieldKind.boolean:
        this.#writeNumber(tag, reader.readBoolean() ? 1 : 0, 0);
        break;
      case FieldKind.enumeration:
        this.#writeNumber(tag, reader.readEnumeration(names), 0);
        break;
      default:
        if (items === undefined || !reader.enterList()) break;
        while (reader.nextItem()) {
          if (items === spanMessage) this.#writeSpan(tag);
          else this.#writeMessage(tag, items);
        }
    }
  }

  #writeNumber(tag: number, low: number, high: number): void {
    if ((low | high) === 0) return;
    const writer = this.#writer;
    writer.reserve(12);
    writer.byte(tag);
    writer.varint64(high, low);
  }
}

const decoder: SegmentsJsonDecoder = new SegmentsJsonDecoder();

/**
 * Appends the spans of a segment in JSON, as agents post it to `/v3/segment`, or of a list of them (`/v3/segments`). A span that is
 * malformed is refused and counted, the others stay.
 * @param body UTF-8, uncompressed, which is not kept
 * @param builder takes the spans; what else it holds is left alone
 * @throws {DecodeError} when the body is no JSON or no segments; then nothing of it is in the builder
 */
export function decodeSegmentsJson(body: Uint8Array, builder: SpanBatchBuilder): DecodeResult {
  return decodeRequest(decoder, body, builder);
}
