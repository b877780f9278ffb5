// Reads spans of Zipkin's version 2 of JSON and appends them to columns. Hot: no object for a span, a tag or a text.
import { type SpanBatchBuilder, SpanKind, utf8Encode, ZipkinFlag } from '@clew/model';
import { DecodeError } from '../decode-result.ts';
import { JsonKeys } from '../json-keys.ts';
import { isNumberStart, type JsonScanner, OBJECT_END } from '../json-scanner.ts';
import { JsonEndpoint } from './json-endpoint.ts';
import { ID_KEYS, JsonIds, type SpanIds } from './json-ids.ts';
import type { JsonSpanDecoder } from './json-list-decoder.ts';
import { KeptTexts } from './kept-texts.ts';
import type { ReadEndpoint } from './read-endpoint.ts';
import { RepeatedRun } from './repeated-run.ts';
import { SpanColumns } from './span-columns.ts';
import { ZipkinFault } from './zipkin-fault.ts';

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
  ...[...ID_KEYS, 'name', 'kind', 'timestamp', 'duration', 'localEndpoint'],
  ...['remoteEndpoint', 'annotations', 'tags', 'debug', 'shared', 'binaryAnnotations'],
);

const ANNOTATION_TIME = 1;
const ANNOTATION_VALUE = 2;
const annotationKeys: JsonKeys = new JsonKeys('timestamp', 'value');

const NO_KEYS: JsonKeys = new JsonKeys();
const kindKeys: JsonKeys = new JsonKeys('CLIENT', 'SERVER', 'PRODUCER', 'CONSUMER');
const kinds: readonly SpanKind[] = [
  ...[SpanKind.unspecified, SpanKind.client, SpanKind.server, SpanKind.producer],
  SpanKind.consumer,
];

const LOWER_F = 0x66;
const LOWER_T = 0x74;

/** Reads spans with the scanner that it shares with whoever reads the list around them. */
export class JsonSpans implements JsonSpanDecoder {
  readonly columns: SpanColumns = new SpanColumns();
  readonly #scanner: JsonScanner;
  /** Texts of the open span that have to stay until it ends. */
  readonly #texts: KeptTexts = new KeptTexts();
  readonly #ids: SpanIds = {
    traceId: new Uint8Array(16),
    id: new Uint8Array(8),
    parentId: new Uint8Array(8),
  };
  readonly #idReader: JsonIds;
  readonly #endpointReader: JsonEndpoint;
  /** Where the local endpoint of the last span stands, which is mostly that of the next. */
  readonly #localRun: RepeatedRun = new RepeatedRun();
  /** The earliest annotation of the open span, nanoseconds. */
  #hasAnnotation = false;
  #firstLow = 0;
  #firstHigh = 0;

  constructor(scanner: JsonScanner) {
    this.#scanner = scanner;
    this.#idReader = new JsonIds(scanner, this.#ids);
    this.#endpointReader = new JsonEndpoint(scanner, this.#texts);
  }

  open(body: Uint8Array): void {
    this.#localRun.open(body);
  }

  release(): void {
    this.#localRun.close();
    this.#endpointReader.release();
    this.#texts.clear();
  }

  append(builder: SpanBatchBuilder): void {
    this.#texts.clear();
    this.#hasAnnotation = false;
    this.columns.begin(builder);
    const flags = this.#fields(builder);
    if (this.#scanner.fault === 0) this.columns.end(builder, flags);
    else this.columns.drop(builder);
  }

  /** @returns the flags that do not follow from tags and endpoints */
  #fields(builder: SpanBatchBuilder): number {
    const scanner = this.#scanner;
    const { columns } = this;
    const ids = this.#idReader;
    ids.clear();
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
        if (ids.read(key)) continue;
        switch (key) {
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
            this.#local();
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
    ids.end();
    builder.setTraceId(this.#ids.traceId, 0);
    builder.setSpanId(this.#ids.id, 0);
    builder.setParentSpanId(this.#ids.parentId, 0);
    return (
      columns.kind(builder, kind, isShared) |
      (isDebug ? ZipkinFlag.sampled | ZipkinFlag.debug : 0) |
      (isTimed ? 0 : ZipkinFlag.untimed)
    );
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

  #tags(builder: SpanBatchBuilder): void {
    const scanner = this.#scanner;
    const texts = this.#texts;
    if (!scanner.enterObject()) return;
    while (scanner.nextKey(NO_KEYS) !== OBJECT_END) {
      const keyStart = texts.keep(scanner);
      const valueStart = texts.length;
      this.#tagValue();
      texts.keep(scanner);
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
          start = this.#texts.keep(scanner);
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

  #local(): void {
    const scanner = this.#scanner;
    const { local } = this.columns;
    scanner.peek();
    const start = scanner.at;
    if (this.#localRun.isAt(start)) {
      scanner.moveTo(start + this.#localRun.length);
      local.recall();
      return;
    }
    this.#endpoint(local);
    const canRecall = scanner.fault === 0 && this.#endpointReader.isInBody && !local.isEmpty;
    if (canRecall) this.#localRun.learn(start, scanner.at);
    else this.#localRun.forget();
  }

  #endpoint(endpoint: ReadEndpoint): void {
    const read = this.#endpointReader;
    read.read();
    endpoint.service.read(read.service, read.serviceStart, read.serviceEnd);
    if (read.hasIpv4) endpoint.setAddress(read.ipv4, 0, 4);
    if (read.hasIpv6) endpoint.setAddress(read.ipv6, 0, 16);
    endpoint.setPort(read.port);
  }
}
