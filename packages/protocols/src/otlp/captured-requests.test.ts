import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  type Attribute,
  type AttributeValue,
  type Span,
  type SpanEvent,
  SpanFormat,
  spanKindName,
  valueText,
} from '@clew/model';
import { describe, expect, test } from 'vitest';
import { decodeOtlpJson, decodeOtlpProtobuf } from './index.ts';
import { decoded } from './testing/decoded.ts';

const captures = [
  ['node-otel-otlp-grpc', decodeOtlpProtobuf],
  ['node-otel-otlp-proto', decodeOtlpProtobuf],
  ['node-otel-otlp-proto-gzip', decodeOtlpProtobuf],
  ['node-otel-sdk', decodeOtlpProtobuf],
  ['node-otel-otlp-http', decodeOtlpJson],
  ['node-otel-otlp-http-gzip', decodeOtlpJson],
  ['node-otel-shim', decodeOtlpJson],
] as const;

function bodyOf(name: string): Uint8Array {
  const bytes = readFileSync(new URL(`fixtures/${name}.bin`, import.meta.url));
  return name.endsWith('-gzip') ? gunzipSync(bytes) : bytes;
}

interface JaegerTag {
  readonly key: string;
  readonly type: string;
  readonly value: unknown;
}
interface JaegerSpan {
  readonly traceID: string;
  readonly spanID: string;
  readonly operationName: string;
  readonly references: readonly { refType: string; traceID: string; spanID: string }[];
  readonly startTime: number;
  readonly duration: number;
  readonly tags: readonly JaegerTag[];
  readonly logs: readonly { timestamp: number; fields: readonly JaegerTag[] }[];
  readonly processID: string;
}
interface JaegerTrace {
  readonly spans: readonly JaegerSpan[];
  readonly processes: Readonly<Record<string, { serviceName: string; tags: readonly JaegerTag[] }>>;
}

/** A Jaeger answer's spans with their processes, in an order that does not depend on Jaeger's. */
function expectedSpans(name: string): object[] {
  const path = new URL(`fixtures/${name}.expected.json`, import.meta.url);
  const { data } = JSON.parse(readFileSync(path, 'utf8')) as { data: JaegerTrace[] };
  const spans = data.flatMap(({ spans, processes }) =>
    spans.map(({ traceID, spanID, operationName, references, startTime, duration, ...span }) => ({
      ...{ traceID, spanID, operationName, references, startTime, duration },
      tags: sorted(span.tags.filter((tag) => tag.key !== 'internal.span.format')),
      logs: span.logs.map(({ timestamp, fields }) => ({ timestamp, fields: sorted(fields) })),
      process: {
        serviceName: processes[span.processID]?.serviceName,
        tags: sorted(processes[span.processID]?.tags ?? []),
      },
    })),
  );
  return spans.sort((a, b) => (a.spanID < b.spanID ? -1 : 1));
}

/** A decoded span in the shape in which Jaeger shows it. */
function asJaegerShows(span: Span): { spanID: string } {
  const tags = span.attributes.map(tagOf);
  const text = (key: string, value: string) => tags.push({ key, type: 'string', value });
  if (span.scope.name !== '') text('otel.scope.name', span.scope.name);
  if (span.scope.version !== '') text('otel.scope.version', span.scope.version);
  if (span.kind !== 0) text('span.kind', spanKindName(span.kind));
  if (span.status === 1) text('otel.status_code', 'OK');
  if (span.status === 2) {
    text('otel.status_code', 'ERROR');
    tags.push({ key: 'error', type: 'bool', value: true });
  }
  if (span.statusMessage !== '') text('otel.status_description', span.statusMessage);
  const reference = (refType: string, traceID: string, spanID: string) => ({
    ...{ refType, traceID, spanID },
  });
  const references = span.links.map((link) => reference('FOLLOWS_FROM', link.traceId, link.spanId));
  if (span.parentSpanId !== '') {
    references.unshift(reference('CHILD_OF', span.traceId, span.parentSpanId));
  }
  return {
    traceID: span.traceId,
    spanID: span.spanId,
    operationName: span.name,
    references,
    startTime: Number(span.start / 1000n),
    duration: Number(span.duration / 1000n),
    tags: sorted(tags),
    logs: span.events.map((event) => ({
      timestamp: Number(event.time / 1000n),
      fields: sorted(fieldsOf(event)),
    })),
    process: {
      serviceName: span.resource.serviceName,
      tags: sorted(span.resource.attributes.filter(({ key }) => key !== 'service.name').map(tagOf)),
    },
  } as { spanID: string };
}

/** Jaeger names the event by an `event` field, unless an attribute has that key. */
function fieldsOf({ name, attributes }: SpanEvent): JaegerTag[] {
  const fields = attributes.map(tagOf);
  if (fields.some(({ key }) => key === 'event')) return fields;
  return [...fields, { key: 'event', type: 'string', value: name }];
}

function tagOf({ key, value }: Attribute): JaegerTag {
  if (typeof value === 'bigint') return { key, type: 'int64', value: Number(value) };
  if (typeof value === 'number') return { key, type: 'float64', value };
  if (typeof value === 'boolean') return { key, type: 'bool', value };
  return { key, type: 'string', value: valueText(value) };
}

function sorted(tags: readonly JaegerTag[]): JaegerTag[] {
  const text = (tag: JaegerTag) => `${tag.key}=${JSON.stringify(tag.value)}`;
  return [...tags].sort((a, b) => (text(a) < text(b) ? -1 : 1));
}

describe('a request that a real client sent', () => {
  test.each(captures)('is decoded as Jaeger shows it: %s', (name, decode) => {
    const { spans, accepted, rejected } = decoded(decode, bodyOf(name));
    expect(rejected.size).toBe(0);
    expect(accepted).toBe(spans.length);
    const shown = spans.map(asJaegerShows).sort((a, b) => (a.spanID < b.spanID ? -1 : 1));
    expect(shown).toEqual(expectedSpans(name));
    expect(spans.every((span) => span.format === SpanFormat.otlp)).toBe(true);
    expect(spans.flatMap((span) => span.warnings)).toEqual([]);
  });

  test('has the same spans in protobuf and in JSON, but for ids, times and the service', () => {
    const comparable = (name: string, decode: typeof decodeOtlpJson) =>
      decoded(decode, bodyOf(name)).spans.map((span) => ({
        ...{ name: span.name, kind: span.kind, flags: span.flags, scope: span.scope },
        ...{ status: span.status, statusMessage: span.statusMessage },
        attributes: span.attributes,
        events: span.events.map((event) => [event.name, event.attributes.map(withoutStack)]),
        links: span.links.map(({ flags, attributes }) => ({ flags, attributes })),
        resource: span.resource.attributes.filter(({ key }) => key !== 'service.name'),
      }));
    expect(comparable('node-otel-otlp-http', decodeOtlpJson)).toEqual(
      comparable('node-otel-otlp-proto', decodeOtlpProtobuf),
    );
  });
});

function withoutStack({ key, value }: Attribute): [string, AttributeValue] {
  return [key, key === 'exception.stacktrace' ? '' : value];
}
