// What was sent to one data directory, and what of it was acknowledged when. It is kept outside of the
// process that is killed, and is what the answers are held against.
import { SENDERS, SPANS_PER_REQUEST } from './workload.ts';

/** A request of one sender. */
export interface SentRequest {
  readonly sender: number;
  readonly number: number;
  /** When it was sent for the first time, in milliseconds of this process. */
  readonly sentAt: number;
  /** When the server said that it is stored; until then it may be or not be. */
  acknowledgedAt: number | undefined;
}

/** The requests of all senders. */
export class Ledger {
  readonly #requests: SentRequest[][] = Array.from({ length: SENDERS }, () => []);

  /** The next request of a sender, which is now sent. */
  next(sender: number, sentAt: number): SentRequest {
    const requests = this.#of(sender);
    const request = { sender, number: requests.length, sentAt, acknowledgedAt: undefined };
    requests.push(request);
    return request;
  }

  /** The request that a sender sent last, if it got no answer. */
  unanswered(sender: number): SentRequest | undefined {
    const last = this.#of(sender).at(-1);
    return last?.acknowledgedAt === undefined ? last : undefined;
  }

  /** What each sender that got so far sent under a number. */
  sent(number: number): readonly SentRequest[] {
    return this.#requests.flatMap((requests) => requests[number] ?? []);
  }

  /** How many numbers there are: the requests of the sender that got furthest. */
  get numbers(): number {
    return Math.max(...this.#requests.map((requests) => requests.length));
  }

  get acknowledgedSpans(): number {
    const requests = this.#requests.flat().filter((one) => one.acknowledgedAt !== undefined);
    return requests.length * SPANS_PER_REQUEST;
  }

  /** The lowest number that some sender will use next. */
  get firstOpenNumber(): number {
    return Math.min(...this.#requests.map((requests) => requests.length));
  }

  #of(sender: number): SentRequest[] {
    const requests = this.#requests[sender];
    if (requests === undefined) throw new RangeError(`there is no sender ${sender}`);
    return requests;
  }
}
