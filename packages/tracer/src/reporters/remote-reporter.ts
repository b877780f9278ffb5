import type { EncodedBatch } from '../encoding/span-encoder.ts';
import { type Logger, processLogger, safeLogger } from '../logger.ts';
import { Metrics } from '../metrics/metrics.ts';
import { doNotFlushOnExit, type ExitFlush, flushOnExit } from '../process-exit.ts';
import type { Sender } from '../senders/sender.ts';
import type { Span } from '../span.ts';
import type { Reporter } from './reporter.ts';

const DEFAULT_FLUSH_INTERVAL_MS = 1000;
const DEFAULT_MAX_QUEUE_BYTES = 8 << 20;
const DEFAULT_CLOSE_TIMEOUT_MS = 5000;
/** What values are cut to when a span is too large for a batch of its own. */
const SHORT_VALUE = 256;
const MINUTE_MS = 60_000;
/** Complaints may hold what the other side answered, so their number is bounded. */
const KINDS_REMEMBERED = 50;

/** How a {@link RemoteReporter} gathers and waits. */
export interface RemoteReporterOptions {
  /** How long spans wait for others, in milliseconds; 1000 if left out. */
  readonly bufferFlushInterval?: number | undefined;
  /** The most bytes that wait to be sent; 8 MiB if left out. What comes beyond is dropped and counted. */
  readonly maxQueueBytes?: number | undefined;
  /** The most spans that wait to be sent; no limit of its own if left out. */
  readonly maxQueueSpans?: number | undefined;
  /** How long closing may take, in milliseconds; 5000 if left out. */
  readonly closeTimeoutMs?: number | undefined;
  readonly metrics?: Metrics | undefined;
  readonly logger?: Logger | undefined;
}

/** What became of the spans that a reporter took. */
export interface ReporterStats {
  /** Acknowledged (HTTP), or handed to the system without a word that nobody listens (UDP). */
  readonly sent: number;
  /** Not sent, or refused by the other side. */
  readonly failed: number;
  /** Too large, too many for the queue, or reported after closing. */
  readonly dropped: number;
  /** Waiting or under way. */
  readonly queued: number;
}

/**
 * Encodes each span as it is reported, gathers the bytes, and sends them when a batch is full or has waited long enough.
 * Reporting never waits and never throws; what can't be kept is dropped and counted.
 */
export class RemoteReporter implements Reporter, ExitFlush {
  readonly #sender: Sender;
  readonly #flushInterval: number;
  readonly #maxQueueBytes: number;
  readonly #maxQueueSpans: number;
  readonly #closeTimeoutMs: number;
  readonly #metrics: Metrics;
  readonly #logger: Required<Logger>;
  readonly #queue: EncodedBatch[] = [];
  readonly #underWay = new Set<Promise<void>>();
  #queuedBytes = 0;
  #queuedSpans = 0;
  #spansUnderWay = 0;
  /** How many batches were sent, or have failed. */
  #settled = 0;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  #sent = 0;
  #failed = 0;
  #dropped = 0;
  /** When each kind of complaint was made last. */
  readonly #complaints = new Map<string, number>();

  constructor(sender: Sender, options: RemoteReporterOptions = {}) {
    this.#sender = sender;
    this.#flushInterval = options.bufferFlushInterval || DEFAULT_FLUSH_INTERVAL_MS;
    this.#maxQueueBytes = options.maxQueueBytes ?? DEFAULT_MAX_QUEUE_BYTES;
    this.#maxQueueSpans = options.maxQueueSpans ?? Number.POSITIVE_INFINITY;
    this.#closeTimeoutMs = options.closeTimeoutMs ?? DEFAULT_CLOSE_TIMEOUT_MS;
    this.#metrics = options.metrics ?? new Metrics();
    this.#logger = options.logger ? safeLogger(options.logger) : processLogger;
    sender.onLost = (spans, error) => {
      this.#sent -= spans;
      this.#fail(spans, `spans did not arrive: ${error.message}`);
    };
  }

  name(): string {
    return 'RemoteReporter';
  }

  toString(): string {
    return `${this.name()}(${this.#sender})`;
  }

  /** What became of the spans so far. */
  get stats(): ReporterStats {
    const queued = this.#sender.encoder.count + this.#queuedSpans + this.#spansUnderWay;
    return { sent: this.#sent, failed: this.#failed, dropped: this.#dropped, queued };
  }

  setProcess(
    serviceName: string,
    tags: readonly { readonly key: string; readonly value: unknown }[],
  ): void {
    this.#sender.encoder.setProcess({ serviceName, tags });
  }

  report(span: Span): void {
    if (this.#isClosed) {
      this.#drop(1, 'a span was reported after the tracer was closed');
      return;
    }
    const { encoder, maxBatchBytes, maxBatchSpans } = this.#sender;
    encoder.add(span);
    if (encoder.size > maxBatchBytes) this.#splitBatch(span);
    else if (encoder.count >= maxBatchSpans) this.#enqueue(encoder.take());
    if (this.#timer === undefined && encoder.count > 0) this.#startTimer();
  }

  async flush(): Promise<void> {
    this.#sendBatch();
    // What is reported from now on is not waited for.
    const last = this.#settled + this.#queue.length + this.#underWay.size;
    while (this.#settled < last && this.#underWay.size > 0) await Promise.race(this.#underWay);
  }

  async close(callback?: () => void): Promise<void> {
    this.#isClosed = true;
    let timer: NodeJS.Timeout | undefined;
    // This timer keeps the process alive, so that who waits for the end sees it.
    const timeout = new Promise<void>((resolve) => {
      const half = this.#closeTimeoutMs / 2;
      timer = setTimeout(() => {
        // One more try, and then no more of them.
        this.#sender.hurry();
        timer = setTimeout(resolve, half);
      }, half);
    });
    await Promise.race([this.flush(), timeout]);
    clearTimeout(timer);
    this.#discardQueue();
    this.#sender.close();
    doNotFlushOnExit(this);
    callback?.();
  }

  flushBeforeExit(): void {
    this.#sender.hurry();
    this.#sendBatch();
  }

  flushAtExit(): void {
    const { encoder } = this.#sender;
    if (encoder.count > 0) this.#enqueueUnsent(encoder.take());
    for (const batch of this.#queue) {
      if (!this.#sender.sendNow(batch)) return;
    }
  }

  /** The batch became too large by its last span. */
  #splitBatch(span: Span): void {
    const { encoder, maxBatchBytes } = this.#sender;
    if (encoder.count > 1) this.#enqueue(encoder.takeAllButLast());
    if (encoder.size <= maxBatchBytes) return;
    const size = encoder.size;
    encoder.removeLast();
    encoder.valueLimit = SHORT_VALUE;
    encoder.add(span);
    encoder.valueLimit = Number.POSITIVE_INFINITY;
    const name = span.operationName.slice(0, SHORT_VALUE);
    if (encoder.size <= maxBatchBytes) {
      this.#complain(
        `span '${name}' has ${size} bytes, more than the ${maxBatchBytes} that can be sent; its values were cut to ${SHORT_VALUE} characters`,
      );
      return;
    }
    encoder.removeLast();
    this.#drop(
      1,
      `span '${name}' has ${size} bytes, more than the ${maxBatchBytes} that can be sent`,
    );
  }

  #startTimer(): void {
    flushOnExit(this);
    this.#timer = setTimeout(() => this.#sendBatch(), this.#flushInterval);
    this.#timer.unref();
  }

  #sendBatch(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { encoder } = this.#sender;
    if (encoder.count > 0) this.#enqueue(encoder.take());
    this.#forgetExitIfIdle();
  }

  #enqueue(batch: EncodedBatch): void {
    const { bytes, spans } = batch;
    const isTooMuch =
      this.#queuedBytes + bytes.length > this.#maxQueueBytes ||
      this.#queuedSpans + spans > this.#maxQueueSpans;
    if (isTooMuch && this.#queue.length > 0) {
      this.#drop(spans, `${this.#queuedSpans} spans already wait to be sent to ${this.#sender}`);
      return;
    }
    this.#enqueueUnsent(batch);
    this.#sendQueued();
  }

  #enqueueUnsent(batch: EncodedBatch): void {
    this.#queue.push(batch);
    this.#queuedBytes += batch.bytes.length;
    this.#queuedSpans += batch.spans;
    this.#metrics.reporterQueueLength.update(this.#queuedSpans);
  }

  #sendQueued(): void {
    while (this.#queue.length > 0 && this.#underWay.size < this.#sender.maxInFlight) {
      const batch = this.#queue.shift() as EncodedBatch;
      this.#queuedBytes -= batch.bytes.length;
      this.#queuedSpans -= batch.spans;
      this.#metrics.reporterQueueLength.update(this.#queuedSpans);
      const sending: Promise<void> = this.#send(batch).then(() => {
        this.#underWay.delete(sending);
        this.#settled += 1;
        this.#sendQueued();
        this.#forgetExitIfIdle();
      });
      this.#underWay.add(sending);
    }
  }

  async #send(batch: EncodedBatch): Promise<void> {
    const { spans } = batch;
    this.#spansUnderWay += spans;
    try {
      const refused = await this.#sender.send(batch);
      this.#sent += spans - refused;
      this.#metrics.reporterSuccess.increment(spans - refused);
      if (refused > 0) this.#fail(refused, `${this.#sender} refused ${refused} of ${spans} spans`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#fail(spans, `spans were not sent: ${reason}`);
    } finally {
      this.#spansUnderWay -= spans;
    }
  }

  #forgetExitIfIdle(): void {
    const isIdle = this.#queue.length === 0 && this.#underWay.size === 0;
    if (isIdle && this.#sender.encoder.count === 0) doNotFlushOnExit(this);
  }

  #discardQueue(): void {
    const spans = this.#queuedSpans;
    this.#queue.length = 0;
    this.#queuedBytes = 0;
    this.#queuedSpans = 0;
    if (spans > 0) this.#drop(spans, 'the tracer was closed before they were sent');
  }

  #fail(spans: number, why: string): void {
    this.#failed += spans;
    this.#metrics.reporterFailure.increment(spans);
    this.#complain(why);
  }

  #drop(spans: number, why: string): void {
    this.#dropped += spans;
    this.#metrics.reporterDropped.increment(spans);
    this.#complain(why);
  }

  /** A lasting fault is said once a minute. */
  #complain(why: string): void {
    const kind = why.replace(/\d+/g, '#');
    const now = Date.now();
    const last = this.#complaints.get(kind);
    if (last !== undefined && now - last < MINUTE_MS && now >= last) return;
    if (this.#complaints.size >= KINDS_REMEMBERED) this.#complaints.clear();
    this.#complaints.set(kind, now);
    this.#logger.error(`${this.#sender}: ${why}`);
  }
}
