// The spans that one span of version 1 becomes: one for each service that took part in it, which is two where both sides of
// a call reported under one id. Hot: columns that are used again.
import { SpanKind } from '@clew/model';
import { NO_ENDPOINT, type V1Span } from './v1-span.ts';

/** How many sides one span may have; each annotation is compared with all of them. */
const MAX_SIDES = 64;

/** Rows of sides; the first is always there. */
export class V1Sides {
  #span: V1Span | undefined;
  count = 0;
  /** Whether a span named more services than one can have. */
  overflowed = false;
  /** The endpoint that reported a side, or {@link NO_ENDPOINT}. */
  readonly local: Int32Array = new Int32Array(MAX_SIDES);
  readonly remote: Int32Array = new Int32Array(MAX_SIDES);
  /** Whether the remote endpoint's service is left out. */
  readonly isRemoteNameless: Uint8Array = new Uint8Array(MAX_SIDES);
  readonly kind: Uint8Array = new Uint8Array(MAX_SIDES);
  readonly shared: Uint8Array = new Uint8Array(MAX_SIDES);
  /** Unix microseconds and microseconds; 0 is none. */
  readonly timestamp: Float64Array = new Float64Array(MAX_SIDES);
  readonly duration: Float64Array = new Float64Array(MAX_SIDES);

  /** Begins a span, with one side of nobody. */
  open(span: V1Span): void {
    this.#span = span;
    this.count = 0;
    this.overflowed = false;
    this.add(NO_ENDPOINT);
  }

  /** Adds a side. @returns its row; the first one where there are too many */
  add(endpoint: number): number {
    if (this.count === MAX_SIDES) {
      this.overflowed = true;
      return 0;
    }
    const side = this.count++;
    this.local[side] = endpoint;
    this.remote[side] = NO_ENDPOINT;
    this.isRemoteNameless[side] = 0;
    this.kind[side] = SpanKind.unspecified;
    this.shared[side] = 0;
    this.timestamp[side] = 0;
    this.duration[side] = 0;
    return side;
  }

  /** The side of an endpoint's service; the first one where there is no endpoint. */
  of(endpoint: number): number {
    if (endpoint === NO_ENDPOINT) return 0;
    const span = this.#span as V1Span;
    for (let side = 0; side < this.count; side++) {
      const local = this.local[side] as number;
      if (local === NO_ENDPOINT) {
        this.local[side] = endpoint;
        return side;
      }
      if (span.isSameService(local, endpoint)) return side;
    }
    return this.add(endpoint);
  }

  /** Sets a side's time; less than none is none. */
  time(side: number, timestamp: number, duration: number): void {
    this.timestamp[side] = timestamp;
    this.duration[side] = Math.max(0, duration);
  }
}
