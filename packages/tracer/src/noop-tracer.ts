import * as opentracing from 'opentracing';
import { BaseTracer } from './base-tracer.ts';

/** Does nothing, at next to no cost: what `initTracer` gives where tracing is turned off. OpenTracing 1.1, "NoopTracer". */
export class NoopTracer extends BaseTracer {
  readonly #noop = new opentracing.Tracer();

  override startSpan(name: string): opentracing.Span {
    return this.#noop.startSpan(name);
  }

  override inject(): void {}

  override extract(): null {
    return null;
  }

  override activeSpan(): undefined {
    return undefined;
  }

  override withActiveSpan<T>(_span: opentracing.Span | undefined, fn: () => T): T {
    return fn();
  }

  override async flush(): Promise<void> {}

  override async close(callback?: () => void): Promise<void> {
    callback?.();
  }

  override now(): number {
    return Date.now();
  }
}
