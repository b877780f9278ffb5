// What a span of Zipkin becomes in the model: the one place where that is decided, for every encoding. Hot: no object for a
// span, a tag or a text; texts are ranges of bytes that stay as they are until the span is ended.
import { type SpanBatchBuilder, SpanKind, StatusCode, utf8Encode, ZipkinFlag } from '@clew/model';
import { isText } from '../byte-text.ts';
import { arrivalNanos } from './arrival-time.ts';
import { LowerCase } from './lower-case.ts';
import { LOCAL_KEYS, REMOTE_KEYS, ReadEndpoint } from './read-endpoint.ts';
import { TagKind, tagKindOf } from './tag-kind.ts';
import { type V1Span, ValueType } from './v1-span.ts';

const OK: Uint8Array = utf8Encode('OK');
const ERROR: Uint8Array = utf8Encode('ERROR');
const FALSE: Uint8Array = utf8Encode('false');
const ERROR_KEY: Uint8Array = utf8Encode('error');
const NO_TIMESTAMP: Uint8Array = utf8Encode(
  'the span has no timestamp; it is shown where its trace starts',
);
const NOTHING: Uint8Array = new Uint8Array(0);
/** Each has the ranges of a key and of a value. */
const RUNS = 4;
const FIRST_RESOURCE_TAGS = 32;
const MAX_KEPT_RESOURCE_TAGS = 1 << 14;

/** Appends spans of Zipkin to a builder: `begin`, what the span says in any order, then `end` or `drop`. */
export class SpanColumns {
  /** Of the open span: filled by whoever reads it, empty at its beginning. */
  readonly local: ReadEndpoint = new ReadEndpoint();
  readonly remote: ReadEndpoint = new ReadEndpoint();
  readonly #name: LowerCase = new LowerCase();

  #status: number = StatusCode.unset;
  #isError = false;
  #hasStatusTag = false;
  #hasServiceTag = false;
  /** Where the texts of scope and resource stand. */
  #source: Uint8Array = NOTHING;
  #scopeNameStart = 0;
  #scopeNameEnd = 0;
  #scopeVersionStart = 0;
  #scopeVersionEnd = 0;
  #resourceTags: Int32Array = new Int32Array(FIRST_RESOURCE_TAGS * RUNS);
  #resourceTagCount = 0;

  /** The resource of the last span without tags of a resource, and what it was made of. */
  readonly #lastLocal: ReadEndpoint = new ReadEndpoint();
  #lastService: Uint8Array = new Uint8Array(64);
  #lastServiceLength = 0;
  #lastResource = -1;

  readonly #double: DataView = new DataView(new ArrayBuffer(8));
  /** Rows that have no start of their own. */
  readonly #untimed: number[] = [];
  #firstRow = 0;

  /** Begins a request. */
  open(builder: SpanBatchBuilder): void {
    this.#lastResource = -1;
    this.#untimed.length = 0;
    this.#firstRow = builder.spanCount;
  }

  /**
   * Ends a request: spans without a time of their own start with their trace.
   * @param hasArrived whether the spans came in just now: then those of a trace without a time start now, else with 1970
   */
  close(builder: SpanBatchBuilder, hasArrived: boolean): void {
    const rows = this.#untimed;
    if (rows.length > 0) {
      const otherwise = hasArrived ? arrivalNanos(rows.length) : 0n;
      builder.startWithTraces(rows, otherwise, this.#firstRow);
    }
  }

  /** Lets go of the bytes of the request, also of one that failed, and of memory for very many tags. */
  release(): void {
    this.#source = NOTHING;
    this.local.release();
    this.remote.release();
    this.#name.read(NOTHING, 0, 0);
    if (this.#resourceTags.length > MAX_KEPT_RESOURCE_TAGS * RUNS) {
      this.#resourceTags = new Int32Array(FIRST_RESOURCE_TAGS * RUNS);
    }
  }

  /** Opens a span. */
  begin(builder: SpanBatchBuilder): void {
    builder.setResource(0);
    builder.setScope(0);
    builder.beginSpan();
    this.local.clear();
    this.remote.clear();
    this.#status = StatusCode.unset;
    this.#isError = false;
    this.#hasStatusTag = false;
    this.#hasServiceTag = false;
    this.#scopeNameEnd = this.#scopeNameStart = 0;
    this.#scopeVersionEnd = this.#scopeVersionStart = 0;
    this.#resourceTagCount = 0;
  }

  /** Sets the name. */
  name(builder: SpanBatchBuilder, source: Uint8Array, start: number, end: number): void {
    const name = this.#name;
    name.read(source, start, end);
    builder.setName(name.bytes, name.start, name.end);
  }

  /** Sets the kind. @returns the flag that says whether the span shares its id with its client's */
  kind(builder: SpanBatchBuilder, kind: SpanKind, isShared: boolean): number {
    // Only the server's half of a call shares its id, as with Zipkin.
    builder.setKind(isShared && kind === SpanKind.unspecified ? SpanKind.server : kind);
    return isShared && kind !== SpanKind.client ? ZipkinFlag.shared : 0;
  }

  /** Appends a tag that is a text: key and value are ranges of the same bytes. */
  tag(
    builder: SpanBatchBuilder,
    source: Uint8Array,
    keyStart: number,
    keyEnd: number,
    valueStart: number,
    valueEnd: number,
  ): void {
    const kind = tagKindOf(source, keyStart, keyEnd);
    if (kind !== TagKind.attribute) {
      this.#source = source;
      if (kind >= TagKind.serviceName) {
        if (kind === TagKind.serviceName && valueEnd > valueStart) this.#hasServiceTag = true;
        this.#addResourceTag(keyStart, keyEnd, valueStart, valueEnd);
        return;
      }
      if (this.#isField(builder, kind, valueStart, valueEnd)) return;
    }
    builder.attributes.setKey(source, keyStart, keyEnd);
    builder.attributes.string(source, valueStart, valueEnd);
  }

  /** Appends a binary annotation of version 1; one whose bytes are not of its type stays bytes. */
  v1Tag(builder: SpanBatchBuilder, span: V1Span, binary: number): void {
    const { source } = span;
    const keyStart = span.keyStart(binary);
    const keyEnd = span.keyEnd(binary);
    const start = span.binaryStart(binary);
    const end = span.binaryEnd(binary);
    const type = span.binaryType(binary);
    if (type === ValueType.string) {
      this.tag(builder, source, keyStart, keyEnd, start, end);
      return;
    }
    const { attributes } = builder;
    attributes.setKey(source, keyStart, keyEnd);
    const length = end - start;
    if (type === ValueType.boolean && length === 1) {
      const isTrue = source[start] !== 0;
      if (isTrue && isText(ERROR_KEY, source, keyStart, keyEnd)) this.#isError = true;
      attributes.boolean(isTrue);
    } else if (isIntegerOf(type, length)) {
      const high = length === 8 ? word(source, start, 4) : word(source, start, length) >> 31;
      attributes.int64(
        length === 8 ? word(source, start + 4, 4) : word(source, start, length),
        high,
      );
    } else if (type === ValueType.double && length === 8) {
      for (let i = 0; i < 8; i++) this.#double.setUint8(i, source[start + i] as number);
      attributes.double(this.#double.getFloat64(0));
    } else attributes.bytes(source, start, end);
  }

  /** Appends something that happened, at nanoseconds as two words. */
  annotation(
    builder: SpanBatchBuilder,
    source: Uint8Array,
    start: number,
    end: number,
    timeLow: number,
    timeHigh: number,
  ): void {
    builder.beginEvent();
    builder.endEvent(timeLow, timeHigh, builder.symbol(source, start, end));
  }

  /** The open span has neither a timestamp nor an annotation: its start is found once the request is read. */
  startWithTrace(builder: SpanBatchBuilder): void {
    this.#untimed.push(builder.spanCount);
    builder.addWarning(NO_TIMESTAMP, 0, NO_TIMESTAMP.length);
  }

  /**
   * Closes the open span and keeps it.
   * @param flags `ZipkinFlag`s that do not follow from tags and endpoints
   */
  end(builder: SpanBatchBuilder, flags: number): void {
    const { remote } = this;
    remote.appendService(REMOTE_KEYS, builder.attributes);
    remote.appendAddress(REMOTE_KEYS, builder.attributes);
    builder.setStatus(this.#hasStatusTag || !this.#isError ? this.#status : StatusCode.error);
    builder.setFlags(
      flags |
        (this.#hasServiceTag ? ZipkinFlag.serviceTag : 0) |
        (this.#hasStatusTag ? ZipkinFlag.statusTag : 0) |
        (remote.hasService ? ZipkinFlag.remoteService : 0) |
        (remote.ipv4.length > 0 ? ZipkinFlag.remoteIpv4 : 0) |
        (remote.ipv6.length > 0 ? ZipkinFlag.remoteIpv6 : 0),
    );
    builder.endSpan();
    const row = builder.spanCount - 1;
    builder.assignResource(row, this.#resource(builder));
    if (this.#scopeNameEnd === this.#scopeNameStart) {
      if (this.#scopeVersionEnd === this.#scopeVersionStart) return;
    }
    builder.beginScope();
    const name = builder.symbol(this.#source, this.#scopeNameStart, this.#scopeNameEnd);
    const version = builder.symbol(this.#source, this.#scopeVersionStart, this.#scopeVersionEnd);
    builder.assignScope(row, builder.endScope(name, version));
  }

  /** Takes the open span back. */
  drop(builder: SpanBatchBuilder): void {
    if (this.#untimed.at(-1) === builder.spanCount) this.#untimed.pop();
    builder.dropSpan();
  }

  /** Whether a tag is one of those that OpenTelemetry's exporter makes of a field, which is then set. */
  #isField(builder: SpanBatchBuilder, kind: TagKind, start: number, end: number): boolean {
    const source = this.#source;
    if (kind === TagKind.error) {
      if (!isText(FALSE, source, start, end)) this.#isError = true;
      return false;
    }
    if (start === end) return false;
    switch (kind) {
      case TagKind.statusCode:
        if (isText(OK, source, start, end)) this.#status = StatusCode.ok;
        else if (isText(ERROR, source, start, end)) this.#status = StatusCode.error;
        else return false;
        this.#hasStatusTag = true;
        return true;
      case TagKind.statusDescription:
        builder.setStatusMessage(source, start, end);
        return true;
      case TagKind.scopeName:
        this.#scopeNameStart = start;
        this.#scopeNameEnd = end;
        return true;
      default:
        this.#scopeVersionStart = start;
        this.#scopeVersionEnd = end;
        return true;
    }
  }

  #addResourceTag(keyStart: number, keyEnd: number, valueStart: number, valueEnd: number): void {
    const at = this.#resourceTagCount * RUNS;
    if (at === this.#resourceTags.length) {
      const grown = new Int32Array(at * 2);
      grown.set(this.#resourceTags);
      this.#resourceTags = grown;
    }
    this.#resourceTags[at] = keyStart;
    this.#resourceTags[at + 1] = keyEnd;
    this.#resourceTags[at + 2] = valueStart;
    this.#resourceTags[at + 3] = valueEnd;
    this.#resourceTagCount++;
  }

  #resource(builder: SpanBatchBuilder): number {
    const { local } = this;
    const isPlain = this.#resourceTagCount === 0;
    if (isPlain && this.#isLast()) return this.#lastResource;
    const attributes = builder.resourceAttributes;
    const source = this.#source;
    const tags = this.#resourceTags;
    builder.beginResource();
    // OpenTelemetry's exporter names the service twice, and keeps the case in the tag.
    if (!this.#hasServiceTag) local.appendService(LOCAL_KEYS, attributes);
    for (let i = 0; i < this.#resourceTagCount * RUNS; i += RUNS) {
      attributes.setKey(source, tags[i] as number, tags[i + 1] as number);
      attributes.string(source, tags[i + 2] as number, tags[i + 3] as number);
    }
    local.appendAddress(LOCAL_KEYS, attributes);
    const resource = builder.endResource();
    if (isPlain) this.#remember(resource);
    return resource;
  }

  #isLast(): boolean {
    const { local } = this;
    const last = this.#lastLocal;
    const { bytes, start, end } = local.service;
    if (this.#lastResource < 0 || end - start !== this.#lastServiceLength) return false;
    if (local.port !== last.port) return false;
    const service = this.#lastService;
    for (let i = 0; i < end - start; i++) if (bytes[start + i] !== service[i]) return false;
    return local.ipv4.equals(last.ipv4) && local.ipv6.equals(last.ipv6);
  }

  #remember(resource: number): void {
    const { local } = this;
    const last = this.#lastLocal;
    const { bytes, start, end } = local.service;
    this.#lastServiceLength = end - start;
    if (end - start > this.#lastService.length) this.#lastService = new Uint8Array(end - start);
    for (let i = 0; i < end - start; i++) this.#lastService[i] = bytes[start + i] as number;
    last.ipv4.copy(local.ipv4);
    last.ipv6.copy(local.ipv6);
    last.port = local.port;
    this.#lastResource = resource;
  }
}

function isIntegerOf(type: number, length: number): boolean {
  return (
    (type === ValueType.int16 && length === 2) ||
    (type === ValueType.int32 && length === 4) ||
    (type === ValueType.int64 && length === 8)
  );
}

/** The signed number of 2 or 4 big-endian bytes. */
function word(source: Uint8Array, at: number, length: number): number {
  let number = ((source[at] as number) << 24) >> 24;
  for (let i = 1; i < length; i++) number = (number << 8) | (source[at + i] as number);
  return number;
}
