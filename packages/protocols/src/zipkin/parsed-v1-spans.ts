// Decodes Zipkin's version 1 of JSON that JSON.parse has read: of a trace file, where it is asked where a span stands that is refused.
// https://github.com/openzipkin/zipkin-api/blob/master/zipkin-api.yaml
import type { SpanBatchBuilder } from '@clew/model';
import type { ReadResult } from '../decode-result.ts';
import type { JsonObject } from '../json-reader.ts';
import { isEmbeddedV4, parseIp } from './ip-text.ts';
import type { JsonFields } from './json-fields.ts';
import { JsonList, type JsonSpanReader } from './json-list.ts';
import { V1Converter } from './v1-converter.ts';
import { NO_ENDPOINT, V1Span, ValueType } from './v1-span.ts';
import { ZipkinFault } from './zipkin-fault.ts';

const WHOLE = /^-?\d{1,20}$/;

class SpanReader implements JsonSpanReader {
  readonly #fields: JsonFields;
  readonly #converter: V1Converter;
  readonly #span: V1Span = new V1Span();
  /** The span's last endpoint, and its row. */
  #last: JsonObject | undefined;
  #lastRow: number = NO_ENDPOINT;
  readonly #number: DataView<ArrayBuffer> = new DataView(new ArrayBuffer(8));

  constructor({ fields, columns }: JsonList) {
    this.#fields = fields;
    this.#converter = new V1Converter(columns);
  }

  append(json: JsonObject, builder: SpanBatchBuilder): void {
    const fields = this.#fields;
    const { reader } = fields;
    const span = this.#span;
    span.clear();
    span.forgetEndpoints();
    span.source = fields.bytes;
    this.#last = undefined;
    fields.text(json['name']);
    span.nameStart = fields.start;
    span.nameEnd = fields.end;
    span.timestamp = this.#micros(json['timestamp'], ZipkinFault.timestamp);
    span.duration = this.#micros(json['duration'], ZipkinFault.duration);
    span.debug = fields.boolean(json['debug']);
    for (const item of reader.list(json['annotations'])) this.#annotation(item);
    for (const item of reader.list(json['binaryAnnotations'])) this.#binaryAnnotation(item);
    fields.ids(json, span.traceId, span.id, span.parentId);
    span.source = fields.bytes;
    if (reader.fault === 0) {
      const fault = this.#converter.append(span, builder);
      if (fault !== 0) reader.fail(fault);
    }
  }

  #micros(value: unknown, fault: number): number {
    if (value === undefined || value === null) return 0;
    const number = typeof value === 'string' && WHOLE.test(value) ? Number(value) : value;
    const micros = typeof number === 'number' ? Math.floor(number) : -1;
    if (micros >= 0 && micros <= Number.MAX_SAFE_INTEGER) return micros;
    this.#fields.reader.fail(fault);
    return 0;
  }

  #annotation(item: unknown): void {
    const fields = this.#fields;
    const { timestamp, value, endpoint } = fields.reader.object(item);
    const time = this.#micros(timestamp, ZipkinFault.annotationTimestamp);
    if (time === 0) fields.reader.fail(ZipkinFault.annotationTimestamp);
    fields.text(value);
    const { start, end } = fields;
    this.#span.addAnnotation(time, start, end, this.#endpoint(endpoint));
  }

  /** The type of a value is that of its JSON; `type` tells apart what JSON does not. */
  #binaryAnnotation(item: unknown): void {
    const fields = this.#fields;
    const { key, value, type, endpoint } = fields.reader.object(item);
    fields.text(key);
    const { start, end } = fields;
    if (start === end) fields.reader.fail(ZipkinFault.malformed);
    const row = this.#endpoint(endpoint);
    let valueType: number = ValueType.string;
    if (typeof value === 'boolean') {
      valueType = ValueType.boolean;
      fields.append(Uint8Array.of(value ? 1 : 0));
    } else if (typeof value === 'number') {
      const isInteger = Number.isSafeInteger(value) && type !== 'DOUBLE';
      valueType = isInteger ? ValueType.int64 : ValueType.double;
      if (isInteger) this.#number.setBigInt64(0, BigInt(value));
      else this.#number.setFloat64(0, value);
      fields.append(new Uint8Array(this.#number.buffer));
    } else if (value === undefined || value === null) return;
    else fields.text(value);
    this.#span.addBinary(start, end, fields.start, fields.end, valueType, row);
  }

  #endpoint(value: unknown): number {
    const endpoint = this.#fields.reader.object(value);
    const last = this.#last;
    const isLast =
      last !== undefined &&
      last['serviceName'] === endpoint['serviceName'] &&
      last['ipv4'] === endpoint['ipv4'] &&
      last['ipv6'] === endpoint['ipv6'] &&
      last['port'] === endpoint['port'];
    if (isLast) return this.#lastRow;
    this.#last = endpoint;
    this.#lastRow = this.#readEndpoint(endpoint);
    return this.#lastRow;
  }

  #readEndpoint({ serviceName, ipv4, ipv6, port }: JsonObject): number {
    const fields = this.#fields;
    fields.text(typeof serviceName === 'string' ? serviceName : undefined);
    const { start, end } = fields;
    let ipv4At = -1;
    let ipv6At = -1;
    for (const text of [ipv4, ipv6]) {
      const address = typeof text === 'string' ? parseIp(text) : undefined;
      if (address === undefined) continue;
      const at = fields.append(address);
      if (address.length === 4) ipv4At = at;
      else if (isEmbeddedV4(address, 0)) ipv4At = at + 12;
      else ipv6At = at;
    }
    // The memory of texts may have become another as it grew.
    this.#span.source = fields.bytes;
    const isPort = Number.isInteger(port) && Number(port) > 0 && Number(port) < 65_536;
    return this.#span.addEndpoint(start, end, ipv4At, ipv6At, isPort ? Number(port) : 0);
  }
}

/**
 * Appends the spans of a file's list that JSON.parse has read, as `decodeZipkinV1Json` does.
 * @throws {DecodeError} when it is no list; roll the builder back to a mark then
 */
export function decodeZipkinV1Spans(list: unknown, builder: SpanBatchBuilder): ReadResult {
  const spans = new JsonList();
  return spans.read(list, new SpanReader(spans), builder, false);
}
