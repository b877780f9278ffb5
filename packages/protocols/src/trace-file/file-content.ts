// Tells by its fields which format a JSON value is of, and reads it.
import type { SpanBatchBuilder } from '@clew/model';
import { DecodeError, type ReadResult } from '../decode-result.ts';
import { readJaegerUiJson } from '../jaeger/read-ui-json.ts';
import type { JsonObject } from '../json-reader.ts';
import { decodeOtlpRequest } from '../otlp/parsed-request.ts';
import { decodeZipkinSpans } from '../zipkin/parsed-spans.ts';
import { decodeZipkinV1Spans } from '../zipkin/parsed-v1-spans.ts';
import { otlpRequestsIn } from './otlp-forms.ts';
import type { TraceFileFormat } from './trace-file-error.ts';

/** A JSON value that holds spans. */
export interface FileContent {
  readonly format: TraceFileFormat;
  /**
   * Appends its spans.
   * @throws {DecodeError} when what holds them is not as the format has it
   */
  readonly read: (builder: SpanBatchBuilder) => ReadResult;
}

/** What a JSON value holds, or undefined when it is of no known format. */
export function contentOf(json: unknown): FileContent | undefined {
  if (isJaeger(json)) return { format: 'jaeger', read: (into) => readJaegerUiJson(json, into) };
  if (isZipkin(json)) return { format: 'zipkin', read: (into) => readZipkin(json, into) };
  if (isZipkinSpan(json)) return { format: 'zipkin', read: (into) => readZipkin([json], into) };
  const requests = otlpRequestsIn(json);
  if (requests.length === 0) return undefined;
  return { format: 'otlp', read: (into) => readOtlp(requests, into) };
}

/** Whether a value is a request of OTLP's with other things than spans. */
export function isOtherSignal(json: unknown): boolean {
  return (
    isObject(json) &&
    ('resourceLogs' in json || 'resourceMetrics' in json || 'resourceProfiles' in json)
  );
}

/** A list of either version: in the first, annotations and what became tags name their host. */
function readZipkin(list: readonly unknown[], builder: SpanBatchBuilder): ReadResult {
  const isFirst = list.flat().some((span) => {
    if (!isObject(span)) return false;
    const { annotations } = span;
    if ('binaryAnnotations' in span) return true;
    return (
      Array.isArray(annotations) && annotations.some((one) => isObject(one) && 'endpoint' in one)
    );
  });
  return isFirst ? decodeZipkinV1Spans(list, builder) : decodeZipkinSpans(list, builder);
}

function readOtlp(
  requests: readonly (readonly [string, unknown])[],
  builder: SpanBatchBuilder,
): ReadResult {
  const rejected = new Map<string, number>();
  let accepted = 0;
  let firstRejectedAt = '';
  for (const [path, request] of requests) {
    const before = path === '' ? '' : `${path}.`;
    const result = decodedAt(path, request, builder);
    accepted += result.accepted;
    for (const [reason, count] of result.rejected) {
      rejected.set(reason, (rejected.get(reason) ?? 0) + count);
    }
    if (result.firstRejectedAt !== '') firstRejectedAt ||= before + result.firstRejectedAt;
  }
  return { accepted, rejected, firstRejectedAt };
}

function decodedAt(path: string, request: unknown, builder: SpanBatchBuilder): ReadResult {
  try {
    return decodeOtlpRequest(request, builder);
  } catch (error) {
    if (!(error instanceof DecodeError) || path === '') throw error;
    throw new DecodeError(`${path}: ${error.message}`, { cause: error });
  }
}

/** A trace of Jaeger's, a list of them, or an answer of its API, which may say why there is none. */
function isJaeger(json: unknown): boolean {
  if (Array.isArray(json)) return isJaegerTrace(json[0]);
  if (!isObject(json)) return false;
  const { data, errors } = json;
  if (isJaegerTrace(json) || isJaegerTrace(data)) return true;
  if (Array.isArray(data)) return data.length === 0 || isJaegerTrace(data[0]);
  return data === null && Array.isArray(errors);
}

function isJaegerTrace(json: unknown): boolean {
  return isObject(json) && 'spans' in json && ('traceID' in json || 'processes' in json);
}

/** A list of spans, or of lists of them. */
function isZipkin(json: unknown): json is readonly unknown[] {
  if (!Array.isArray(json)) return false;
  const [first] = json as readonly unknown[];
  return Array.isArray(first) ? first.length === 0 || isZipkinSpan(first[0]) : isZipkinSpan(first);
}

function isZipkinSpan(json: unknown): boolean {
  return isObject(json) && 'traceId' in json && 'id' in json;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
