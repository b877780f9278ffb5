import { monotonicNow } from '../clock.ts';

/** A token bucket: gains so many credits a second, up to a limit, and gives them away one by one. */
export class RateLimiter {
  readonly #now: () => number;
  #creditsPerSecond: number;
  #maxBalance: number;
  #balance: number;
  #lastMillis: number;

  /**
   * @param creditsPerSecond what it gains
   * @param maxBalance what it holds at most
   * @param initBalance what it begins with; a random part of the most if left out, so that processes that start
   * together do not record together
   * @param now milliseconds that only grow
   */
  constructor(
    creditsPerSecond: number,
    maxBalance: number,
    initBalance: number = Math.random() * maxBalance,
    now: () => number = monotonicNow,
  ) {
    this.#now = now;
    this.#creditsPerSecond = creditsPerSecond;
    this.#maxBalance = maxBalance;
    this.#balance = Math.min(initBalance, maxBalance);
    this.#lastMillis = now();
  }

  /** Takes other limits; the bucket stays as full as it is. */
  update(creditsPerSecond: number, maxBalance: number): void {
    this.#gain();
    this.#balance = (this.#balance * maxBalance) / this.#maxBalance;
    this.#creditsPerSecond = creditsPerSecond;
    this.#maxBalance = maxBalance;
  }

  /** Takes credits out; whether there were as many. */
  checkCredit(cost: number): boolean {
    this.#gain();
    if (this.#balance < cost) return false;
    this.#balance -= cost;
    return true;
  }

  #gain(): void {
    const now = this.#now();
    const gained = ((now - this.#lastMillis) / 1000) * this.#creditsPerSecond;
    this.#lastMillis = now;
    this.#balance = Math.min(this.#balance + gained, this.#maxBalance);
  }
}
