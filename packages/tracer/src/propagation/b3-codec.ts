// B3 in both of its forms. https://github.com/openzipkin/b3-propagation
import { hex64 } from '../hex.ts';
import { Flags } from '../local-trace.ts';
import type { SpanContext } from '../span-context.ts';
import {
  equalsIgnoringCase,
  isCarrier,
  MAX_CONTEXT_LENGTH,
  MAX_KEYS,
  ownText,
  startsWithIgnoringCase,
} from './carrier-reader.ts';
import { type CodecMetrics, NO_CODEC_METRICS, type TextCodecOptions } from './codec-options.ts';
import { ContextParts } from './context-parts.ts';
import { JaegerHeaders } from './jaeger-headers.ts';
import type { Carrier, Propagator } from './propagator.ts';

const B3_PREFIX = 'x-b3-';
const TRACE_ID = 'x-b3-traceid';
const SPAN_ID = 'x-b3-spanid';
const PARENT_SPAN_ID = 'x-b3-parentspanid';
const SAMPLED = 'x-b3-sampled';
const FLAGS = 'x-b3-flags';
const SINGLE = 'b3';

/** Debug implies sampled. */
const DEBUG_FLAGS = Flags.debug | Flags.sampled;

/**
 * B3 in several headers, `x-b3-traceid` and so on, with baggage and a debug id in Jaeger's headers.
 *
 * A context whose sender left the sampling decision out is undecided, and a decision without ids is one for the next root.
 */
export class ZipkinB3TextMapCodec implements Propagator {
  readonly #headers: JaegerHeaders;
  readonly #metrics: CodecMetrics;

  constructor(options: TextCodecOptions = {}) {
    this.#headers = new JaegerHeaders(options);
    this.#metrics = options.metrics ?? NO_CODEC_METRICS;
  }

  inject(context: SpanContext, carrier: Carrier): void {
    if (context.isValid) {
      carrier[TRACE_ID] = context.paddedTraceId;
      carrier[SPAN_ID] = hex64(context.spanHigh, context.spanLow);
      const parentId = paddedParentId(context);
      if (parentId !== '') carrier[PARENT_SPAN_ID] = parentId;
    }
    const state = samplingState(context);
    if (state === 'd') carrier[FLAGS] = '1';
    else if (state !== '') carrier[SAMPLED] = state;
    this.#headers.inject(context, carrier);
  }

  extract(carrier: Carrier): SpanContext | null {
    if (!isCarrier(carrier)) return null;
    const parts = new ContextParts();
    let keys = 0;
    for (const key in carrier) {
      keys += 1;
      if (keys > MAX_KEYS) break;
      if (startsWithIgnoringCase(key, B3_PREFIX)) this.#readHeader(carrier, key, parts);
      else this.#headers.extract(carrier, key, parts);
    }
    return parts.finish(this.#metrics.decodingErrors);
  }

  #readHeader(carrier: Carrier, key: string, parts: ContextParts): void {
    if (key.length > PARENT_SPAN_ID.length) return;
    const text = ownText(carrier, key);
    if (text === undefined) return;
    const value = this.#headers.decode(text, MAX_CONTEXT_LENGTH)?.trim();
    switch (key.toLowerCase()) {
      case TRACE_ID:
        if (value === undefined) parts.isMalformed = true;
        else parts.traceId = value;
        break;
      case SPAN_ID:
        if (value === undefined) parts.isMalformed = true;
        else parts.spanId = value;
        break;
      case PARENT_SPAN_ID:
        if (value === undefined) parts.isMalformed = true;
        else parts.parentId = value;
        break;
      case SAMPLED:
        // Debug, which may have come first, is more than sampled or not.
        if (parts.decision !== DEBUG_FLAGS) parts.decision = flagsOfHeader(value);
        break;
      case FLAGS:
        if (value === '1') parts.decision = DEBUG_FLAGS;
        break;
    }
  }
}

/** B3 in the one header `b3: trace-span-state-parent`, with baggage and a debug id in Jaeger's headers. */
export class B3SingleCodec implements Propagator {
  readonly #headers: JaegerHeaders;
  readonly #metrics: CodecMetrics;

  constructor(options: TextCodecOptions = {}) {
    this.#headers = new JaegerHeaders(options);
    this.#metrics = options.metrics ?? NO_CODEC_METRICS;
  }

  inject(context: SpanContext, carrier: Carrier): void {
    const state = samplingState(context);
    if (context.isValid) {
      const parentId = paddedParentId(context);
      let text = `${context.paddedTraceId}-${hex64(context.spanHigh, context.spanLow)}`;
      if (state !== '') text += parentId === '' ? `-${state}` : `-${state}-${parentId}`;
      carrier[SINGLE] = text;
    } else if (state !== '') {
      carrier[SINGLE] = state;
    }
    this.#headers.inject(context, carrier);
  }

  extract(carrier: Carrier): SpanContext | null {
    if (!isCarrier(carrier)) return null;
    const parts = new ContextParts();
    let text = ownText(carrier, SINGLE);
    let keys = 0;
    for (const key in carrier) {
      keys += 1;
      if (keys > MAX_KEYS) break;
      if (equalsIgnoringCase(key, SINGLE)) text ??= ownText(carrier, key);
      else this.#headers.extract(carrier, key, parts);
    }
    if (text !== undefined) {
      const decoded = this.#headers.decode(text, MAX_CONTEXT_LENGTH);
      parts.isMalformed = decoded === undefined || !readSingle(decoded.trim(), parts);
    }
    return parts.finish(this.#metrics.decodingErrors);
  }
}

function readSingle(text: string, parts: ContextParts): boolean {
  if (text.length === 1) {
    parts.decision = flagsOfState(text);
    return parts.decision !== undefined;
  }
  const fields = text.split('-');
  const [traceId, spanId, state, parentId = ''] = fields;
  if (traceId === undefined || spanId === undefined || fields.length > 4) return false;
  if (traceId === '' || spanId === '') return false;
  parts.flags = state === undefined ? undefined : flagsOfState(state);
  if (state !== undefined && parts.flags === undefined) return false;
  parts.traceId = traceId;
  parts.spanId = spanId;
  parts.parentId = parentId;
  return true;
}

function flagsOfState(state: string): number | undefined {
  switch (state) {
    case '0':
      return 0;
    case '1':
      return Flags.sampled;
    case 'd':
      return DEBUG_FLAGS;
    default:
      return undefined;
  }
}

/** Old clients write true and false, and some write the state of the single header. */
function flagsOfHeader(value: string | undefined): number | undefined {
  switch (value?.toLowerCase()) {
    case 'true':
      return Flags.sampled;
    case 'false':
      return 0;
    default:
      return value === undefined ? undefined : flagsOfState(value);
  }
}

function samplingState(context: SpanContext): '' | '0' | '1' | 'd' {
  if (!context.samplingFinalized) return '';
  if (context.isDebug()) return 'd';
  return context.isSampled() ? '1' : '0';
}

function paddedParentId(context: SpanContext): string {
  const { parentHigh, parentLow } = context;
  return (parentHigh | parentLow) === 0 ? '' : hex64(parentHigh, parentLow);
}
