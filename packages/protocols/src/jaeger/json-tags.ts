// Reads lists of tags in Jaeger's JSON and appends them to columns.
import {
  type AttributeAppender,
  encodeValue,
  type SpanBatchBuilder,
  SpanFormat,
  SpanKind,
  StatusCode,
  spanKindOf,
} from '@clew/model';
import type { JsonReader } from '../json-reader.ts';
import { isZipkinEndpoint } from './jaeger-span.ts';

/** A tag as JSON.parse gives it. */
interface JsonTag {
  readonly key: string;
  readonly type?: unknown;
  readonly value?: unknown;
}

/** What a span's tags say of its owners. */
export interface TagFields {
  readonly scopeName: string;
  readonly scopeVersion: string;
  /** Tags that belong to the span's resource. */
  readonly ofResource: readonly JsonTag[];
}

const MIN_INT64 = -(1n << 63n);
const MAX_INT64 = (1n << 63n) - 1n;
const DECIMAL = /^-?\d{1,20}$/;
const infinities: ReadonlyMap<unknown, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['+Inf', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-Inf', Number.NEGATIVE_INFINITY],
]);

const formatsByName: ReadonlyMap<unknown, SpanFormat> = new Map([
  ['otlp', SpanFormat.otlp],
  ['zipkin', SpanFormat.zipkin],
  ['skywalking', SpanFormat.skywalking],
]);

/**
 * The format that a span came to Jaeger in. Where nothing says it, tags that OpenTelemetry's translator to Jaeger
 * writes do.
 */
export function formatOf(tags: readonly unknown[]): SpanFormat {
  let isTranslated = false;
  for (const tag of tags) {
    if (!isTag(tag)) continue;
    const { key, value } = tag;
    if (key === FORMAT) return formatsByName.get(value) ?? SpanFormat.jaeger;
    if (key === 'otel.scope.name' || key === 'otel.status_code') isTranslated = true;
  }
  return isTranslated ? SpanFormat.otlp : SpanFormat.jaeger;
}

const FORMAT = 'internal.span.format';

/** Reads tags with the reader that it shares with whoever reads the object around them. */
export class JsonTags {
  readonly #reader: JsonReader;

  constructor(reader: JsonReader) {
    this.#reader = reader;
  }

  /** Appends the tags of a process. A tag without a key is none, as in Thrift. */
  append(appender: AttributeAppender, tags: readonly unknown[]): void {
    for (const tag of tags) if (isTag(tag)) this.#append(appender, tag);
  }

  /** Appends a log's fields and returns the symbol of its name: the first text under `event`. */
  ofLog(builder: SpanBatchBuilder, fields: readonly unknown[]): number {
    const reader = this.#reader;
    let name = 0;
    for (const tag of fields) {
      if (!isTag(tag)) continue;
      if (name === 0 && tag.key === 'event' && isText(tag) && tag.value !== '') {
        reader.text(tag.value);
        name = builder.symbol(reader.bytes, 0, reader.length);
      } else this.#append(builder.eventAttributes, tag);
    }
    return name;
  }

  /** Appends the tags of the open span, and sets the fields that some of them stand for. */
  ofSpan(builder: SpanBatchBuilder, tags: readonly unknown[], format: SpanFormat): TagFields {
    const isJaeger = format === SpanFormat.jaeger;
    const toldByStatus = isJaeger ? undefined : lastErrorTag(tags);
    const taken = new Map<string, string>();
    const ofResource: JsonTag[] = [];
    let hasKind = false;
    let isError = false;
    for (const tag of tags) {
      if (!isTag(tag) || tag === toldByStatus) continue;
      const { key, value } = tag;
      if (key === 'error' && isErrorValue(tag, format)) isError = true;
      if (key === 'span.kind' && !hasKind && isText(tag)) {
        const kind = spanKindOf(tag.value) ?? SpanKind.unspecified;
        if (kind !== SpanKind.unspecified) {
          hasKind = true;
          builder.setKind(kind);
          continue;
        }
      }
      if (isZipkinEndpoint(key, format)) {
        ofResource.push(tag);
        continue;
      }
      const isField = key === FORMAT || (!isJaeger && isFieldTag(tag));
      if (isField && !taken.has(key) && isText(tag)) taken.set(key, String(value));
      else this.#append(builder.attributes, tag);
    }
    const status = taken.get('otel.status_code');
    if (status === 'ERROR' || (status === undefined && isError)) {
      builder.setStatus(StatusCode.error);
    } else if (status === 'OK') builder.setStatus(StatusCode.ok);
    const reader = this.#reader;
    reader.text(taken.get('otel.status_description'));
    builder.setStatusMessage(reader.bytes, 0, reader.length);
    reader.text(taken.get('w3c.tracestate'));
    builder.setTraceState(reader.bytes, 0, reader.length);
    return {
      scopeName: taken.get('otel.scope.name') ?? '',
      scopeVersion: taken.get('otel.scope.version') ?? '',
      ofResource,
    };
  }

  /** Appends a tag as its type says or, where its value is not of that type, as the value is. */
  #append(appender: AttributeAppender, { key, type, value }: JsonTag): void {
    const reader = this.#reader;
    reader.text(key);
    appender.setKey(reader.bytes, 0, reader.length);
    if (type === 'bool' && (value === 'true' || value === 'false')) {
      appender.boolean(value === 'true');
    } else if (type === 'int64' && isInteger(value)) {
      reader.setWords(inInt64(BigInt(value)));
      appender.int64(reader.low, reader.high);
    } else if (type === 'float64' && isDouble(value)) {
      appender.double(infinities.get(value) ?? Number(value));
    } else if (type === 'binary' && isBase64(value)) {
      const bytes = reader.base64(value);
      appender.bytes(bytes, 0, bytes.length);
    } else if (typeof value === 'string') {
      reader.text(value);
      appender.string(reader.bytes, 0, reader.length);
    } else if (typeof value === 'boolean') appender.boolean(value);
    else if (typeof value === 'number') appender.double(value);
    else if (value === undefined || value === null) appender.empty();
    else appender.canonical(encodeValue(JSON.stringify(value)));
  }
}

function isTag(value: unknown): value is JsonTag {
  return (
    typeof value === 'object' && value !== null && 'key' in value && typeof value.key === 'string'
  );
}

function isText(tag: JsonTag): tag is JsonTag & { readonly value: string } {
  return typeof tag.value === 'string' && (tag.type === 'string' || tag.type === undefined);
}

/** Whether a span of another format has a tag for a field, which then is no attribute. */
function isFieldTag({ key, value }: JsonTag): boolean {
  switch (key) {
    case 'otel.status_code':
      return value === 'OK' || value === 'ERROR';
    case 'otel.scope.name':
    case 'otel.scope.version':
    case 'otel.status_description':
    case 'w3c.tracestate':
      return value !== '';
    default:
      return false;
  }
}

/** Whether the tag `error` says that the span failed. With Zipkin its being there does, whatever it says. */
function isErrorValue({ value }: JsonTag, format: SpanFormat): boolean {
  if (format === SpanFormat.jaeger) return value === true || value === 'true';
  return format === SpanFormat.zipkin && value !== false && value !== 'false';
}

/** The `error` = true that stands beside an `otel.status_code` of `ERROR` and says no more than it. */
function lastErrorTag(tags: readonly unknown[]): unknown {
  let found: unknown;
  let isTold = false;
  for (const tag of tags) {
    if (!isTag(tag)) continue;
    if (tag.key === 'error' && tag.value === true) found = tag;
    else if (tag.key === 'otel.status_code' && tag.value === 'ERROR') isTold = true;
  }
  return isTold ? found : undefined;
}

function isInteger(value: unknown): value is number | string {
  return typeof value === 'string' ? DECIMAL.test(value) : Number.isInteger(value);
}

function isDouble(value: unknown): boolean {
  if (typeof value !== 'string') return typeof value === 'number';
  return infinities.has(value) || (value.trim() !== '' && !Number.isNaN(Number(value)));
}

function isBase64(value: unknown): boolean {
  return typeof value === 'string' && /^[\w+/-]*={0,2}$/.test(value) && value.length % 4 !== 1;
}

/** JSON.parse rounds the largest numbers past what 64 bits hold. */
function inInt64(value: bigint): bigint {
  return value < MIN_INT64 ? MIN_INT64 : value > MAX_INT64 ? MAX_INT64 : value;
}
