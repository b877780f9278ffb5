import type { Counter } from '../metrics/metrics.ts';
import { SpanContext, type SpanContextFields } from '../span-context.ts';
import { BaggageCollector } from './baggage-collector.ts';

/** What a codec finds in one carrier, piece by piece. */
export class ContextParts {
  /** Hexadecimal digits; '' if there are none. */
  traceId = '';
  spanId = '';
  parentId = '';
  /** The flags that came in one piece with the ids and count only with them. */
  flags: number | undefined = undefined;
  /** The flags that came on their own and count without ids, too. */
  decision: number | undefined = undefined;
  debugId = '';
  traceState = '';
  /** Whether there was something in the place of ids that cannot be read. */
  isMalformed = false;
  readonly baggage: BaggageCollector = new BaggageCollector();

  /**
   * Makes a context of what was found: one without ids if they are missing or cannot be read, and null if nothing is left.
   *
   * @param decodingErrors counts ids that cannot be read
   */
  finish(decodingErrors: Counter): SpanContext | null {
    const context = this.#withIds();
    if (context !== undefined) return context;
    if (this.isMalformed || this.traceId !== '' || this.spanId !== '') decodingErrors.increment(1);
    const { decision, debugId } = this;
    if (decision === undefined && debugId === '' && this.baggage.size === 0) return null;
    const rest = { baggage: this.baggage.finish(), debugId };
    return SpanContext.remote(decision === undefined ? rest : { ...rest, flags: decision }) ?? null;
  }

  #withIds(): SpanContext | undefined {
    const { traceId, spanId, parentId, debugId, traceState } = this;
    if (this.isMalformed || traceId === '' || spanId === '') return undefined;
    const baggage = this.baggage.finish();
    const fields: SpanContextFields = { traceId, spanId, parentId, baggage, debugId, traceState };
    const flags = this.flags ?? this.decision;
    return SpanContext.remote(flags === undefined ? fields : { ...fields, flags });
  }
}
