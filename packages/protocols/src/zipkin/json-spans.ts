// Reads spans of Zipkin's version 2 of JSON and appends them to columns. Hot: no object for a span, a tag or a text.
import { type SpanBatchBuilder, SpanKind, utf8Encode, ZipkinFlag } from '@clew/model';
import { CanonicalWriter } from '../canonical-writer.ts';
import { DecodeError } from '../decode-result.ts';
import { JsonKeys } from '../json-keys.ts';
import { IdState } from '../json-reader.ts';
import { isNumberStart, type JsonScanner, OBJECT_END } from '../json-scanner.ts';
import { RefusedSpans } from '../refused-spans.ts';
import { parseIp } from './ip-text.ts';
import type { ReadEndpoint } from './read-endpoint.ts';
import { SpanColumns } from './span-columns.ts';
import { ZipkinFault, zipkinFaultReasons } from './zipkin-fault.ts';

const TRACE_ID = 1;
const ID = 2;
const PARENT_ID = 3;
const NAME = 4;
const KIND = 5;
const TIMESTAMP = 6;
const DURATION = 7;
const LOCAL_ENDPOINT = 8;
const REMOTE_ENDPOINT = 9;
const ANNOTATIONS = 10;
const TAGS = 11;
const DEBUG = 12;
const SHARED = 13;
const BINARY_ANNOTATIONS = 14;
const spanKeys: JsonKeys = new JsonKeys(
  ...['traceId', 'id', 'parentId', 'name', 'kind', 'timestamp', 'duration', 'localEndpoint'],
  ...['remoteEndpoint', 'annotations', 'tags', 'debug', 'shared', 'binaryAnnotations'],
);

const SERVICE_NAME = 1;
const IPV4 = 2;
const IPV6 = 3;
const PORT = 4;
const endpointKeys: JsonKeys = new JsonKeys('serviceName', 'ipv4', 'ipv6', 'port');

const ANNOTATION_TIME = 1;
const ANNOTATION_VALUE = 2;
const annotationKeys: JsonKeys = new JsonKeys('timestamp', 'value');

const NO_KEYS: JsonKeys = new JsonKeys();
const kindKeys: JsonKeys = new JsonKeys('CLIENT', 'SERVER', 'PRODUCER', 'CONSUMER');
const kinds: readonly SpanKind[] = [
  ...[SpanKind.unspecified, SpanKind.client, SpanKind.server, SpanKind.producer],
  SpanKind.consumer,
];

const QUOTE = 0x22;
const DOT = 0x2e;
const ZERO = 0x30;
const LOWER_F = 0x66;
const LOWER_T = 0x74;
const NINE = 0x39;

/** Reads spans with the scanner that it shares with whoever reads the list around them. */
export class JsonSpans {
  readonly refused: RefusedSpans = new RefusedSpans(zipkinFaultReasons);
  readonly columns: SpanColumns = new SpanColumns();
  readonly #scanner: JsonScanner;
  /** Texts of the open span that have to stay until it ends. */
  readonly #texts: CanonicalWriter = new CanonicalWriter();
  readonly #traceId: Uint8Array = new Uint8Array(16);
  readonly #spanId: Uint8Array = new Uint8Array(8);
  readonly #parentId: Uint8Array = new Uint8Array(8);
  readonly #address: Uint8Array = new Uint8Array(4);
  /** The earliest annotation of the open span, nanoseconds. */
  #hasAnnotation = false;
  #firstLow = 0;
  #firstHigh = 0;

  constructor(scanner: JsonScanner) {
    this.#scanner = scanner;
  }

  /** Appends the span that comes next, or drops and counts it when it is malformed. */
  append(builder: SpanBatchBuilder): void {
    const scanner = this.#scanner;
    this.#texts.clear();
    this.#hasAnnotation = false;
    this.columns.begin(builder);
    const flags = this.#fields(builder);
    if (scanner.fault === 0) {
      this.columns.end(builder, flags);
      return;
    }
    this.columns.drop(builder);
    this.refused.add(scanner.fault);
    scanner.fault = 0;
  }

  /** @returns the flags that do not follow from tags and endpoints */
  #fields(builder: SpanBatchBuilder): number {
    const scanner = this.#scanner;
    const { columns } = this;
    let trace: IdState = IdState.absent;
    let own: IdState = IdState.absent;
    let parent: IdState = IdState.absent;
    let kind: SpanKind = SpanKind.unspecified;
    let isTimed = false;
    let isDebug = false;
    let isShared = false;
    let seen = 0;
    if (scanner.enterObject()) {
      for (;;) {
        const key = scanner.nextKey(spanKeys);
        if (key === OBJECT_END) break;
        seen = scanner.once(seen, key);
        switch (key) {
          case TRACE_ID:
            trace = scanner.readId(this.#traceId, 16, 1);
            break;
          case ID:
            own = scanner.readId(this.#spanId, 8, 1);
            break;
          case PARENT_ID:
            parent = scanner.readId(this.#parentId, 8, 1);
            break;
          case NAME:
            scanner.readText();
            columns.name(builder, scanner.text, scanner.textStart, scanner.textEnd);
            break;
          case KIND:
            kind = this.#kind();
            break;
          case TIMESTAMP:
            scanner.readMicros(ZipkinFault.timestamp);
            // As with Zipkin, 0 is none.
            isTimed = (scanner.low | scanner.high) !== 0;
            builder.setStart(scanner.low, scanner.high);
            break;
          case DURATION:
            scanner.readMicros(ZipkinFault.duration);
            builder.setDuration(scanner.low, scanner.high);
            break;
          case LOCAL_ENDPOINT:
            this.#endpoint(columns.local);
            break;
          case REMOTE_ENDPOINT:
            this.#endpoint(columns.remote);
            break;
          case ANNOTATIONS:
            if (scanner.enterList()) while (scanner.nextItem()) this.#annotation(builder);
            break;
          case TAGS:
            this.#tags(builder);
            break;
          case DEBUG:
            isDebug = scanner.readBoolean();
            break;
          case SHARED:
            isShared = scanner.readBoolean();
            break;
          case BINARY_ANNOTATIONS:
            throw new DecodeError('the body has spans of version 1: send them to /api/v1/spans');
          default:
            scanner.skipValue();
        }
      }
    }
    // A half of a call, such as that of a server that did not start the trace, may have no timestamp.
    if (!isTimed) {
      if (this.#hasAnnotation) builder.setStart(this.#firstLow, this.#firstHigh);
      else columns.startWithTrace(builder);
    }
    this.#ids(builder, trace, own, parent);
    return (
      columns.kind(builder, kind, isShared) |
      (isDebug ? ZipkinFlag.sampled | ZipkinFlag.debug : 0) |
      (isTimed ? 0 : ZipkinFlag.untimed)
    );
  }

  /** Ids last: what is malformed otherwise is named first. */
  #ids(builder: SpanBatchBuilder, trace: IdState, own: IdState, parent: IdState): void {
    const scanner = this.#scanner;
    if (trace === IdState.zero) scanner.fail(ZipkinFault.traceIdZero);
    else if (trace !== IdState.valid) scanner.fail(ZipkinFault.traceIdForm);
    builder.setTraceId(this.#traceId, 0);
    if (own === IdState.zero) scanner.fail(ZipkinFault.idZero);
    else if (own !== IdState.valid) scanner.fail(ZipkinFault.idForm);
    builder.setSpanId(this.#spanId, 0);
    if (parent === IdState.wrong) scanner.fail(ZipkinFault.parentIdForm);
    // As with Zipkin, a span that is its own parent has none.
    else if (parent === IdState.valid && !this.#isParentOwnId()) {
      builder.setParentSpanId(this.#parentId, 0);
    }
  }

  #isParentOwnId(): boolean {
    for (let i = 0; i < 8; i++) if (this.#parentId[i] !== this.#spanId[i]) return false;
    return true;
  }

  #kind(): SpanKind {
    const scanner = this.#scanner;
    scanner.readText();
    const { text, textStart, textEnd } = scanner;
    const kind = kindKeys.find(text, textStart, textEnd);
    if (kind !== 0 || textStart === textEnd) return kinds[kind] as SpanKind;
    const upper = utf8Encode(scanner.plainText().toUpperCase());
    return kinds[kindKeys.find(upper, 0, upper.length)] as SpanKind;
  }

  /** Keeps the text that was read last until the span ends. @returns where it starts */
  #keep(): number {
    const { text, textStart, textEnd } = this.#scanner;
    const start = this.#texts.length;
    this.#texts.run(text, textStart, textEnd);
    return start;
  }

  #tags(builder: SpanBatchBuilder): void {
    const scanner = this.#scanner;
    const texts = this.#texts;
    if (!scanner.enterObject()) return;
    while (scanner.nextKey(NO_KEYS) !== OBJECT_END) {
      const keyStart = this.#keep();
      const valueStart = texts.length;
      this.#tagValue();
      this.#keep();
      const { bytes, length } = texts;
      this.columns.tag(builder, bytes, keyStart, valueStart, valueStart, length);
    }
  }

  /** A tag's value is a text; numbers and booleans, which some clients write, are taken as theirs. */
  #tagValue(): void {
    const scanner = this.#scanner;
    const byte = scanner.peek();
    if (byte === LOWER_T || byte === LOWER_F) {
      const start = scanner.at;
      scanner.readLiteral();
      scanner.setText(scanner.bytes, start, scanner.at);
    } else if (isNumberStart(byte)) {
      const text = utf8Encode(String(scanner.readDouble()));
      scanner.setText(text, 0, text.length);
    } else scanner.readText();
  }

  #annotation(builder: SpanBatchBuilder): void {
    const scanner = this.#scanner;
    let low = 0;
    let high = 0;
    let isTimed = false;
    let start = 0;
    let end = 0;
    let seen = 0;
    if (scanner.enterObject()) {
      for (;;) {
        const key = scanner.nextKey(annotationKeys);
        if (key === OBJECT_END) break;
        seen = scanner.once(seen, key);
        if (key === ANNOTATION_TIME) {
          isTimed = scanner.readMicros(ZipkinFault.annotationTimestamp);
          low = scanner.low;
          high = scanner.high;
        } else if (key === ANNOTATION_VALUE) {
          scanner.readText();
          start = this.#keep();
          end = this.#texts.length;
        } else scanner.skipValue();
      }
    }
    if (!isTimed) scanner.fail(ZipkinFault.annotationTimestamp);
    this.columns.annotation(builder, this.#texts.bytes, start, end, low, high);
    if ((low | high) === 0) return;
    const isEarlier =
      high >>> 0 < this.#firstHigh >>> 0 ||
      (high === this.#firstHigh && low >>> 0 < this.#firstLow >>> 0);
    if (this.#hasAnnotation && !isEarlier) return;
    this.#hasAnnotation = true;
    this.#firstLow = low;
    this.#firstHigh = high;
  }

  /** Fills an endpoint; of its fields, those of another kind than they should be are none. */
  #endpoint(endpoint: ReadEndpoint): void {
    const scanner = this.#scanner;
    if (!scanner.enterObject()) return;
    let seen = 0;
    for (;;) {
      const key = scanner.nextKey(endpointKeys);
      if (key === OBJECT_END) return;
      seen = scanner.once(seen, key);
      const byte = scanner.peek();
      if (key === PORT && isNumberStart(byte)) {
        const port = scanner.readDouble();
        if (Number.isInteger(port)) endpoint.setPort(port);
      } else if (byte !== QUOTE || key === 0 || key === PORT) scanner.skipValue();
      else if (key === SERVICE_NAME) this.#service(endpoint);
      else if (key === IPV4 || key === IPV6) this.#readAddress(endpoint);
    }
  }

  #service(endpoint: ReadEndpoint): void {
    const scanner = this.#scanner;
    scanner.readString();
    if (scanner.text === scanner.bytes) {
      endpoint.service.read(scanner.bytes, scanner.textStart, scanner.textEnd);
      return;
    }
    const start = this.#keep();
    endpoint.service.read(this.#texts.bytes, start, this.#texts.length);
  }

  #readAddress(endpoint: ReadEndpoint): void {
    const scanner = this.#scanner;
    scanner.readString();
    if (readV4(scanner.text, scanner.textStart, scanner.textEnd, this.#address)) {
      endpoint.setAddress(this.#address, 0, 4);
      return;
    }
    const address = parseIp(scanner.plainText());
    if (address !== undefined) endpoint.setAddress(address, 0, address.length);
  }
}

/** Writes the four bytes of an address with dots; false when it is none. */
function readV4(text: Uint8Array, start: number, end: number, target: Uint8Array): boolean {
  let part = 0;
  let value = 0;
  let digits = 0;
  for (let i = start; i <= end; i++) {
    const byte = i < end ? (text[i] as number) : DOT;
    if (byte === DOT) {
      if (digits === 0 || value > 255 || part === 4) return false;
      target[part++] = value;
      value = digits = 0;
    } else if (byte < ZERO || byte > NINE || ++digits > 3) return false;
    else value = value * 10 + byte - ZERO;
  }
  return part === 4;
}
