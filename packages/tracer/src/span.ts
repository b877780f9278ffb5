import * as opentracing from 'opentracing';
import type { Baggage } from './baggage/baggage.ts';
import { plainText } from './encoding/tag-value.ts';
import { Flags, type LocalTrace } from './local-trace.ts';
import type { SamplerTags, SamplingDecision } from './samplers/sampler.ts';
import { SpanContext } from './span-context.ts';
import type { SpanReference } from './span-reference.ts';
import type { Tracer } from './tracer.ts';

const SAMPLING_PRIORITY = 'sampling.priority';

/** A tag with a key that is there already replaces it among the first so many; looking at more would cost too much. */
const TAGS_LOOKED_AT = 128;

/** In microseconds: `Date.now()` is up to that much before the time that a span was started. */
const MILLISECOND = 1000;

/** What every span without references shares. */
export const NO_REFERENCES: readonly SpanReference[] = Object.freeze([]);

/**
 * A unit of work with a beginning and an end. OpenTracing 1.1, "Span".
 *
 * After `finish` nothing but `context()` may be called: the rest has no effect and is warned of once a span. A span of
 * a trace that is not recorded keeps nothing.
 *
 * The fields are what reporters see; they are not to be written to.
 */
export class Span extends opentracing.Span {
  readonly #tracer: Tracer;
  /** What the spans of the trace share. */
  readonly trace: LocalTrace;
  readonly spanHigh: number;
  readonly spanLow: number;
  readonly parentHigh: number;
  readonly parentLow: number;
  /** Whether it is the first span of its trace in this process. */
  readonly isLocalRoot: boolean;
  /** The spans that it refers to beside being the child of its parent. */
  readonly references: readonly SpanReference[];
  /** Microseconds since the epoch. */
  readonly startMicros: number;
  /** Microseconds; 0 until it is finished. */
  durationMicros = 0;
  /** Key, value, key, value, and so on. */
  readonly tags: unknown[] = [];
  /** For each log: its time in microseconds since the epoch, how many fields it has, and their keys and values. */
  readonly logs: unknown[] = [];
  /** What the sampler says of its decision, or null. */
  samplerTags: SamplerTags | null = null;
  #operationName: string;
  #baggage: Baggage;
  #context: SpanContext | undefined;
  #isFinished = false;
  #isMisuseReported = false;
  #hasExplicitLogTime = false;

  /** Spans are made by {@link Tracer.startSpan}. */
  constructor(
    tracer: Tracer,
    operationName: string,
    trace: LocalTrace,
    spanHigh: number,
    spanLow: number,
    parentHigh: number,
    parentLow: number,
    isLocalRoot: boolean,
    startMicros: number,
    baggage: Baggage,
    references: readonly SpanReference[],
  ) {
    super();
    this.#tracer = tracer;
    this.#operationName = plainText(operationName);
    this.trace = trace;
    this.spanHigh = spanHigh;
    this.spanLow = spanLow;
    this.parentHigh = parentHigh;
    this.parentLow = parentLow;
    this.isLocalRoot = isLocalRoot;
    this.startMicros = startMicros;
    this.#baggage = baggage;
    this.references = references;
  }

  /** The operation name, a name for the kind of work and not for this piece of it. */
  get operationName(): string {
    return this.#operationName;
  }

  /** The name of the service that the tracer traces. */
  get serviceName(): string {
    return this.#tracer.serviceName;
  }

  /** The baggage items of the span. */
  get baggage(): Baggage {
    return this.#baggage;
  }

  /** Whether it was finished. */
  get isFinished(): boolean {
    return this.#isFinished;
  }

  /** Whether what is set on it may be reported: its trace is recorded, or that is not decided yet. */
  isWritable(): boolean {
    const { trace } = this;
    return !trace.isFinal || (trace.flags & Flags.sampled) !== 0;
  }

  override context(): SpanContext {
    this.#context ??= new SpanContext(
      this.trace,
      this.spanHigh,
      this.spanLow,
      this.parentHigh,
      this.parentLow,
      this.#baggage,
    );
    return this.#context;
  }

  override tracer(): Tracer {
    return this.#tracer;
  }

  override setOperationName(name: string): this {
    if (this.#isClosed('setOperationName')) return this;
    this.#operationName = plainText(name);
    const tracer = this.#tracer;
    tracer.operationNames.check(this.#operationName);
    if (!this.trace.isFinal) {
      tracer.decide(this, () => tracer.sampler.onSetOperationName(this, this.#operationName));
    }
    return this;
  }

  override setTag(key: string, value: unknown): this {
    if (this.#isFinished) {
      this.#isClosed('setTag');
      return this;
    }
    if (key === SAMPLING_PRIORITY && !this.#setSamplingPriority(value)) return this;
    const { trace } = this;
    if (trace.isFinal) {
      if ((trace.flags & Flags.sampled) !== 0) this.#putTag(key, value);
      return this;
    }
    this.#putTag(key, value);
    const tracer = this.#tracer;
    tracer.decide(this, () => tracer.sampler.onSetTag(this, key, value));
    return this;
  }

  override addTags(keyValueMap: Readonly<Record<string, unknown>>): this {
    if (this.#isClosed('addTags') || typeof keyValueMap !== 'object' || keyValueMap === null) {
      return this;
    }
    // The decision comes first, so that the other tags are kept when this one turns recording on.
    if (SAMPLING_PRIORITY in keyValueMap) {
      this.setTag(SAMPLING_PRIORITY, keyValueMap[SAMPLING_PRIORITY]);
    }
    for (const key in keyValueMap) {
      if (key !== SAMPLING_PRIORITY && Object.hasOwn(keyValueMap, key)) {
        this.setTag(key, keyValueMap[key]);
      }
    }
    return this;
  }

  override log(keyValuePairs: Readonly<Record<string, unknown>>, timestamp?: number): this {
    if (this.#isClosed('log') || !this.isWritable()) return this;
    const { logs } = this;
    let micros: number;
    if (timestamp === undefined || timestamp === null) {
      micros = this.#tracer.nowMicros(this.trace);
    } else {
      micros = this.#tracer.explicitMicros(timestamp, 'log', this);
      this.#hasExplicitLogTime = true;
    }
    const header = logs.length;
    logs.push(micros, 0);
    let fields = 0;
    for (const key in keyValuePairs) {
      if (!Object.hasOwn(keyValuePairs, key)) continue;
      logs.push(key, keyValuePairs[key]);
      fields += 1;
    }
    logs[header + 1] = fields;
    return this;
  }

  /** @deprecated Use `log({ event, payload })`. */
  override logEvent(eventName: string, payload: unknown): void {
    this.log(payload === undefined ? { event: eventName } : { event: eventName, payload });
  }

  /**
   * Sets a baggage item, which travels along to all spans that start from this one, here and in other processes.
   * The key is made lower case and '_' becomes '-', as headers demand.
   */
  override setBaggageItem(key: string, value: string): this {
    if (this.#isClosed('setBaggageItem')) return this;
    const context = this.#tracer.baggageSetter.setBaggage(
      this,
      normalizedKey(plainText(key)),
      value,
    );
    this.#context = context;
    this.#baggage = context.baggage;
    return this;
  }

  override getBaggageItem(key: string): string | undefined {
    if (this.#isFinished) this.#isClosed('getBaggageItem');
    return this.#baggage[normalizedKey(plainText(key))];
  }

  /**
   * Ends the span and hands it to the reporter if its trace is recorded.
   *
   * @param finishTime milliseconds since the epoch, with fractions; now if left out
   */
  override finish(finishTime?: number): void {
    if (this.#isFinished) {
      this.#isClosed('finish');
      return;
    }
    this.#isFinished = true;
    const { trace } = this;
    if ((trace.flags & Flags.sampled) === 0) return;
    const tracer = this.#tracer;
    const end =
      finishTime === undefined || finishTime === null
        ? tracer.nowMicros(trace)
        : tracer.explicitMicros(finishTime, 'finish', this);
    const duration = end - this.startMicros;
    if (duration >= 0) this.durationMicros = duration;
    else if (duration <= -MILLISECOND) {
      tracer.warnOfSpan(this, 'ends before it starts; it gets a duration of 0');
    }
    if (this.#hasExplicitLogTime) this.#checkLogTimes(end);
    tracer.report(this);
  }

  /** Takes over what a sampler decided. */
  applyDecision(decision: SamplingDecision): void {
    const { trace } = this;
    if (!decision.retryable) trace.isFinal = true;
    if (decision.sample) {
      trace.flags |= Flags.sampled;
      if (decision.tags !== null) this.samplerTags = decision.tags;
    }
  }

  #putTag(key: string, value: unknown): void {
    const { tags } = this;
    const looked = Math.min(tags.length, 2 * TAGS_LOOKED_AT);
    for (let i = 0; i < looked; i += 2) {
      if (tags[i] === key) {
        tags[i + 1] = value;
        return;
      }
    }
    tags.push(plainText(key), value);
  }

  /** Whether the tag is to be kept. */
  #setSamplingPriority(priority: unknown): boolean {
    if (priority === undefined || priority === null) return false;
    const { trace } = this;
    trace.isFinal = true;
    if (typeof priority === 'symbol' || !(Number(priority) > 0)) {
      trace.flags &= ~(Flags.sampled | Flags.debug);
      return false;
    }
    if ((trace.flags & Flags.debug) !== 0) return false;
    if (!this.#tracer.isDebugAllowed(this.#operationName)) return false;
    trace.flags |= Flags.sampled | Flags.debug;
    return true;
  }

  /** Whether the span is finished, so that a method must have no effect; says so once. */
  #isClosed(method: string): boolean {
    if (!this.#isFinished) return false;
    if (!this.#isMisuseReported) {
      this.#isMisuseReported = true;
      this.#tracer.warnOfSpan(
        this,
        `is finished; ${method}() has no effect (of a finished span only context() may be called)`,
      );
    }
    return true;
  }

  #checkLogTimes(endMicros: number): void {
    const { logs, startMicros } = this;
    for (let i = 0; i < logs.length; i += 2 + 2 * (logs[i + 1] as number)) {
      const micros = logs[i] as number;
      if (micros <= startMicros - MILLISECOND || micros > endMicros) {
        this.#tracer.warnOfSpan(this, 'has a log outside of its time; it is kept');
        return;
      }
    }
  }
}

/** Keys are few and set often; the memory of their forms is bounded. */
const normalizedKeys = new Map<string, string>();
const KEYS_REMEMBERED = 100;

function normalizedKey(key: string): string {
  const known = normalizedKeys.get(key);
  if (known !== undefined) return known;
  const normalized = key.replace(/_/g, '-').toLowerCase();
  if (normalizedKeys.size < KEYS_REMEMBERED) normalizedKeys.set(key, normalized);
  return normalized;
}
