import type { SpanContext } from '../span-context.ts';

/**
 * Writes span contexts into carriers of one form and reads them back. `extract` never throws for what a stranger may
 * have put into a carrier, and what it keeps of it is bounded.
 */
export interface Propagator {
  /** Puts a context into a carrier. */
  inject(context: SpanContext, carrier: Carrier): void;
  /**
   * @returns the context that the carrier holds. Without ids (`isValid` is false) it only carries baggage, a debug id
   * or a sampling decision. Null if the carrier holds nothing for this propagator.
   */
  extract(carrier: Carrier): SpanContext | null;
}

/** A text map or HTTP headers: values that are no text (or arrays of it, as Node has for repeated headers) do not count. */
export type Carrier = Record<string, unknown>;
