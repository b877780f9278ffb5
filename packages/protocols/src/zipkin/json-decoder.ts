// Decodes Zipkin's version 2 of JSON: a list of spans, as clients post it, or of lists, as its API answers traces.
// JSON.parse does the reading. https://github.com/openzipkin/zipkin-api/blob/master/zipkin2-api.yaml
import {
  type AttributeAppender,
  type SpanBatchBuilder,
  SpanFormat,
  SpanKind,
  StatusCode,
  utf8Encode,
  ZipkinFlag,
} from '@clew/model';
import { DecodeError, type DecodeResult, type ReadResult } from '../decode-result.ts';
import { parseJsonBody } from '../json-body.ts';
import { IdState, type JsonObject, JsonReader } from '../json-reader.ts';
import { RefusedSpans } from '../refused-spans.ts';
import { isResourceTag } from './resource-tags.ts';
import { ZipkinFault, zipkinFaultReasons } from './zipkin-fault.ts';

const kinds: ReadonlyMap<string, SpanKind> = new Map([
  ['CLIENT', SpanKind.client],
  ['SERVER', SpanKind.server],
  ['PRODUCER', SpanKind.producer],
  ['CONSUMER', SpanKind.consumer],
]);
const NO_TIMESTAMP: Uint8Array = utf8Encode(
  'the span has no timestamp; it is shown where its trace starts',
);

/** What a span's tags say that is no attribute. */
interface Tags {
  scopeName: string;
  scopeVersion: string;
  status: StatusCode | undefined;
  isError: boolean;
  hasServiceName: boolean;
}

class ListDecoder {
  readonly #builder: SpanBatchBuilder;
  readonly #reader: JsonReader = new JsonReader();
  readonly #refused: RefusedSpans = new RefusedSpans(zipkinFaultReasons);
  readonly #id: Uint8Array = new Uint8Array(16);
  readonly #ownId: Uint8Array = new Uint8Array(8);
  /** The lists that spans are read from. */
  readonly #lists: (readonly unknown[])[] = [];
  /** The earliest timestamp of each trace, microseconds; made when a span has none. */
  #traceStarts: Map<string, number> | undefined;
  #firstRejectedAt = '';

  constructor(builder: SpanBatchBuilder) {
    this.#builder = builder;
  }

  decode(list: unknown): ReadResult {
    const builder = this.#builder;
    const before = builder.spanCount;
    if (!Array.isArray(list)) {
      throw new DecodeError('the body is JSON but no list, so it is no list of Zipkin spans');
    }
    const isNested = list.some(Array.isArray);
    if (isNested) this.#lists.push(...list.filter(Array.isArray));
    else this.#lists.push(list);
    builder.setFormat(SpanFormat.zipkin);
    for (const [index, item] of list.entries()) {
      if (!Array.isArray(item)) this.#append(item, `[${index}]`);
      else for (const [i, span] of item.entries()) this.#append(span, `[${index}][${i}]`);
    }
    const accepted = builder.spanCount - before;
    const rejected = this.#refused.byReason();
    return { accepted, rejected, firstRejectedAt: this.#firstRejectedAt };
  }

  #append(item: unknown, path: string): void {
    const reader = this.#reader;
    const builder = this.#builder;
    builder.setResource(0);
    builder.setScope(0);
    builder.beginSpan();
    const span = reader.object(item);
    const tags = this.#span(span);
    if (reader.fault === 0) {
      builder.endSpan();
      this.#assignOwners(span, tags);
      return;
    }
    builder.dropSpan();
    this.#refused.add(reader.fault);
    reader.fault = 0;
    this.#firstRejectedAt ||= path;
  }

  #span(span: JsonObject): Tags {
    const reader = this.#reader;
    const builder = this.#builder;
    const { name, kind, timestamp, duration, shared, debug, annotations } = span;
    reader.text(lowerCase(name));
    builder.setName(reader.bytes, 0, reader.length);
    builder.setKind(this.#kind(kind, shared));
    // As with Zipkin, 0 is none.
    const isTimed = reader.micros(timestamp, ZipkinFault.timestamp) && timestamp !== 0;
    if (!isTimed) this.#startWithout(span);
    builder.setStart(reader.low, reader.high);
    reader.micros(duration, ZipkinFault.duration);
    builder.setDuration(reader.low, reader.high);
    const tags = this.#tags(span);
    for (const annotation of reader.list(annotations)) this.#annotation(annotation);
    builder.setFlags(
      (this.#boolean(debug) ? ZipkinFlag.sampled | ZipkinFlag.debug : 0) |
        (this.#boolean(shared) ? ZipkinFlag.shared : 0) |
        (isTimed ? 0 : ZipkinFlag.untimed) |
        (tags.hasServiceName ? ZipkinFlag.serviceTag : 0) |
        (tags.status === undefined ? 0 : ZipkinFlag.statusTag) |
        this.#remoteEndpoint(span['remoteEndpoint']),
    );
    reader.object(span['localEndpoint']);
    this.#ids(span);
    return tags;
  }

  #kind(kind: unknown, shared: unknown): SpanKind {
    if (typeof kind === 'string') return kinds.get(kind.toUpperCase()) ?? SpanKind.unspecified;
    if (kind !== undefined && kind !== null) this.#reader.fail(ZipkinFault.malformed);
    // Only the server's half of a call shares its id.
    return this.#boolean(shared) ? SpanKind.server : SpanKind.unspecified;
  }

  #boolean(value: unknown): boolean {
    if (typeof value === 'boolean') return value;
    if (value !== undefined && value !== null) this.#reader.fail(ZipkinFault.malformed);
    return false;
  }

  /** A span without timestamp, such as the half of a server that did not start the trace: its first annotation, or its trace's start. */
  #startWithout({ traceId, annotations }: JsonObject): void {
    const reader = this.#reader;
    const first = earliestOf(annotations);
    if (first !== undefined) {
      reader.micros(first, ZipkinFault.timestamp);
      return;
    }
    this.#traceStarts ??= traceStartsOf(this.#lists);
    reader.micros(this.#traceStarts.get(String(traceId)) ?? 0, ZipkinFault.timestamp);
    this.#builder.addWarning(NO_TIMESTAMP, 0, NO_TIMESTAMP.length);
  }

  #annotation(item: unknown): void {
    const reader = this.#reader;
    const builder = this.#builder;
    const { timestamp, value } = reader.object(item);
    builder.beginEvent();
    reader.text(value);
    const name = builder.symbol(reader.bytes, 0, reader.length);
    const fault = ZipkinFault.annotationTimestamp;
    if (!reader.micros(timestamp, fault)) reader.fail(fault);
    builder.endEvent(reader.low, reader.high, name);
  }

  /** Appends the tags that are attributes of the span, and sets the fields that others stand for. */
  #tags(span: JsonObject): Tags {
    const reader = this.#reader;
    const builder = this.#builder;
    const tags: Tags = {
      ...{ scopeName: '', scopeVersion: '' },
      ...{ status: undefined, isError: false, hasServiceName: false },
    };
    for (const [key, value] of Object.entries(reader.object(span['tags']))) {
      const text = this.#tagText(value);
      if (key === 'error' && text !== 'false') tags.isError = true;
      if (key === 'service.name' && text !== '') tags.hasServiceName = true;
      if (isResourceTag(key) || this.#isField(key, text, tags)) continue;
      this.#text(builder.attributes, key, text);
    }
    builder.setStatus(tags.status ?? (tags.isError ? StatusCode.error : StatusCode.unset));
    return tags;
  }

  /** Whether a tag is one of those that OpenTelemetry's exporter makes of a field, which is then set. */
  #isField(key: string, text: string, tags: Tags): boolean {
    const reader = this.#reader;
    if (text === '') return false;
    switch (key) {
      case 'otel.status_code':
        if (text !== 'OK' && text !== 'ERROR') return false;
        tags.status = text === 'OK' ? StatusCode.ok : StatusCode.error;
        return true;
      case 'otel.status_description':
        reader.text(text);
        this.#builder.setStatusMessage(reader.bytes, 0, reader.length);
        return true;
      case 'otel.scope.name':
        tags.scopeName = text;
        return true;
      case 'otel.scope.version':
        tags.scopeVersion = text;
        return true;
      default:
        return false;
    }
  }

  /** A tag's value is a text; numbers and booleans, which some clients write, are taken as theirs. */
  #tagText(value: unknown): string {
    if (typeof value === 'string') return value;
    if (typeof value === 'object' && value !== null) this.#reader.fail(ZipkinFault.malformed);
    return value === null ? '' : String(value);
  }

  /** Appends what an endpoint is to be found by. @returns the flags that tell its attributes from tags */
  #remoteEndpoint(endpoint: unknown): number {
    const { attributes } = this.#builder;
    const { serviceName, ipv4, ipv6 } = this.#reader.object(endpoint);
    if (isText(serviceName)) this.#text(attributes, 'peer.service', lowerCase(serviceName));
    this.#address(attributes, 'net.peer', endpoint);
    return (
      (isText(serviceName) ? ZipkinFlag.remoteService : 0) |
      (isText(ipv4) ? ZipkinFlag.remoteIpv4 : 0) |
      (isText(ipv6) ? ZipkinFlag.remoteIpv6 : 0)
    );
  }

  /** An endpoint's addresses, all of them, and its port. */
  #address(appender: AttributeAppender, prefix: string, endpoint: unknown): void {
    const { ipv4, ipv6, port } = this.#reader.object(endpoint);
    if (isText(ipv4)) this.#text(appender, `${prefix}.ip`, ipv4);
    if (isText(ipv6)) this.#text(appender, `${prefix}.ip`, ipv6);
    if (typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536) {
      this.#key(appender, `${prefix}.port`);
      appender.int64(port, 0);
    }
  }

  /** Ids last: what is malformed otherwise is named first. */
  #ids({ traceId, id, parentId }: JsonObject): void {
    const reader = this.#reader;
    const builder = this.#builder;
    const trace = reader.id(traceId, this.#id, 16, 1);
    if (trace === IdState.zero) reader.fail(ZipkinFault.traceIdZero);
    else if (trace !== IdState.valid) reader.fail(ZipkinFault.traceIdForm);
    builder.setTraceId(this.#id, 0);
    const own = reader.id(id, this.#ownId, 8, 1);
    if (own === IdState.zero) reader.fail(ZipkinFault.idZero);
    else if (own !== IdState.valid) reader.fail(ZipkinFault.idForm);
    builder.setSpanId(this.#ownId, 0);
    const parent = reader.id(parentId, this.#id, 8, 1);
    if (parent === IdState.wrong) reader.fail(ZipkinFault.parentIdForm);
    // As with Zipkin, a span that is its own parent has none.
    else if (parent === IdState.valid && !this.#isOwnId()) builder.setParentSpanId(this.#id, 0);
  }

  #isOwnId(): boolean {
    for (let i = 0; i < 8; i++) if (this.#id[i] !== this.#ownId[i]) return false;
    return true;
  }

  /** Gives the span that was ended last its resource and scope. */
  #assignOwners(span: JsonObject, { scopeName, scopeVersion, hasServiceName }: Tags): void {
    const builder = this.#builder;
    const index = builder.spanCount - 1;
    const local = this.#reader.object(span['localEndpoint']);
    const tags = Object.entries(this.#reader.object(span['tags']))
      .filter(([key]) => isResourceTag(key))
      .map(([key, value]) => [key, this.#tagText(value)] as const);
    const attributes = builder.resourceAttributes;
    builder.beginResource();
    // OpenTelemetry's exporter names the service twice, and keeps the case in the tag.
    const { serviceName } = local;
    if (!hasServiceName && isText(serviceName)) {
      this.#text(attributes, 'service.name', lowerCase(serviceName));
    }
    for (const [key, text] of tags) this.#text(attributes, key, text);
    this.#address(attributes, 'net.host', local);
    builder.assignResource(index, builder.endResource());
    if (scopeName === '' && scopeVersion === '') return;
    builder.beginScope();
    const name = this.#symbol(scopeName);
    builder.assignScope(index, builder.endScope(name, this.#symbol(scopeVersion)));
  }

  #text(appender: AttributeAppender, key: string, value: string): void {
    this.#key(appender, key);
    this.#reader.text(value);
    appender.string(this.#reader.bytes, 0, this.#reader.length);
  }

  #key(appender: AttributeAppender, key: string): void {
    this.#reader.text(key);
    appender.setKey(this.#reader.bytes, 0, this.#reader.length);
  }

  #symbol(text: string): number {
    this.#reader.text(text);
    return this.#builder.symbol(this.#reader.bytes, 0, this.#reader.length);
  }
}

/** The earliest timestamp of a list of spans or annotations, microseconds, where one has any. */
function earliestOf(list: unknown): number | undefined {
  let earliest = Number.POSITIVE_INFINITY;
  for (const item of Array.isArray(list) ? list : []) {
    const time = timestampOf(item);
    if (time > 0 && time < earliest) earliest = time;
  }
  return Number.isFinite(earliest) ? earliest : undefined;
}

/** The earliest timestamp of each trace, microseconds. */
function traceStartsOf(lists: readonly (readonly unknown[])[]): Map<string, number> {
  const starts = new Map<string, number>();
  for (const item of lists.flat()) {
    const time = timestampOf(item);
    const traceId = String((item as JsonObject | null)?.['traceId']);
    if (time > 0 && time < (starts.get(traceId) ?? Number.POSITIVE_INFINITY)) {
      starts.set(traceId, time);
    }
  }
  return starts;
}

/** The timestamp of an object, or NaN. */
function timestampOf(item: unknown): number {
  return Number((item as JsonObject | null | undefined)?.['timestamp']);
}

/** Zipkin's names are labels in lower case, whatever a client writes. */
function lowerCase<T>(text: T): T | string {
  return typeof text === 'string' ? text.toLowerCase() : text;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/**
 * Appends the spans of a list as Zipkin's clients post it to `/api/v2/spans`, or of lists of them as `/api/v2/traces`
 * answers. A span that is malformed is refused and counted, the others stay.
 * @param body UTF-8, uncompressed
 * @param builder takes the spans; what else it holds is left alone
 * @throws {DecodeError} when the body is no JSON, no list or has too many values; roll the builder back to a mark then
 */
export function decodeZipkinJson(body: Uint8Array, builder: SpanBatchBuilder): DecodeResult {
  const { accepted, rejected } = decodeZipkinSpans(parseJsonBody(body), builder);
  return { accepted, rejected };
}

/**
 * The same for a list that JSON.parse has read.
 * @throws {DecodeError} when it is no list; roll the builder back to a mark then
 */
export function decodeZipkinSpans(list: unknown, builder: SpanBatchBuilder): ReadResult {
  return new ListDecoder(builder).decode(list);
}
