import { LocalTrace } from '../local-trace.ts';
import { SpanContext, type SpanContextFields } from '../span-context.ts';
import { BaggageCollector } from './baggage-collector.ts';
import type { Carrier, Propagator } from './propagator.ts';

/**
 * Several propagators as one, for systems that speak more than one format. All of them write; the first that finds ids
 * decides which trace is continued. The baggage of all is united; the first that has a key gives its value.
 */
export class CompositePropagator implements Propagator {
  readonly #propagators: readonly Propagator[];

  /** @param propagators the one whose ids count most comes first */
  constructor(propagators: readonly Propagator[]) {
    this.#propagators = [...propagators];
  }

  inject(context: SpanContext, carrier: Carrier): void {
    for (const propagator of this.#propagators) propagator.inject(context, carrier);
  }

  extract(carrier: Carrier): SpanContext | null {
    let first: SpanContext | null = null;
    let more: SpanContext[] | undefined;
    for (const propagator of this.#propagators) {
      const context = propagator.extract(carrier);
      if (context === null) continue;
      if (first === null) first = context;
      else if (more === undefined) more = [first, context];
      else more.push(context);
    }
    return more === undefined ? first : merged(more);
  }
}

function merged(contexts: readonly SpanContext[]): SpanContext | null {
  const collector = new BaggageCollector();
  for (const context of contexts) collector.addMissing(context.baggage);
  const baggage = collector.finish();

  const winner = contexts.find((context) => context.isValid);
  if (winner === undefined) {
    const debugId = contexts.find((context) => context.debugId !== '')?.debugId ?? '';
    const flags = contexts.find((context) => context.samplingFinalized)?.flags;
    const fields: SpanContextFields = { baggage, debugId };
    return SpanContext.remote(flags === undefined ? fields : { ...fields, flags }) ?? null;
  }

  const { spanHigh, spanLow, parentHigh, parentLow, debugId } = winner;
  return new SpanContext(
    withTraceState(winner, contexts),
    spanHigh,
    spanLow,
    parentHigh,
    parentLow,
    baggage,
    debugId,
    true,
  );
}

/** Only `traceparent` has a trace state; it counts for the other formats, too, if they name the same trace. */
function withTraceState(winner: SpanContext, contexts: readonly SpanContext[]): LocalTrace {
  const { trace } = winner;
  if (trace.traceState !== '') return trace;
  const traceState = contexts.find(
    (context) => context.traceState !== '' && isSameTrace(context.trace, trace),
  )?.traceState;
  if (traceState === undefined) return trace;
  const { id0, id1, id2, id3, flags, isFinal, clockOffset } = trace;
  return new LocalTrace(id0, id1, id2, id3, flags, isFinal, clockOffset, traceState);
}

function isSameTrace(a: LocalTrace, b: LocalTrace): boolean {
  return a.id0 === b.id0 && a.id1 === b.id1 && a.id2 === b.id2 && a.id3 === b.id3;
}
