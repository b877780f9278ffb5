// Decodes SkyWalking's segments in JSON, as agents post them over HTTP: the fields of the protobuf messages under their names. Few agents
// speak it, so it is parsed, written as protobuf and decoded as that, and there is one mapping.
import type { SpanBatchBuilder } from '@clew/model';
import { DecodeError, type DecodeResult } from '../decode-result.ts';
import { parseJsonBody } from '../json-body.ts';
import { type JsonObject, JsonReader } from '../json-reader.ts';
import { ProtobufWriter } from '../protobuf-writer.ts';
import { decodeSegmentCollection } from './segment-decoder.ts';
import { SegmentFault, segmentFaultReasons } from './segment-fault.ts';

const FIRST_BYTES = 65_536;
const MIN_INT32 = -(2n ** 31n);
const MAX_INT32 = 2n ** 31n - 1n;
const MALFORMED_SPAN = segmentFaultReasons[SegmentFault.malformed] ?? '';

const spanTypes = ['Entry', 'Exit', 'Local'] as const;
const spanLayers = ['Unknown', 'Database', 'RPCFramework', 'Http', 'MQ', 'Cache', 'FAAS'] as const;
const refTypes = ['CrossProcess', 'CrossThread'] as const;

/** Writes one SegmentCollection. The numbers are tags, see segment-decoder.ts. */
class CollectionWriter {
  readonly writer: ProtobufWriter = new ProtobufWriter(FIRST_BYTES);
  readonly #reader: JsonReader = new JsonReader();
  /** Spans that were left out. */
  malformed = 0;

  segment(json: unknown): void {
    const { writer } = this;
    const reader = this.#reader;
    reader.fault = 0;
    const fields = reader.object(json);
    if (reader.fault !== 0 || fields !== json) {
      throw new DecodeError(
        'the body is JSON but neither a segment of SkyWalking nor a list of them',
      );
    }
    const start = writer.begin(0x0a);
    this.#text(0x0a, fields['traceId']);
    this.#text(0x12, fields['traceSegmentId']);
    this.#text(0x22, fields['service']);
    this.#text(0x2a, fields['serviceInstance']);
    this.#boolean(0x30, fields['isSizeLimited']);
    const spans = reader.list(fields['spans']);
    if (reader.fault === 0) for (const span of spans) this.#span(span);
    else this.malformed += Math.max(1, spans.length);
    writer.end(start);
  }

  #span(json: unknown): void {
    const { writer } = this;
    const reader = this.#reader;
    const before = writer.length;
    reader.fault = 0;
    const span = reader.object(json);
    const start = writer.begin(0x1a);
    this.#int32(0x08, span['spanId']);
    this.#int32(0x10, span['parentSpanId']);
    this.#int64(0x18, span['startTime']);
    this.#int64(0x20, span['endTime']);
    for (const ref of reader.list(span['refs'])) this.#reference(reader.object(ref));
    this.#text(0x32, span['operationName']);
    this.#text(0x3a, span['peer']);
    this.#enumeration(0x40, span['spanType'], spanTypes);
    this.#enumeration(0x48, span['spanLayer'], spanLayers);
    this.#int32(0x50, span['componentId']);
    this.#boolean(0x58, span['isError']);
    for (const tag of reader.list(span['tags'])) this.#pair(0x62, reader.object(tag));
    for (const log of reader.list(span['logs'])) this.#log(reader.object(log));
    this.#boolean(0x70, span['skipAnalysis']);
    if (reader.fault === 0) {
      writer.end(start);
      return;
    }
    writer.length = before;
    this.malformed++;
  }

  #reference(ref: JsonObject): void {
    const start = this.writer.begin(0x2a);
    this.#enumeration(0x08, ref['refType'], refTypes);
    this.#text(0x12, ref['traceId']);
    this.#text(0x1a, ref['parentTraceSegmentId']);
    this.#int32(0x20, ref['parentSpanId']);
    this.#text(0x2a, ref['parentService']);
    this.#text(0x32, ref['parentServiceInstance']);
    this.#text(0x3a, ref['parentEndpoint']);
    this.#text(0x42, ref['networkAddressUsedAtPeer']);
    this.writer.end(start);
  }

  #log(log: JsonObject): void {
    const start = this.writer.begin(0x6a);
    this.#int64(0x08, log['time']);
    for (const pair of this.#reader.list(log['data'])) this.#pair(0x12, this.#reader.object(pair));
    this.writer.end(start);
  }

  #pair(tag: number, pair: JsonObject): void {
    const start = this.writer.begin(tag);
    this.#text(0x0a, pair['key']);
    this.#text(0x12, pair['value']);
    this.writer.end(start);
  }

  #text(tag: number, value: unknown): void {
    if (typeof value === 'string') this.writer.stringField(tag, value);
    else if (value !== undefined && value !== null) this.#reader.fail(SegmentFault.malformed);
  }

  #int32(tag: number, value: unknown): void {
    const number = this.#reader.int64(value);
    if (number < MIN_INT32 || number > MAX_INT32) this.#reader.fail(SegmentFault.malformed);
    this.#words(tag);
  }

  #int64(tag: number, value: unknown): void {
    this.#reader.int64(value);
    this.#words(tag);
  }

  #enumeration(tag: number, value: unknown, names: readonly string[]): void {
    const number = this.#reader.enumeration(value, names);
    if (number !== 0) this.#varint(tag, number);
  }

  #boolean(tag: number, value: unknown): void {
    if (value === true) this.#varint(tag, 1);
    else if (value !== false && value !== undefined && value !== null) {
      this.#reader.fail(SegmentFault.malformed);
    }
  }

  /** Writes the number that the reader read last. */
  #words(tag: number): void {
    const { low, high } = this.#reader;
    if ((low | high) === 0) return;
    this.writer.reserve(12);
    this.writer.byte(tag);
    this.writer.varint64(high, low);
  }

  #varint(tag: number, value: number): void {
    this.writer.reserve(6);
    this.writer.byte(tag);
    this.writer.varint32(value);
  }
}

/**
 * Appends the spans of a segment in JSON, as agents post it to `/v3/segment`, or of a list of them (`/v3/segments`). A span that is
 * malformed is refused and counted, the others stay.
 * @param body UTF-8, uncompressed
 * @param builder takes the spans; what else it holds is left alone
 * @throws {DecodeError} when the body is no JSON, no segments or has too many values; then nothing of it is in the builder
 */
export function decodeSegmentsJson(body: Uint8Array, builder: SpanBatchBuilder): DecodeResult {
  const json = parseJsonBody(body);
  const collection = new CollectionWriter();
  for (const segment of Array.isArray(json) ? json : [json]) collection.segment(segment);
  const { writer, malformed } = collection;
  const { accepted, rejected } = decodeSegmentCollection(
    writer.bytes.subarray(0, writer.length),
    builder,
  );
  if (malformed === 0) return { accepted, rejected };
  const all = new Map(rejected);
  all.set(MALFORMED_SPAN, (all.get(MALFORMED_SPAN) ?? 0) + malformed);
  return { accepted, rejected: all };
}
