import { Flags } from '../local-trace.ts';
import type { Span } from '../span.ts';
import { type Sampler, type SamplingDecision, UNDECIDED } from './sampler.ts';

/** A value that makes a trace recorded, and whether it then is for storing only. */
export interface TagMatcher {
  readonly tagValue: string | number | boolean;
  readonly firehose?: boolean;
}

/** Records traces of which a span has a tag with one of some values; of all others it never decides. */
export class TagEqualsSampler implements Sampler {
  readonly #tagKey: string;
  readonly #matches: ReadonlyMap<
    string,
    { readonly decision: SamplingDecision; readonly isFirehose: boolean }
  >;

  constructor(tagKey: string, matchers: readonly TagMatcher[]) {
    this.#tagKey = tagKey;
    this.#matches = new Map(
      matchers.map(({ tagValue, firehose = false }) => {
        const tags = Object.freeze(['sampler.type', 'TagEqualsSampler', 'sampler.param', tagValue]);
        const decision = Object.freeze({ sample: true, retryable: false, tags });
        return [String(tagValue), { decision, isFirehose: firehose }];
      }),
    );
  }

  /** Makes one of jaeger-client's form of configuration: `{ key, values: { value: { firehose } } }`. */
  static fromStrategy(strategy: {
    readonly key: string;
    readonly values: Readonly<Record<string, { readonly firehose?: boolean }>>;
  }): TagEqualsSampler {
    const matchers = Object.entries(strategy.values).map(([tagValue, { firehose = false }]) => ({
      tagValue,
      firehose,
    }));
    return new TagEqualsSampler(strategy.key, matchers);
  }

  name(): string {
    return 'TagEqualsSampler';
  }

  toString(): string {
    return `${this.name()}(${this.#tagKey})`;
  }

  onCreateSpan(): SamplingDecision {
    return UNDECIDED;
  }

  onSetOperationName(): SamplingDecision {
    return UNDECIDED;
  }

  onSetTag(span: Span, key: string, value: unknown): SamplingDecision {
    if (key !== this.#tagKey) return UNDECIDED;
    const match = this.#matches.get(String(value));
    if (match === undefined) return UNDECIDED;
    if (match.isFirehose) span.trace.flags |= Flags.firehose;
    return match.decision;
  }

  close(callback?: () => void): void {
    callback?.();
  }
}
