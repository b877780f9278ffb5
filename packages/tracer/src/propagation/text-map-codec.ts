import type { SpanContext } from '../span-context.ts';
import {
  equalsIgnoringCase,
  isCarrier,
  MAX_CONTEXT_LENGTH,
  MAX_KEYS,
  ownText,
} from './carrier-reader.ts';
import { type CodecMetrics, NO_CODEC_METRICS, type TextCodecOptions } from './codec-options.ts';
import { ContextParts } from './context-parts.ts';
import { JaegerHeaders } from './jaeger-headers.ts';
import type { Carrier, Propagator } from './propagator.ts';

/** Options of {@link TextMapCodec}; jaeger-client's. */
export interface TextMapCodecOptions extends TextCodecOptions {
  /** The key of the ids and flags; 'uber-trace-id' by default. */
  readonly contextKey?: string | undefined;
}

/**
 * Jaeger's own headers: `uber-trace-id: trace:span:parent:flags`, `uberctx-*`, `jaeger-baggage` and `jaeger-debug-id`.
 *
 * https://www.jaegertracing.io/docs/1.18/client-libraries/#propagation-format
 */
export class TextMapCodec implements Propagator {
  readonly #contextKey: string;
  readonly #headers: JaegerHeaders;
  readonly #metrics: CodecMetrics;

  constructor(options: TextMapCodecOptions = {}) {
    this.#contextKey = (options.contextKey || 'uber-trace-id').toLowerCase();
    this.#headers = new JaegerHeaders(options);
    this.#metrics = options.metrics ?? NO_CODEC_METRICS;
  }

  inject(context: SpanContext, carrier: Carrier): void {
    if (context.isValid) carrier[this.#contextKey] = context.toString();
    this.#headers.inject(context, carrier);
  }

  extract(carrier: Carrier): SpanContext | null {
    if (!isCarrier(carrier)) return null;
    const parts = new ContextParts();
    const contextKey = this.#contextKey;
    let text = ownText(carrier, contextKey);
    let keys = 0;
    for (const key in carrier) {
      keys += 1;
      if (keys > MAX_KEYS) break;
      if (equalsIgnoringCase(key, contextKey)) text ??= ownText(carrier, key);
      else this.#headers.extract(carrier, key, parts);
    }
    if (text !== undefined) {
      const decoded = this.#headers.decode(text, MAX_CONTEXT_LENGTH);
      parts.isMalformed = decoded === undefined || !readContext(decoded.trim(), parts);
    }
    return parts.finish(this.#metrics.decodingErrors);
  }
}

const FLAGS = /^[\da-f]{1,2}$/i;

function readContext(text: string, parts: ContextParts): boolean {
  const first = text.indexOf(':');
  const second = text.indexOf(':', first + 1);
  const third = text.indexOf(':', second + 1);
  if (first <= 0 || second <= first + 1 || third <= second) return false;
  const flags = text.slice(third + 1);
  if (!FLAGS.test(flags)) return false;
  parts.traceId = text.slice(0, first);
  parts.spanId = text.slice(first + 1, second);
  parts.parentId = text.slice(second + 1, third);
  parts.flags = Number.parseInt(flags, 16);
  return true;
}
