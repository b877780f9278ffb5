// Reads spans of Zipkin's version 1 of JSON, in which annotations and binary annotations each name their host, and appends what they become
// to columns. Hot: no object for a span, an annotation or a text.
import type { SpanBatchBuilder } from '@clew/model';
import { DecodeError } from '../decode-result.ts';
import { JsonKeys } from '../json-keys.ts';
import { isNumberStart, type JsonScanner, OBJECT_END } from '../json-scanner.ts';
import { JsonEndpoint } from './json-endpoint.ts';
import { ID_KEYS, JsonIds } from './json-ids.ts';
import type { JsonSpanDecoder } from './json-list-decoder.ts';
import { KeptTexts } from './kept-texts.ts';
import { SpanColumns } from './span-columns.ts';
import { V1Converter } from './v1-converter.ts';
import { NO_ENDPOINT, V1Span, ValueType } from './v1-span.ts';
import { ZipkinFault } from './zipkin-fault.ts';

const NAME = 4;
const TIMESTAMP = 5;
const DURATION = 6;
const ANNOTATIONS = 7;
const BINARY_ANNOTATIONS = 8;
const DEBUG = 9;
/** This and those after it are of version 2. */
const LOCAL_ENDPOINT = 10;
const spanKeys: JsonKeys = new JsonKeys(
  ...[...ID_KEYS, 'name', 'timestamp', 'duration', 'annotations'],
  ...['binaryAnnotations', 'debug', 'localEndpoint', 'remoteEndpoint', 'tags'],
);

const VALUE = 1;
const ENDPOINT = 2;
const ANNOTATION_TIME = 3;
const annotationKeys: JsonKeys = new JsonKeys('value', 'endpoint', 'timestamp');
const BINARY_KEY = 3;
const BINARY_TYPE = 4;
const binaryKeys: JsonKeys = new JsonKeys('value', 'endpoint', 'key', 'type');

const typeKeys: JsonKeys = new JsonKeys('DOUBLE');

/** A binary annotation that has no value yet. */
const NO_VALUE = -1;
const QUOTE = 0x22;
const LOWER_F = 0x66;
const LOWER_T = 0x74;
/** Texts of spans stay until they are more than this, and with them what was read of endpoints. */
const KEPT_TEXTS = 1 << 14;

/** Reads spans with the scanner that it shares with whoever reads the list around them. */
export class V1JsonSpans implements JsonSpanDecoder {
  readonly columns: SpanColumns = new SpanColumns();
  readonly #scanner: JsonScanner;
  readonly #converter: V1Converter = new V1Converter(this.columns);
  readonly #span: V1Span = new V1Span();
  readonly #texts: KeptTexts = new KeptTexts();
  readonly #ids: JsonIds;
  readonly #endpointReader: JsonEndpoint;
  readonly #number: DataView<ArrayBuffer> = new DataView(new ArrayBuffer(8));
  readonly #numberBytes: Uint8Array = new Uint8Array(this.#number.buffer);

  constructor(scanner: JsonScanner) {
    this.#scanner = scanner;
    this.#ids = new JsonIds(scanner, this.#span);
    this.#endpointReader = new JsonEndpoint(scanner, this.#texts);
  }

  open(body: Uint8Array): void {
    this.#span.open(body);
  }

  release(): void {
    this.#span.release();
    this.#endpointReader.release();
    this.#texts.clear();
  }

  append(builder: SpanBatchBuilder): void {
    const scanner = this.#scanner;
    const span = this.#span;
    span.clear();
    if (this.#texts.length > KEPT_TEXTS) {
      this.#texts.clear();
      span.forgetEndpoints();
    }
    this.#fields();
    if (scanner.fault !== 0) return;
    span.source = this.#texts.bytes;
    const fault = this.#converter.append(span, builder);
    if (fault !== 0) scanner.fail(fault);
  }

  #fields(): void {
    const scanner = this.#scanner;
    const span = this.#span;
    const ids = this.#ids;
    ids.clear();
    let seen = 0;
    if (scanner.enterObject()) {
      for (;;) {
        const key = scanner.nextKey(spanKeys);
        if (key === OBJECT_END) break;
        seen = scanner.once(seen, key);
        if (ids.read(key)) continue;
        switch (key) {
          case NAME:
            scanner.readText();
            span.nameStart = this.#texts.keep(scanner);
            span.nameEnd = this.#texts.length;
            break;
          case TIMESTAMP:
            span.timestamp = scanner.readWholeMicros(ZipkinFault.timestamp);
            break;
          case DURATION:
            span.duration = scanner.readWholeMicros(ZipkinFault.duration);
            break;
          case ANNOTATIONS:
            if (scanner.enterList()) while (scanner.nextItem()) this.#annotation();
            break;
          case BINARY_ANNOTATIONS:
            if (scanner.enterList()) while (scanner.nextItem()) this.#binaryAnnotation();
            break;
          case DEBUG:
            span.debug = scanner.readBoolean();
            break;
          default:
            if (key >= LOCAL_ENDPOINT) {
              throw new DecodeError('the body has spans of version 2: send them to /api/v2/spans');
            }
            scanner.skipValue();
        }
      }
    }
    // Ids last: what is malformed otherwise is named first.
    ids.end();
  }

  #annotation(): void {
    const scanner = this.#scanner;
    let time = 0;
    let start = 0;
    let end = 0;
    let endpoint = NO_ENDPOINT;
    let seen = 0;
    if (scanner.enterObject()) {
      for (;;) {
        const key = scanner.nextKey(annotationKeys);
        if (key === OBJECT_END) break;
        seen = scanner.once(seen, key);
        if (key === ANNOTATION_TIME) {
          time = scanner.readWholeMicros(ZipkinFault.annotationTimestamp);
        } else if (key === VALUE) {
          scanner.readText();
          start = this.#texts.keep(scanner);
          end = this.#texts.length;
        } else if (key === ENDPOINT) endpoint = this.#endpoint();
        else scanner.skipValue();
      }
    }
    if (time === 0) scanner.fail(ZipkinFault.annotationTimestamp);
    this.#span.addAnnotation(time, start, end, endpoint);
  }

  /** The type of a value is that of its JSON; `type` tells apart what JSON does not. */
  #binaryAnnotation(): void {
    const scanner = this.#scanner;
    const texts = this.#texts;
    let keyStart = 0;
    let keyEnd = 0;
    let start = 0;
    let end = 0;
    let type: number = NO_VALUE;
    let isDouble = false;
    let endpoint = NO_ENDPOINT;
    let seen = 0;
    if (scanner.enterObject()) {
      for (;;) {
        const key = scanner.nextKey(binaryKeys);
        if (key === OBJECT_END) break;
        seen = scanner.once(seen, key);
        if (key === BINARY_KEY) {
          scanner.readText();
          keyStart = texts.keep(scanner);
          keyEnd = texts.length;
        } else if (key === VALUE) {
          start = texts.length;
          type = this.#value();
          end = texts.length;
        } else if (key === ENDPOINT) endpoint = this.#endpoint();
        else if (key === BINARY_TYPE && scanner.peek() === QUOTE) {
          scanner.readString();
          isDouble = typeKeys.find(scanner.text, scanner.textStart, scanner.textEnd) !== 0;
        } else scanner.skipValue();
      }
    }
    if (keyStart === keyEnd) scanner.fail(ZipkinFault.malformed);
    if (type === NO_VALUE) return;
    if (type === ValueType.double && !isDouble) type = this.#asInteger(start);
    this.#span.addBinary(keyStart, keyEnd, start, end, type, endpoint);
  }

  /** Keeps a value's bytes as they are in Thrift; any number is a double. @returns its type */
  #value(): number {
    const scanner = this.#scanner;
    const texts = this.#texts;
    const byte = scanner.peek();
    if (byte === QUOTE) {
      scanner.readString();
      texts.keep(scanner);
      return ValueType.string;
    }
    if (byte === LOWER_T || byte === LOWER_F) {
      texts.byte(scanner.readBoolean() ? 1 : 0);
      return ValueType.boolean;
    }
    if (isNumberStart(byte)) {
      this.#number.setFloat64(0, scanner.readDouble());
      texts.run(this.#numberBytes, 0, 8);
      return ValueType.double;
    }
    // Null, or a fault.
    scanner.readText();
    return NO_VALUE;
  }

  /** Makes an integer of the double at `start` of the texts when it is one. @returns its type */
  #asInteger(start: number): number {
    const { bytes } = this.#texts;
    const view = this.#number;
    for (let i = 0; i < 8; i++) this.#numberBytes[i] = bytes[start + i] as number;
    const value = view.getFloat64(0);
    if (!Number.isSafeInteger(value)) return ValueType.double;
    view.setInt32(0, Math.floor(value / 0x1_0000_0000));
    view.setInt32(4, value);
    for (let i = 0; i < 8; i++) bytes[start + i] = this.#numberBytes[i] as number;
    return ValueType.int64;
  }

  /** Reads an endpoint, mostly the one that was read last. @returns its row */
  #endpoint(): number {
    const scanner = this.#scanner;
    const span = this.#span;
    scanner.peek();
    const start = scanner.at;
    if (span.hostRun.isAt(start)) {
      scanner.moveTo(start + span.hostRun.length);
      return span.host;
    }
    const read = this.#endpointReader;
    const texts = this.#texts;
    read.read();
    const serviceStart = texts.length;
    texts.run(read.service, read.serviceStart, read.serviceEnd);
    const serviceEnd = texts.length;
    const ipv4At = read.hasIpv4 ? serviceEnd : -1;
    if (read.hasIpv4) texts.run(read.ipv4, 0, 4);
    const ipv6At = read.hasIpv6 ? texts.length : -1;
    if (read.hasIpv6) texts.run(read.ipv6, 0, 16);
    // The memory of texts may have become another as it grew.
    span.source = texts.bytes;
    const row = span.addEndpoint(serviceStart, serviceEnd, ipv4At, ipv6At, read.port);
    if (scanner.fault === 0) span.learnHost(row, start, scanner.at);
    return row;
  }
}
