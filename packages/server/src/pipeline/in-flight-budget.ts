/**
 * Bounds the bytes of all requests under way, from the first byte of a body until the answer, so that
 * memory is bounded however many clients send at once.
 */
export class InFlightBudget {
  readonly limit: number;
  #used = 0;

  /** @param limit bytes */
  constructor(limit: number) {
    this.limit = limit;
  }

  /** Bytes reserved now. */
  get used(): number {
    return this.#used;
  }

  /** Whether so many bytes could be reserved now. */
  allows(bytes: number): boolean {
    return this.#used + bytes <= this.limit;
  }

  /** An empty reservation that grows as bytes come in. */
  open(): Reservation {
    let held = 0;
    return {
      grow: (bytes) => {
        if (!this.allows(bytes)) return false;
        this.#used += bytes;
        held += bytes;
        return true;
      },
      release: () => {
        this.#used -= held;
        held = 0;
      },
    };
  }
}

/** A request's part of the budget. */
export interface Reservation {
  /** Takes more bytes; false when they are not to be had, then nothing has changed. */
  grow(bytes: number): boolean;
  /** Gives all back; may be called again. */
  release(): void;
}
