// Which bodies were taken in lately. Clients send a request again when its answer was late; a body
// that is the same to the byte holds the same spans, and its first answer is its answer.
import { crc32 } from 'node:zlib';

/** What is remembered of a body: its answer, which may still be on its way. */
interface Entry<T> {
  readonly answer: Promise<T>;
  readonly forgetAt: number;
}

/** Limits of {@link RecentBodies}. */
export interface RecentBodiesLimits {
  readonly bodies: number;
  readonly millis: number;
  /** A clock in milliseconds, for tests. */
  readonly now?: () => number;
}

/** Remembers the answers to bodies, the most recent ones, for a while. */
export class RecentBodies<T> {
  /** In the order of arrival, so that the oldest is the first. */
  readonly #entries: Map<string, Entry<T>> = new Map();
  readonly #limits: RecentBodiesLimits;
  readonly #now: () => number;

  constructor(limits: RecentBodiesLimits) {
    this.#limits = limits;
    this.#now = limits.now ?? (() => performance.now());
  }

  /**
   * What a body is known by: who sent it, its length and the sums of its halves. Two bodies of one
   * length are taken for the same by chance once in 2^64; a cryptographic hash would cost ten times
   * as much, and who forges a body can only have it ignored.
   */
  keyOf(sender: string, body: Uint8Array): string {
    const half = body.length >>> 1;
    const first = crc32(body.subarray(0, half));
    return `${sender}:${body.length}:${first}:${crc32(body.subarray(half))}`;
  }

  /** The answer to a body that was seen lately and did not fail. */
  find(key: string): Promise<T> | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.forgetAt <= this.#now()) return undefined;
    return entry.answer;
  }

  /** Remembers a body until its answer fails or is too old. */
  remember(key: string, answer: Promise<T>): void {
    const now = this.#now();
    const entry = { answer, forgetAt: now + this.#limits.millis };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    for (const [oldest, { forgetAt }] of this.#entries) {
      if (this.#entries.size <= this.#limits.bodies && forgetAt > now) break;
      this.#entries.delete(oldest);
    }
    answer.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
  }
}
