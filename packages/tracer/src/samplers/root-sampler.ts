// What the samplers share that decide once, for the first span of a trace in this process, whatever its name and tags.
import type { Sampler, SamplingDecision } from './sampler.ts';

/** Decides once for a trace. */
export abstract class RootSampler implements Sampler {
  /** What is to become of the next trace. */
  protected abstract decide(): SamplingDecision;

  abstract name(): string;

  /** As jaeger-client's samplers decide; `tags` gets those of the decision. */
  isSampled(_operation: string, tags: Record<string, unknown> = {}): boolean {
    const { sample, tags: pairs } = this.decide();
    for (let i = 0; pairs !== null && i < pairs.length; i += 2) {
      tags[String(pairs[i])] = pairs[i + 1];
    }
    return sample;
  }

  onCreateSpan(): SamplingDecision {
    return this.decide();
  }

  onSetOperationName(): SamplingDecision {
    return this.decide();
  }

  onSetTag(): SamplingDecision {
    return this.decide();
  }

  close(callback?: () => void): void {
    callback?.();
  }
}

/** A decision to record, with the tags `sampler.type` and `sampler.param`; one object for all traces. */
export function sampledBy(type: string, param: number | boolean): SamplingDecision {
  const tags = Object.freeze(['sampler.type', type, 'sampler.param', param]);
  return Object.freeze({ sample: true, retryable: false, tags });
}
