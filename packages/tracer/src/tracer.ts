import * as opentracing from 'opentracing';
import { NO_BAGGAGE } from './baggage/baggage.ts';
import type { BaggageRestrictionManager } from './baggage/baggage-restriction-manager.ts';
import { BaggageSetter } from './baggage/baggage-setter.ts';
import { DefaultBaggageRestrictionManager } from './baggage/default-baggage-restriction-manager.ts';
import { BaseTracer, type StartSpanOptions } from './base-tracer.ts';
import { clockOffset, monotonicNow } from './clock.ts';
import { contextOf } from './context-of.ts';
import { Flags, LocalTrace } from './local-trace.ts';
import { type Logger, processLogger, safeLogger } from './logger.ts';
import { Metrics } from './metrics/metrics.ts';
import { OperationNames } from './operation-names.ts';
import { processTags } from './process-tags.ts';
import { BinaryCodec } from './propagation/binary-codec.ts';
import { isCarrier } from './propagation/carrier-reader.ts';
import { createPropagator, type PropagationFormat } from './propagation/propagation-format.ts';
import type { Propagator } from './propagation/propagator.ts';
import type { Sw8Sender } from './propagation/sw8-codec.ts';
import { randomInt32 } from './random-id.ts';
import { NoopReporter } from './reporters/noop-reporter.ts';
import { closed, type Reporter } from './reporters/reporter.ts';
import { adaptSampler } from './samplers/adapt-sampler.ts';
import { ConstSampler } from './samplers/const-sampler.ts';
import {
  type LegacySampler,
  NOT_SAMPLED,
  type Sampler,
  type SamplingDecision,
} from './samplers/sampler.ts';
import { NO_REFERENCES, Span } from './span.ts';
import { hasIds, SpanContext } from './span-context.ts';
import { beyondParent, type Parent, parentAmong, referencesOf } from './span-parent.ts';
import type { SpanReference } from './span-reference.ts';
import type { DebugThrottler } from './throttler/debug-throttler.ts';
import { DefaultThrottler } from './throttler/default-throttler.ts';
import { UnsupportedFormatError } from './unsupported-format-error.ts';

/** What a {@link Tracer} may be told beside its service, reporter and sampler. */
export interface TracerOptions {
  /** Tags of the process, on every span that it reports. */
  readonly tags?: Readonly<Record<string, unknown>> | undefined;
  readonly logger?: Logger | undefined;
  readonly metrics?: Metrics | undefined;
  /** Gives new traces ids of 128 bits instead of 64. */
  readonly traceId128bit?: boolean | undefined;
  /** Lets a server's span have the id of the client's, as Zipkin does. */
  readonly shareRpcSpan?: boolean | undefined;
  /** What headers have instead of `uber-trace-id`. */
  readonly contextKey?: string | undefined;
  /** What headers have instead of `uberctx-`. */
  readonly baggagePrefix?: string | undefined;
  /** The forms of headers to write, and to look for, the first that is found being taken; `['jaeger']` if left out. */
  readonly propagation?: readonly PropagationFormat[] | undefined;
  readonly debugThrottler?: DebugThrottler | undefined;
  readonly baggageRestrictionManager?: BaggageRestrictionManager | undefined;
}

const NO_OPTIONS: StartSpanOptions = Object.freeze({});
const DEBUG_ID_TAG = 'jaeger-debug-id';
/** Milliseconds; later ones, which are microseconds by mistake, have no exact microseconds, and receivers refuse them. */
const LATEST_TIME = Number.MAX_SAFE_INTEGER / 1000;

/**
 * Traces one service: starts spans, carries their contexts across processes, and hands finished spans to a reporter.
 * OpenTracing 1.1, "Tracer". Usually made by `initTracer`.
 */
export class Tracer extends BaseTracer {
  readonly serviceName: string;
  /** Decides which traces are recorded. */
  readonly sampler: Sampler;
  readonly logger: Required<Logger>;
  readonly baggageSetter: BaggageSetter;
  readonly operationNames: OperationNames;
  readonly #metrics: Metrics;
  readonly #debugThrottler: DebugThrottler;
  readonly #baggageRestrictions: BaggageRestrictionManager;
  readonly #injectors = new Map<string, Pick<Propagator, 'inject'>>();
  readonly #extractors = new Map<string, Pick<Propagator, 'extract'>>();
  readonly #hasWideTraceIds: boolean;
  readonly #sharesRpcSpans: boolean;
  #reporter: Reporter;
  #closing: Promise<void> | undefined;

  constructor(
    serviceName: string,
    reporter: Reporter = new NoopReporter(),
    sampler: Sampler | LegacySampler = new ConstSampler(false),
    options: TracerOptions = {},
  ) {
    super();
    this.serviceName = serviceName;
    this.#reporter = reporter;
    this.sampler = adaptSampler(sampler);
    this.logger = options.logger ? safeLogger(options.logger) : processLogger;
    this.#metrics = options.metrics ?? new Metrics();
    this.operationNames = new OperationNames(this.logger);
    this.#hasWideTraceIds = options.traceId128bit ?? false;
    this.#sharesRpcSpans = options.shareRpcSpan ?? false;
    this.#debugThrottler = options.debugThrottler ?? new DefaultThrottler();
    this.#baggageRestrictions =
      options.baggageRestrictionManager ?? new DefaultBaggageRestrictionManager();
    this.baggageSetter = new BaggageSetter(serviceName, this.#baggageRestrictions, this.#metrics);
    const { tags, uuid, ip } = processTags(options.tags ?? {});
    this.#registerPropagators(options, { serviceName, instance: `${uuid}@${ip}` });
    this.#debugThrottler.setProcess?.({ serviceName, uuid });
    reporter.setProcess?.(serviceName, tags);
  }

  #registerPropagators(options: TracerOptions, sender: Sw8Sender): void {
    const { contextKey, baggagePrefix, propagation = ['jaeger'] } = options;
    const metrics = this.#metrics;
    const text = { contextKey, baggagePrefix, metrics, sender, urlEncoding: false };
    const propagators: readonly (readonly [string, Propagator])[] = [
      [opentracing.FORMAT_TEXT_MAP, createPropagator(propagation, text)],
      [
        opentracing.FORMAT_HTTP_HEADERS,
        createPropagator(propagation, { ...text, urlEncoding: true }),
      ],
      [opentracing.FORMAT_BINARY, new BinaryCodec()],
    ];
    for (const [format, propagator] of propagators) {
      this.registerInjector(format, propagator);
      this.registerExtractor(format, propagator);
    }
  }

  /** Takes something else to write contexts of a format. */
  registerInjector(format: string, injector: Pick<Propagator, 'inject'>): void {
    this.#injectors.set(format, injector);
  }

  /** Takes something else to read contexts of a format. */
  registerExtractor(format: string, extractor: Pick<Propagator, 'extract'>): void {
    this.#extractors.set(format, extractor);
  }

  /**
   * Starts a span. Its parent is `childOf`, else the first ChildOf of `references`, else their first FollowsFrom, else
   * the active span; without any it begins a trace. Parents that are no spans of this or another tracer are ignored.
   *
   * @param operationName the kind of work: `get_account`, not `get_account/792`
   */
  override startSpan(operationName: string, given?: StartSpanOptions | null): Span {
    const now = monotonicNow();
    const options = given ?? NO_OPTIONS;
    const { childOf } = options;
    let parent: Parent | undefined;
    let references = NO_REFERENCES;
    if (childOf instanceof Span) parent = childOf;
    else if (childOf) parent = contextOf(childOf);
    if (options.references?.length) {
      references = referencesOf(options.references, parent);
      parent ??= parentAmong(references);
    }
    if (references.length > 0) references = beyondParent(references, parent);
    if (parent === undefined && options.ignoreActiveSpan !== true) {
      const active = this.activeSpan();
      if (active instanceof Span) parent = active;
    }
    const span =
      parent !== undefined && hasIds(parent)
        ? this.#startChild(operationName, options, parent, references, now)
        : this.#startRoot(operationName, options, parent, references, now);
    this.operationNames.check(operationName);
    const { tags } = options;
    if (tags) span.addTags(tags);
    return span;
  }

  #startRoot(
    operationName: string,
    options: StartSpanOptions,
    container: Parent | undefined,
    references: readonly SpanReference[],
    now: number,
  ): Span {
    const spanHigh = randomInt32();
    const spanLow = randomInt32();
    const isWide = this.#hasWideTraceIds;
    const trace = new LocalTrace(
      isWide ? randomInt32() : 0,
      isWide ? randomInt32() : 0,
      spanHigh,
      spanLow,
      container === undefined ? 0 : container.trace.flags,
      container?.trace.isFinal ?? false,
      clockOffset(now),
      container === undefined ? '' : container.trace.traceState,
    );
    const span = new Span(
      this,
      operationName,
      trace,
      spanHigh,
      spanLow,
      0,
      0,
      true,
      this.#startMicros(options, trace, now),
      container === undefined ? NO_BAGGAGE : container.baggage,
      references,
    );
    if (container instanceof SpanContext && container.debugId !== '') {
      this.#startDebugTrace(span, container.debugId);
    }
    if (!trace.isFinal) this.decide(span, this.#onCreate);
    const { tracesStartedSampled, tracesStartedNotSampled } = this.#metrics;
    const isSampled = this.#countStarted(trace);
    (isSampled ? tracesStartedSampled : tracesStartedNotSampled).increment(1);
    return span;
  }

  #startDebugTrace(span: Span, debugId: string): void {
    const { trace } = span;
    if (!this.isDebugAllowed(span.operationName)) return;
    trace.flags |= Flags.sampled | Flags.debug;
    trace.isFinal = true;
    span.setTag(DEBUG_ID_TAG, debugId);
  }

  #startChild(
    operationName: string,
    options: StartSpanOptions,
    parent: Parent,
    references: readonly SpanReference[],
    now: number,
  ): Span {
    let { trace } = parent;
    // The clock of a trace that began elsewhere starts with its first span here.
    const isLocalRoot = Number.isNaN(trace.clockOffset);
    if (isLocalRoot) {
      const { id0, id1, id2, id3, flags, isFinal, traceState } = trace;
      trace = new LocalTrace(id0, id1, id2, id3, flags, isFinal, clockOffset(now), traceState);
    }
    const isServer =
      options.tags?.[opentracing.Tags.SPAN_KIND] === opentracing.Tags.SPAN_KIND_RPC_SERVER;
    const isShared = isServer && this.#sharesRpcSpans;
    const span = new Span(
      this,
      operationName,
      trace,
      isShared ? parent.spanHigh : randomInt32(),
      isShared ? parent.spanLow : randomInt32(),
      isShared ? parent.parentHigh : parent.spanHigh,
      isShared ? parent.parentLow : parent.spanLow,
      isLocalRoot,
      this.#startMicros(options, trace, now),
      parent.baggage,
      references,
    );
    if (!trace.isFinal) this.decide(span, this.#onCreate);
    const isSampled = this.#countStarted(trace);
    if (isServer) {
      const { tracesJoinedSampled, tracesJoinedNotSampled } = this.#metrics;
      (isSampled ? tracesJoinedSampled : tracesJoinedNotSampled).increment(1);
    }
    return span;
  }

  #countStarted(trace: LocalTrace): boolean {
    const isSampled = (trace.flags & Flags.sampled) !== 0;
    const { spansStartedSampled, spansStartedNotSampled } = this.#metrics;
    (isSampled ? spansStartedSampled : spansStartedNotSampled).increment(1);
    return isSampled;
  }

  #startMicros(options: StartSpanOptions, trace: LocalTrace, now: number): number {
    const { startTime } = options;
    // Plain JavaScript may pass null on.
    if (startTime !== undefined && startTime !== null) {
      if (isTime(startTime)) return Math.round(startTime * 1000);
      this.logger.warn(`startSpan: startTime is ${startTime}; now is taken instead`);
    }
    return Math.round((trace.clockOffset + now) * 1000);
  }

  /**
   * Writes a context into a carrier. The sampling decision of its trace is final from then on.
   *
   * @param carrier for `FORMAT_TEXT_MAP` and `FORMAT_HTTP_HEADERS` an object that gets one member a header, for
   * `FORMAT_BINARY` one whose `buffer` is set
   * @throws {UnsupportedFormatError} if nothing is registered for the format
   */
  override inject(
    spanContext: opentracing.SpanContext | opentracing.Span,
    format: string,
    carrier: unknown,
  ): void {
    const injector = this.#injectors.get(format);
    if (injector === undefined) throw new UnsupportedFormatError('inject', format);
    const context = contextOf(spanContext);
    if (context === undefined || !isCarrier(carrier)) return;
    // What came in undecided is passed on undecided.
    if (!context.isRemote()) context.trace.isFinal = true;
    try {
      injector.inject(context, carrier);
    } catch (error) {
      this.logger.error(`a span context could not be written into a carrier: ${error}`);
    }
  }

  /**
   * Reads a context from a carrier. It never throws for what is in the carrier.
   *
   * @returns null if there is none
   * @throws {UnsupportedFormatError} if nothing is registered for the format
   */
  override extract(format: string, carrier: unknown): SpanContext | null {
    const extractor = this.#extractors.get(format);
    if (extractor === undefined) throw new UnsupportedFormatError('extract', format);
    if (!isCarrier(carrier)) return null;
    try {
      return extractor.extract(carrier);
    } catch (error) {
      this.#metrics.decodingErrors.increment(1);
      this.logger.error(`a span context could not be read from a carrier: ${error}`);
      return null;
    }
  }

  override now(): number {
    const now = monotonicNow();
    return clockOffset(now) + now;
  }

  /** Microseconds since the epoch by the clock of a trace, in whole numbers. */
  nowMicros(trace: LocalTrace): number {
    return Math.round((trace.clockOffset + monotonicNow()) * 1000);
  }

  /** Microseconds of a time that the application gave in milliseconds; now, with a warning, if it is none. */
  explicitMicros(millis: number, method: string, span: Span): number {
    if (isTime(millis)) return Math.round(millis * 1000);
    this.warnOfSpan(span, `got ${millis} as the time for ${method}(); now is taken instead`);
    return this.nowMicros(span.trace);
  }

  /** Hands a finished span to the reporter. */
  report(span: Span): void {
    this.#metrics.spansFinished.increment(1);
    try {
      this.#reporter.report(span);
    } catch (error) {
      this.logger.error(`the reporter failed on span '${span.operationName}': ${error}`);
    }
  }

  readonly #onCreate = (span: Span): SamplingDecision => this.sampler.onCreateSpan(span);

  /** Has the sampler decide on a span; one that fails records nothing, and fails no application. */
  decide(span: Span, ask: (span: Span) => SamplingDecision): void {
    try {
      span.applyDecision(ask(span));
    } catch (error) {
      span.applyDecision(NOT_SAMPLED);
      this.logger.error(`the sampler failed on span '${span.operationName}': ${error}`);
    }
  }

  /** Whether one more debug trace may be started for an operation. */
  isDebugAllowed(operationName: string): boolean {
    try {
      return this.#debugThrottler.isAllowed(operationName);
    } catch (error) {
      this.logger.error(`the throttler failed on '${operationName}': ${error}`);
      return false;
    }
  }

  /** Says what is wrong with a span. */
  warnOfSpan(span: Span, what: string): void {
    this.logger.warn(`span '${span.operationName}' (${span.context()}) ${what}`);
  }

  override async flush(): Promise<void> {
    try {
      await this.#reporter.flush?.();
    } catch (error) {
      this.logger.error(`the reporter failed to flush: ${error}`);
    }
  }

  override async close(callback?: () => void): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
    callback?.();
  }

  async #close(): Promise<void> {
    const parts: readonly (readonly [string, () => unknown])[] = [
      ['reporter', () => closed(this.#reporter)],
      ['sampler', () => this.sampler.close()],
      ['throttler', () => this.#debugThrottler.close?.()],
      ['baggage restrictions', () => this.#baggageRestrictions.close?.()],
    ];
    for (const [name, close] of parts) {
      try {
        await close();
      } catch (error) {
        this.logger.error(`the ${name} failed to close: ${error}`);
      }
    }
  }
}

function isTime(millis: number): boolean {
  return Number.isFinite(millis) && millis >= 0 && millis <= LATEST_TIME;
}
