import { hex64 } from '../hex.ts';
import { Flags } from '../local-trace.ts';
import type { SpanContext } from '../span-context.ts';
import {
  isCarrier,
  MAX_CONTEXT_LENGTH,
  readHeader,
  readListHeader,
  trimBlanks,
} from './carrier-reader.ts';
import { type CodecMetrics, NO_CODEC_METRICS, type TextCodecOptions } from './codec-options.ts';
import { ContextParts } from './context-parts.ts';
import type { Carrier, Propagator } from './propagator.ts';
import { checkedTraceState } from './trace-state.ts';

const TRACE_PARENT = 'traceparent';
const TRACE_STATE = 'tracestate';
/** How many characters of a trace state are checked. */
const MAX_READ_LENGTH = 8192;
/** The length of version 00, and of what later versions start with. */
const TRACE_PARENT_LENGTH = 55;
/** A later version may go on after one more dash. */
const TRACE_PARENT_FORM = /^(?!ff)[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}(?:$|-)/;
const SAMPLED_BIT = 1;

/**
 * W3C's `traceparent` and `tracestate`. They have no baggage, no parent id and no debug flag, which becomes sampled.
 *
 * W3C Trace Context, level 1 and 2. https://www.w3.org/TR/trace-context-2/
 */
export class TraceContextCodec implements Propagator {
  readonly #metrics: CodecMetrics;

  constructor(options: Pick<TextCodecOptions, 'metrics'> = {}) {
    this.#metrics = options.metrics ?? NO_CODEC_METRICS;
  }

  inject(context: SpanContext, carrier: Carrier): void {
    if (!context.isValid) return;
    const { id0, id1, id2, id3 } = context.trace;
    const traceId = hex64(id0, id1) + hex64(id2, id3);
    const spanId = hex64(context.spanHigh, context.spanLow);
    const flags = context.isSampled() || context.isDebug() ? '01' : '00';
    carrier[TRACE_PARENT] = `00-${traceId}-${spanId}-${flags}`;
    if (context.traceState !== '') carrier[TRACE_STATE] = context.traceState;
  }

  extract(carrier: Carrier): SpanContext | null {
    if (!isCarrier(carrier)) return null;
    const text = readHeader(carrier, TRACE_PARENT);
    if (text === undefined) return null;
    const parts = new ContextParts();
    if (text.length <= MAX_CONTEXT_LENGTH && readTraceParent(trimBlanks(text), parts)) {
      const traceState = readListHeader(carrier, TRACE_STATE, MAX_READ_LENGTH);
      if (traceState !== undefined) parts.traceState = checkedTraceState(traceState);
    } else {
      parts.isMalformed = true;
    }
    return parts.finish(this.#metrics.decodingErrors);
  }
}

function readTraceParent(text: string, parts: ContextParts): boolean {
  if (!TRACE_PARENT_FORM.test(text)) return false;
  if (text.startsWith('00') && text.length !== TRACE_PARENT_LENGTH) return false;
  parts.traceId = text.slice(3, 35);
  parts.spanId = text.slice(36, 52);
  const bits = Number.parseInt(text.slice(53, 55), 16);
  parts.flags = (bits & SAMPLED_BIT) === 0 ? 0 : Flags.sampled;
  return true;
}
