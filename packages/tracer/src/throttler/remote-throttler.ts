import { type Logger, processLogger, safeLogger } from '../logger.ts';
import { Metrics } from '../metrics/metrics.ts';
import { agentUrl } from '../polling/agent-url.ts';
import { HttpPoller } from '../polling/http-poller.ts';
import type { DebugThrottler } from './debug-throttler.ts';

const DEFAULT_INTERVAL_MS = 5000;
/** Operations may be named by whoever sends a debug id, so their number is bounded. */
const MAX_OPERATIONS = 2000;
/** More credits than anybody spends between two answers. */
const MAX_CREDITS = 1_000_000;
/** Characters of operations in one question; many servers refuse more than 16 KiB of headers. */
const MAX_QUERY_LENGTH = 8192;

/** Where a {@link RemoteThrottler} asks, and how often. */
export interface RemoteThrottlerOptions {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  /** The pause between two questions, in milliseconds; 5000 if left out. */
  readonly refreshIntervalMs?: number | undefined;
  /** The pause before the first one, in milliseconds; 5000 if left out. */
  readonly initialDelayMs?: number | undefined;
  readonly onCreditsUpdate?: ((throttler: RemoteThrottler) => void) | undefined;
  readonly metrics?: Metrics | undefined;
  readonly logger?: Logger | undefined;
}

/** Allows as many debug traces of an operation as an agent gives credits for; none before it gave any. */
export class RemoteThrottler implements DebugThrottler {
  readonly #credits = new Map<string, number>();
  readonly #metrics: Metrics;
  readonly #logger: Required<Logger>;
  readonly #poller: HttpPoller;
  readonly #onCreditsUpdate: ((throttler: RemoteThrottler) => void) | undefined;
  #uuid = '';

  constructor(serviceName: string, options: RemoteThrottlerOptions = {}) {
    this.#metrics = options.metrics ?? new Metrics();
    this.#logger = options.logger ? safeLogger(options.logger) : processLogger;
    this.#onCreditsUpdate = options.onCreditsUpdate;
    this.#poller = new HttpPoller({
      url: () => this.#url(serviceName, options),
      intervalMs: options.refreshIntervalMs ?? DEFAULT_INTERVAL_MS,
      initialDelayMs: options.initialDelayMs ?? DEFAULT_INTERVAL_MS,
      onAnswer: (answer) => this.#take(answer),
      onError: (error) => {
        this.#metrics.throttlerUpdateFailure.increment(1);
        this.#logger.error(`no credits for debug traces of '${serviceName}': ${error.message}`);
      },
    });
  }

  isAllowed(operation: string): boolean {
    const credits = this.#credits.get(operation);
    if (credits !== undefined && credits >= 1) {
      this.#credits.set(operation, credits - 1);
      return true;
    }
    if (credits === undefined && this.#credits.size < MAX_OPERATIONS) {
      this.#credits.set(operation, 0);
    }
    this.#metrics.throttledDebugSpans.increment(1);
    return false;
  }

  setProcess({ uuid }: { readonly uuid: string }): void {
    this.#uuid = uuid;
  }

  /** Asks now; resolves when the answer counts, or was refused. */
  async refresh(): Promise<void> {
    await this.#poller.poll();
  }

  close(callback?: () => void): void {
    this.#poller.close();
    callback?.();
  }

  /** Credits are asked for operations that wanted some; for as many as fit, and for the others next time. */
  #url(serviceName: string, options: RemoteThrottlerOptions): URL | undefined {
    if (this.#credits.size === 0) return undefined;
    if (this.#uuid === '') throw new Error('setProcess() was not called with a uuid to ask for');
    const url = agentUrl(options, '/credits');
    url.searchParams.set('service', serviceName);
    url.searchParams.set('uuid', this.#uuid);
    for (const operation of this.#nextOperations())
      url.searchParams.append('operations', operation);
    return url;
  }

  #nextOperations(): string[] {
    const next: string[] = [];
    let length = 0;
    for (const operation of this.#credits.keys()) {
      length += new URLSearchParams({ operations: operation }).toString().length + 1;
      if (length > MAX_QUERY_LENGTH && next.length > 0) break;
      next.push(operation);
    }
    if (next.length === this.#credits.size) return next;
    for (const operation of next) {
      const credits = this.#credits.get(operation) ?? 0;
      this.#credits.delete(operation);
      this.#credits.set(operation, credits);
    }
    return next;
  }

  #take(answer: unknown): void {
    const { balances } = (answer ?? {}) as { readonly balances?: unknown };
    if (!Array.isArray(balances)) throw new Error('the answer has no list of balances');
    for (const { operation, balance } of balances) {
      const credits = this.#credits.get(operation);
      if (credits === undefined || typeof balance !== 'number' || !(balance >= 0)) continue;
      this.#credits.set(operation, Math.min(credits + balance, MAX_CREDITS));
    }
    this.#metrics.throttlerUpdateSuccess.increment(1);
    this.#onCreditsUpdate?.(this);
  }
}
