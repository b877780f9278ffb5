// What a request's calls to the store carry: the client's patience, and an end for all patience.
import { Turn } from '@clew/engine';
import type { CallContext } from '@clew/storage';

/** How long one call to the store may take. */
const CALL_MILLIS = 30_000;

/** Who asks: a request over HTTP is one as it is, a call over gRPC tells the same of itself. */
export interface Caller {
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
  /** Until when the client waits, in Unix milliseconds; absent where it does not say. */
  readonly deadline?: number;
  readonly log: { error(facts: object, message: string): void };
}

/**
 * The context of a call that begins now; it ends when the client goes away.
 * @param millis how long it may take
 */
export function callContext(
  { signal, deadline = Number.POSITIVE_INFINITY }: Caller,
  millis: number = CALL_MILLIS,
): CallContext {
  return { tenant: '', signal, deadline: Math.min(Date.now() + millis, deadline) };
}

/** The turns of what is computed for a caller beside its calls to the store; it ends when the client goes away. */
export function turnOf({ signal }: Pick<Caller, 'signal'>): Turn {
  return new Turn({ tenant: '', signal });
}
