// Writes a trace as a file in the browser, with the server's writers. Loaded when a trace of a file is downloaded.
import { adjustTrace, type SpanBatch, SpanBatchReader } from '@clew/model';
import { writeJaegerTrace } from '@clew/protocols/jaeger';
import { groupedSpans, writeOtlpJson } from '@clew/protocols/otlp';
import { inTasks, nextTask, SLICE_MS } from '../trace/data/next-task.ts';
import type { TraceSource } from '../trace/data/trace-source.ts';

/** Texts that are kept before they become a part of the file: fewer would be many small ones, more much memory. */
const PIECES_A_PART = 64;
const ALL_SPANS = 0xffff_ffff;

/** A whole trace as JSON, as the API gives it for a trace of the store. Between its pieces the page goes on. */
export async function traceBlob(source: TraceSource, format: 'jaeger' | 'otlp'): Promise<Blob> {
  const batch = await source.spans(0, ALL_SPANS, new AbortController().signal);
  const parts: Blob[] = [];
  let pieces: string[] = [];
  let began = performance.now();
  for (const piece of await (format === 'otlp' ? otlpRequest(batch) : jaegerAnswer(batch))) {
    pieces.push(piece);
    if (pieces.length === PIECES_A_PART) {
      parts.push(new Blob(pieces));
      pieces = [];
    }
    if (performance.now() - began < SLICE_MS) continue;
    await nextTask();
    began = performance.now();
  }
  return new Blob([...parts, ...pieces], { type: 'application/json' });
}

async function otlpRequest(batch: SpanBatch): Promise<Iterable<string>> {
  return writeOtlpJson(await inTasks(groupedSpans(new SpanBatchReader(batch))));
}

/** Jaeger's answer with one trace, adjusted as Jaeger adjusts it by default: clock skew is only warned of. */
async function jaegerAnswer(batch: SpanBatch): Promise<Iterable<string>> {
  const trace = await inTasks(adjustTrace(batch, { maxDeltaNanos: 0n }));
  return inAnswer(writeJaegerTrace(trace.spans()));
}

function* inAnswer(trace: Iterable<string>): Generator<string> {
  yield '{"data":[';
  yield* trace;
  yield '],"total":0,"limit":0,"offset":0,"errors":null}';
}
