import { type Logger, processLogger, safeLogger } from '../logger.ts';
import { Metrics } from '../metrics/metrics.ts';
import { type AgentAddress, agentUrl } from '../polling/agent-url.ts';
import { HttpPoller } from '../polling/http-poller.ts';
import type { BaggageRestrictionManager, Restriction } from './baggage-restriction-manager.ts';
import { DefaultBaggageRestrictionManager } from './default-baggage-restriction-manager.ts';

const DEFAULT_INTERVAL_MS = 60_000;
const FORBIDDEN: Restriction = Object.freeze({ keyAllowed: false, maxValueLength: 0 });

/** Where a {@link RemoteBaggageRestrictionManager} asks, and what holds until there is an answer. */
export interface RemoteBaggageRestrictionOptions extends AgentAddress {
  /** The pause between two questions, in milliseconds; a minute if left out, never if 0. */
  readonly refreshIntervalMs?: number | undefined;
  /** Allows no key until there was an answer, instead of all. */
  readonly denyBaggageOnInitializationFailure?: boolean | undefined;
  readonly metrics?: Metrics | undefined;
  readonly logger?: Logger | undefined;
}

/** Asks an agent which baggage keys a service may set. What it answered last counts until it has a better answer. */
export class RemoteBaggageRestrictionManager implements BaggageRestrictionManager {
  readonly #deniesAtFirst: boolean;
  readonly #allowAll = new DefaultBaggageRestrictionManager();
  readonly #poller: HttpPoller;
  readonly #metrics: Metrics;
  #restrictions: ReadonlyMap<string, Restriction> | undefined;

  constructor(serviceName: string, options: RemoteBaggageRestrictionOptions = {}) {
    this.#deniesAtFirst = options.denyBaggageOnInitializationFailure ?? false;
    this.#metrics = options.metrics ?? new Metrics();
    const logger = options.logger ? safeLogger(options.logger) : processLogger;
    const url = agentUrl(options, '/baggageRestrictions');
    url.searchParams.set('service', serviceName);
    this.#poller = new HttpPoller({
      url: () => url,
      intervalMs: options.refreshIntervalMs ?? DEFAULT_INTERVAL_MS,
      initialDelayMs: 0,
      onAnswer: (answer) => this.#take(answer),
      onError: (error) => {
        this.#metrics.baggageRestrictionsUpdateFailure.increment(1);
        logger.error(`no baggage restrictions for '${serviceName}': ${error.message}`);
      },
    });
  }

  getRestriction(_service: string, key: string): Restriction {
    if (this.#restrictions !== undefined) return this.#restrictions.get(key) ?? FORBIDDEN;
    return this.#deniesAtFirst ? FORBIDDEN : this.#allowAll.getRestriction();
  }

  /** Asks now; resolves when the answer counts, or was refused. */
  async refresh(): Promise<void> {
    await this.#poller.poll();
  }

  close(): void {
    this.#poller.close();
  }

  #take(answer: unknown): void {
    if (!Array.isArray(answer)) throw new Error('the answer is no list');
    const restrictions = new Map<string, Restriction>();
    for (const { baggageKey, maxValueLength } of answer) {
      if (typeof baggageKey !== 'string' || !isLength(maxValueLength)) {
        throw new Error('the answer has a restriction without a key or a length');
      }
      restrictions.set(baggageKey, { keyAllowed: true, maxValueLength });
    }
    this.#restrictions = restrictions;
    this.#metrics.baggageRestrictionsUpdateSuccess.increment(1);
  }
}

function isLength(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
