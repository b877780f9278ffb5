// Reads traces as the JSON of Jaeger's query API and UI: the inverse of write-ui-json.ts. Spans that came to Jaeger
// as its own are mapped as the Thrift decoder maps them; of spans of other formats the tags that were fields become
// fields again. JSON.parse does the reading.
import { hexDecodeInto, isZero, type SpanBatchBuilder, SpanFormat, utf8Encode } from '@clew/model';
import { DecodeError, type ReadResult } from '../decode-result.ts';
import { IdState, type JsonObject, JsonReader } from '../json-reader.ts';
import { RefusedSpans } from '../refused-spans.ts';
import { NO_SERVICE_NAME } from './jaeger-span.ts';
import { JaegerFault, jaegerFaultReasons } from './json-fault.ts';
import { type JsonReference, parentOf, remainingReferences } from './json-references.ts';
import { formatOf, JsonTags, type TagFields } from './json-tags.ts';
import { CHILD_OF, FOLLOWS_FROM, REF_TYPE, SERVICE_NAME } from './thrift-names.ts';

const NO_FIELDS: JsonObject = {};
const NO_PROCESS: Uint8Array = utf8Encode('the process of the span is not there');

class UiJsonReader {
  readonly #builder: SpanBatchBuilder;
  readonly #reader: JsonReader = new JsonReader();
  readonly #tags: JsonTags = new JsonTags(this.#reader);
  readonly #refused: RefusedSpans = new RefusedSpans(jaegerFaultReasons);
  readonly #id: Uint8Array = new Uint8Array(24);
  #processes: JsonObject = NO_FIELDS;
  /** The resources of processes, by process id and what their spans add to them. */
  readonly #resources = new Map<string, number>();
  #firstRejectedAt = '';

  constructor(builder: SpanBatchBuilder) {
    this.#builder = builder;
  }

  read(json: unknown): ReadResult {
    const builder = this.#builder;
    const before = builder.spanCount;
    for (const [path, trace] of tracesIn(json)) this.#trace(path, trace);
    const accepted = builder.spanCount - before;
    return {
      accepted,
      rejected: this.#refused.byReason(),
      firstRejectedAt: this.#firstRejectedAt,
    };
  }

  #trace(path: string, { traceID, spans, processes }: JsonObject): void {
    if (!Array.isArray(spans)) throw new DecodeError(`${path}spans is no list`);
    this.#processes = isObject(processes) ? processes : NO_FIELDS;
    this.#resources.clear();
    for (const [index, span] of spans.entries()) {
      // What belongs to a span is known after its tags; a scope may be none.
      this.#builder.setScope(0);
      this.#builder.beginSpan();
      this.#span(span, traceID);
      const { fault } = this.#reader;
      if (fault === 0) continue;
      this.#builder.dropSpan();
      this.#refused.add(fault);
      this.#reader.fault = 0;
      this.#firstRejectedAt ||= `${path}spans[${index}]`;
    }
  }

  #span(item: unknown, traceId: unknown): void {
    const reader = this.#reader;
    const builder = this.#builder;
    const span = reader.object(item);
    const { operationName, flags, warnings, processID } = span;
    const tags = reader.list(span['tags']);
    const format = formatOf(tags);
    builder.setSpanFormat(format);
    reader.text(operationName);
    builder.setName(reader.bytes, 0, reader.length);
    builder.setFlags(Number(BigInt.asUintN(32, reader.int64(flags))));
    if (!reader.micros(span['startTime'], JaegerFault.startTime))
      reader.fail(JaegerFault.startTime);
    builder.setStart(reader.low, reader.high);
    reader.micros(span['duration'], JaegerFault.duration);
    builder.setDuration(reader.low, reader.high);
    const fields = this.#tags.ofSpan(builder, tags, format);
    for (const log of reader.list(span['logs'])) this.#log(log);
    for (const warning of reader.list(warnings)) {
      reader.text(warning);
      builder.addWarning(reader.bytes, 0, reader.length);
    }
    this.#ids(span, traceId, format);
    if (reader.fault !== 0) return;
    builder.endSpan();
    this.#assignOwners(processID, fields, format);
  }

  /** Ids and references; what is malformed otherwise is named first. */
  #ids(span: JsonObject, traceOfAll: unknown, format: SpanFormat): void {
    const reader = this.#reader;
    const builder = this.#builder;
    const traceId = this.#hex(span['traceID'] ?? traceOfAll, 16);
    if (traceId === '') reader.fail(JaegerFault.traceIdForm);
    else if (isZero(this.#id, 0, 16)) reader.fail(JaegerFault.traceIdZero);
    builder.setTraceId(this.#id, 0);
    if (this.#hex(span['spanID'], 8) === '') reader.fail(JaegerFault.spanIdForm);
    else if (isZero(this.#id, 0, 8)) reader.fail(JaegerFault.spanIdZero);
    builder.setSpanId(this.#id, 0);
    const given = span['parentSpanID'] ?? '';
    const named = given === '' ? '' : this.#hex(given, 8);
    const references = reader.list(span['references']).map((one) => this.#reference(one, traceId));
    if (reader.fault !== 0) return;
    const parent = parentOf(named, traceId, references, format === SpanFormat.jaeger);
    if (parent !== '') {
      hexDecodeInto(parent, this.#id, 0, 8);
      builder.setParentSpanId(this.#id, 0);
    }
    for (const one of remainingReferences(parent, traceId, references)) this.#link(one, format);
  }

  #reference(item: unknown, ownTraceId: string): JsonReference {
    const { refType, traceID, spanID } = this.#reader.object(item);
    const traceId = (traceID ?? '') === '' ? ownTraceId : this.#hex(traceID, 16);
    const spanId = this.#hex(spanID, 8);
    if (traceId === '' || spanId === '') this.#reader.fail(JaegerFault.referenceId);
    return { followsFrom: refType === 'FOLLOWS_FROM', traceId, spanId };
  }

  #link({ followsFrom, traceId, spanId }: JsonReference, format: SpanFormat): void {
    const builder = this.#builder;
    builder.beginLink();
    // Every reference of OpenTracing says what it is; a link of the others is a FOLLOWS_FROM where it says nothing.
    if (format === SpanFormat.jaeger || !followsFrom) {
      const type = followsFrom ? FOLLOWS_FROM : CHILD_OF;
      builder.linkAttributes.setKey(REF_TYPE, 0, REF_TYPE.length);
      builder.linkAttributes.string(type, 0, type.length);
    }
    hexDecodeInto(traceId, this.#id, 0, 16);
    hexDecodeInto(spanId, this.#id, 16, 8);
    builder.endLink(this.#id, 0, this.#id, 16);
  }

  /** An id as all of its digits, at the start of `#id`; the empty text when it is none. */
  #hex(value: unknown, length: number): string {
    const state = this.#reader.id(value, this.#id.fill(0), length, 1);
    if (state !== IdState.valid && state !== IdState.zero) return '';
    return (value as string).toLowerCase().padStart(length * 2, '0');
  }

  #log(item: unknown): void {
    const reader = this.#reader;
    const builder = this.#builder;
    const { timestamp, fields } = reader.object(item);
    // A log of nothing is no event, as in Thrift.
    if (timestamp === undefined && fields === undefined) return;
    builder.beginEvent();
    const name = this.#tags.ofLog(builder, reader.list(fields));
    reader.micros(timestamp, JaegerFault.logTime);
    builder.endEvent(reader.low, reader.high, name);
  }

  /** Gives the span that was ended last its resource and scope. */
  #assignOwners(processId: unknown, fields: TagFields, format: SpanFormat): void {
    const builder = this.#builder;
    const span = builder.spanCount - 1;
    const process = this.#processes[String(processId)];
    const { scopeName, scopeVersion, ofResource } = fields;
    const added = ofResource.length === 0 ? '' : JSON.stringify([format, ofResource]);
    const key = `${String(processId)} ${added}`;
    let resource = this.#resources.get(key);
    if (resource === undefined) {
      resource = this.#resource(process, ofResource);
      this.#resources.set(key, resource);
    }
    builder.assignResource(span, resource);
    if (scopeName !== '' || scopeVersion !== '') {
      builder.beginScope();
      builder.assignScope(
        span,
        builder.endScope(this.#symbol(scopeName), this.#symbol(scopeVersion)),
      );
    }
    if (!isObject(process)) builder.warnSpans(span, NO_PROCESS, 0, NO_PROCESS.length);
  }

  #resource(process: unknown, added: readonly unknown[]): number {
    const reader = this.#reader;
    const builder = this.#builder;
    const { serviceName, tags } = isObject(process) ? process : NO_FIELDS;
    builder.beginResource();
    if (typeof serviceName === 'string' && serviceName !== '' && serviceName !== NO_SERVICE_NAME) {
      reader.text(serviceName);
      builder.resourceAttributes.setKey(SERVICE_NAME, 0, SERVICE_NAME.length);
      builder.resourceAttributes.string(reader.bytes, 0, reader.length);
    }
    if (Array.isArray(tags)) this.#tags.append(builder.resourceAttributes, tags);
    this.#tags.append(builder.resourceAttributes, added);
    return builder.endResource();
  }

  #symbol(text: string): number {
    this.#reader.text(text);
    return this.#builder.symbol(this.#reader.bytes, 0, this.#reader.length);
  }
}

/** The traces of an answer, a list or a single one, each with where it stands. */
function tracesIn(json: unknown): readonly (readonly [path: string, trace: JsonObject])[] {
  if (Array.isArray(json)) return tracesOfList(json, '');
  if (!isObject(json)) throw new DecodeError('it is no object and no list');
  const { data, errors } = json;
  if ('spans' in json) return [['', json]];
  if (Array.isArray(data)) return tracesOfList(data, 'data');
  if (isObject(data)) return [['data.', data]];
  const [first] = Array.isArray(errors) ? (errors as readonly unknown[]) : [];
  const said = isObject(first) && typeof first['msg'] === 'string' ? `: ${first['msg']}` : '';
  throw new DecodeError(`data is no list of traces${said}`);
}

function tracesOfList(list: readonly unknown[], path: string): [string, JsonObject][] {
  return list.map((trace, index) => {
    if (!isObject(trace)) throw new DecodeError(`${path}[${index}] is no trace`);
    return [`${path}[${index}].`, trace];
  });
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Appends the spans of traces as Jaeger's query API answers them and its UI gives them for download: an answer with
 * `data`, a list of traces, or one. A span that is malformed is left out and counted, the others stay.
 * @param json what JSON.parse gave
 * @param builder takes the spans; what else it holds is left alone
 * @throws {DecodeError} when it is no such JSON; roll the builder back to a mark then
 */
export function readJaegerUiJson(json: unknown, builder: SpanBatchBuilder): ReadResult {
  return new UiJsonReader(builder).read(json);
}
