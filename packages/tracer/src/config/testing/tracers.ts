// Tracers of the service 'shop' that record everything where a test says nothing else.
import * as opentracing from 'opentracing';
import type { BaseTracer } from '../../base-tracer.ts';
import { InMemoryReporter } from '../../reporters/in-memory-reporter.ts';
import type { Span } from '../../span.ts';
import { initTracer } from '../init-tracer.ts';
import type { TracingConfig, TracingOptions } from '../tracing-config.ts';
import { type AtEnd, keptLines } from './receivers.ts';

/** Records every trace. */
export const everything = { type: 'const', param: 1 } as const;

/** Makes tracers that are closed at the end of the test. */
export class Tracers {
  readonly #atEnd: AtEnd;

  constructor(atEnd: AtEnd) {
    this.#atEnd = atEnd;
  }

  /** A tracer. */
  make(config: TracingConfig, options: TracingOptions = {}): BaseTracer {
    const tracer = initTracer(
      { serviceName: 'shop', sampler: everything, ...config },
      { logger: keptLines(), ...options },
    );
    this.#atEnd(() => tracer.close());
    return tracer;
  }

  /** A tracer that keeps its spans, and has made one. */
  withSpan(
    config: TracingConfig,
    options: TracingOptions = {},
  ): {
    readonly tracer: BaseTracer;
    readonly spans: readonly Span[];
    readonly span: Span | undefined;
  } {
    const reporter = new InMemoryReporter();
    const tracer = this.make(config, { reporter, ...options });
    tracer.startSpan('pay').finish();
    const { spans } = reporter;
    return { tracer, spans, span: spans[0] };
  }
}

/** The headers that a tracer writes for a span. */
export function headersOf(tracer: BaseTracer): Readonly<Record<string, string>> {
  const headers = {};
  tracer.inject(tracer.startSpan('pay'), opentracing.FORMAT_HTTP_HEADERS, headers);
  return headers;
}
