// What is counted of remote sampling.
import { Counter, type Registry } from 'prom-client';
import type { SamplingTransport } from '../sampling/sampling-routes.ts';

const TRANSPORTS: readonly SamplingTransport[] = ['http', 'collector-http', 'grpc'];

/** Counts who asks how to sample, and how often the file of strategies has changed. */
export class SamplingMetrics {
  readonly #answers: Counter<'transport'>;
  readonly #reloads: Counter<'result'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#answers = new Counter({
      name: 'clew_sampling_requests_total',
      help: 'Questions of clients for their sampling strategy that were answered',
      labelNames: ['transport'] as const,
      registers,
    });
    this.#reloads = new Counter({
      name: 'clew_sampling_reloads_total',
      help: 'Changes of the strategies file, by whether what it says counts now',
      labelNames: ['result'] as const,
      registers,
    });
    for (const transport of TRANSPORTS) this.#answers.inc({ transport }, 0);
    for (const result of ['ok', 'failed'] as const) this.#reloads.inc({ result }, 0);
  }

  onAnswer(transport: SamplingTransport): void {
    this.#answers.inc({ transport });
  }

  onReload(result: 'ok' | 'failed'): void {
    this.#reloads.inc({ result });
  }
}
