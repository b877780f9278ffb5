// Writes traces as Jaeger's JSON piece by piece, so that a trace of a million spans, whose text is
// longer than V8's longest string, never becomes one.
import type { Span } from '@clew/model';
import type { TagOrder } from './jaeger-span.ts';
import {
  JaegerUiProcesses,
  type JaegerUiSpan,
  type JaegerUiTag,
  type JaegerUiTrace,
  jaegerTraceId,
  jaegerUiSpan,
} from './ui-json.ts';

/** Pieces are given once they are this long; one is longer by at most {@link TAGS_AT_ONCE} tags. */
const PIECE_LENGTH = 1 << 16;
/** How many tags, fields or references become text in one call. */
const TAGS_AT_ONCE = 64;

/**
 * A trace as Jaeger's JSON, in pieces of about 64 KiB.
 * @param spans the spans of one trace, adjusted or raw, in the order in which they are to be given
 */
export function* writeJaegerTrace(
  spans: Iterable<Span>,
  tagOrder: TagOrder = 'sorted',
): Generator<string, void, undefined> {
  const processes = new JaegerUiProcesses(tagOrder);
  let traceId = '';
  let piece = '{"spans":[';
  let separator = '';
  for (const span of spans) {
    if (traceId === '') traceId = jaegerTraceId(span.traceId);
    piece += separator;
    separator = ',';
    for (const part of partsOfSpan(jaegerUiSpan(span, processes))) {
      piece += part;
      if (piece.length < PIECE_LENGTH) continue;
      yield piece;
      piece = '';
    }
  }
  piece += '],"processes":{';
  separator = '';
  for (const [id, process] of processes.entries()) {
    piece += `${separator}"${id}":{"serviceName":${JSON.stringify(process.serviceName)},"tags":[`;
    separator = ',';
    for (const part of partsOfList(process.tags)) {
      piece += part;
      if (piece.length < PIECE_LENGTH) continue;
      yield piece;
      piece = '';
    }
    piece += ']}';
  }
  yield `${piece}},"traceID":"${traceId}","warnings":null}`;
}

/** A trace as an object, for what is small: the same as parsing what {@link writeJaegerTrace} gives. */
export function jaegerUiTrace(spans: Iterable<Span>, tagOrder: TagOrder = 'sorted'): JaegerUiTrace {
  const processes = new JaegerUiProcesses(tagOrder);
  const uiSpans = Array.from(spans, (span) => jaegerUiSpan(span, processes));
  return {
    traceID: uiSpans[0]?.traceID ?? '',
    spans: uiSpans,
    processes: Object.fromEntries(processes.entries()),
    warnings: null,
  };
}

function* partsOfSpan(span: JaegerUiSpan): Generator<string, void, undefined> {
  const { tags, logs, references, ...rest } = span;
  yield `${JSON.stringify(rest).slice(0, -1)},"references":[`;
  yield* partsOfList(references);
  yield '],"tags":[';
  yield* partsOfList(tags);
  yield '],"logs":[';
  let separator = '';
  for (const { timestamp, fields } of logs) {
    yield `${separator}{"timestamp":${timestamp},"fields":[`;
    separator = ',';
    yield* partsOfList(fields);
    yield ']}';
  }
  yield ']}';
}

/** The elements of a list, without its brackets. */
function* partsOfList(
  list: readonly (JaegerUiTag | JaegerUiSpan['references'][number])[],
): Generator<string, void, undefined> {
  for (let i = 0; i < list.length; i += TAGS_AT_ONCE) {
    const text = JSON.stringify(list.slice(i, i + TAGS_AT_ONCE)).slice(1, -1);
    yield i === 0 ? text : `,${text}`;
  }
}
