import type { EventEmitter } from 'node:events';
import * as opentracing from 'opentracing';
import { activeSpanOf, bindEmitter, runWithSpan } from './active-span.ts';
import { valueText } from './encoding/tag-value.ts';

/** OpenTracing's options of a span, and Clew's own. */
export interface StartSpanOptions extends Omit<opentracing.SpanOptions, 'childOf'> {
  /** The parent; null, which is what `extract` gives where there is none, is no parent. */
  readonly childOf?: opentracing.Span | opentracing.SpanContext | null | undefined;
  /** Begins a new trace even where a span is active. */
  readonly ignoreActiveSpan?: boolean;
}

/**
 * What `initTracer` gives: an OpenTracing tracer that knows which span is active and that can be closed. There are two:
 * {@link Tracer} and, where tracing is turned off, {@link NoopTracer}.
 */
export abstract class BaseTracer extends opentracing.Tracer {
  abstract override startSpan(name: string, options?: StartSpanOptions): opentracing.Span;

  /** Sends what was not sent yet; resolves when that is done or has failed. */
  abstract flush(): Promise<void>;

  /**
   * Sends what was not sent yet and gives back sockets and timers. Resolves, and calls back, when all of it is done, at
   * the latest after the reporter's close timeout. Spans that finish later are dropped.
   */
  abstract close(callback?: () => void): Promise<void>;

  /** Milliseconds since the epoch, with fractions. */
  abstract now(): number;

  /** The span that is active where this is called: in this function, or in what led to it across callbacks and await. */
  activeSpan(): opentracing.Span | undefined {
    return activeSpanOf(this);
  }

  /** Calls a function while a span is active for it and for everything asynchronous that it starts. Does not finish the span. */
  withActiveSpan<T>(span: opentracing.Span | undefined, fn: () => T): T {
    return runWithSpan(this, span, fn);
  }

  /**
   * Starts a span, calls a function with it while it is active, and finishes it when the function returns, or when the
   * promise that it returns is settled. What it throws is put on the span as an error and thrown on.
   */
  startActiveSpan<T>(name: string, fn: (span: opentracing.Span) => T): T;
  startActiveSpan<T>(name: string, options: StartSpanOptions, fn: (span: opentracing.Span) => T): T;
  startActiveSpan<T>(
    name: string,
    optionsOrFn: StartSpanOptions | ((span: opentracing.Span) => T),
    maybeFn?: (span: opentracing.Span) => T,
  ): T {
    const [options, fn] =
      typeof optionsOrFn === 'function' ? [{}, optionsOrFn] : [optionsOrFn, maybeFn];
    if (fn === undefined) throw new TypeError('startActiveSpan needs a function to call');
    const span = this.startSpan(name, options);
    let result: T;
    try {
      result = this.withActiveSpan(span, () => fn(span));
    } catch (error) {
      finishWithError(span, error);
      throw error;
    }
    if (!isThenable(result)) {
      span.finish();
      return result;
    }
    return result.then(
      (value: unknown) => {
        span.finish();
        return value;
      },
      (error: unknown) => {
        finishWithError(span, error);
        throw error;
      },
    ) as T;
  }

  /**
   * Ties a function, or the listeners of an event emitter (a stream, a request), to a span: they run while it is active,
   * wherever they are called from. Without a span it is the one that is active now.
   *
   * @returns for a function another one that calls it; for an emitter the emitter itself, whose listeners added from
   * now on are tied
   */
  bind<F extends (...args: never[]) => unknown>(target: F, span?: opentracing.Span): F;
  bind<E extends EventEmitter>(target: E, span?: opentracing.Span): E;
  bind(
    target: EventEmitter | ((...args: unknown[]) => unknown),
    span: opentracing.Span | undefined = this.activeSpan(),
  ): unknown {
    if (typeof target !== 'function') return bindEmitter(target, (fn) => this.bind(fn, span));
    const tracer = this;
    return function bound(this: unknown, ...args: unknown[]): unknown {
      return tracer.withActiveSpan(span, () => target.apply(this, args));
    };
  }
}

interface Thenable {
  then(onFulfilled: (value: unknown) => unknown, onRejected: (error: unknown) => unknown): unknown;
}

function isThenable(value: unknown): value is Thenable {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<Thenable>).then === 'function'
  );
}

/** OpenTracing's semantic conventions, "Log fields": event, error.object, message, stack. */
function finishWithError(span: opentracing.Span, error: unknown): void {
  span.setTag(opentracing.Tags.ERROR, true);
  if (error instanceof Error) {
    const { name, message, stack } = error;
    span.log({ event: 'error', 'error.kind': name, message, stack });
  } else {
    span.log({ event: 'error', message: valueText(error, Number.POSITIVE_INFINITY) });
  }
  span.finish();
}
