import { SpanBatchBuilder, SpanBatchReader, spanObject } from '@clew/model';
import { decodeEmitBatchCompact } from '@clew/protocols/jaeger';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EncodedBatch } from '../encoding/span-encoder.ts';
import { ThriftCompactEncoder } from '../encoding/thrift-compact-encoder.ts';
import { ConstSampler } from '../samplers/const-sampler.ts';
import type { Sender } from '../senders/sender.ts';
import { Tracer } from '../tracer.ts';
import { RemoteReporter, type RemoteReporterOptions } from './remote-reporter.ts';

/** A sender whose batches wait until the test says what becomes of them. */
class HeldSender implements Sender {
  readonly encoder = new ThriftCompactEncoder();
  readonly maxBatchBytes: number;
  readonly maxBatchSpans: number;
  readonly maxInFlight = 1;
  readonly batches: EncodedBatch[] = [];
  readonly sentNow: EncodedBatch[] = [];
  isHurried = false;
  isClosed = false;
  #isReleased = false;
  readonly #held: ((refused: number | Error) => void)[] = [];

  constructor(limits: { readonly bytes?: number; readonly spans?: number } = {}) {
    this.maxBatchBytes = limits.bytes ?? 65_000;
    this.maxBatchSpans = limits.spans ?? Number.POSITIVE_INFINITY;
  }

  send(batch: EncodedBatch): Promise<number> {
    this.batches.push(batch);
    if (this.#isReleased) return Promise.resolve(0);
    return new Promise((resolve, reject) => {
      this.#held.push((refused) =>
        typeof refused === 'number' ? resolve(refused) : reject(refused),
      );
    });
  }

  /** Ends all batches, now and from now on. */
  release(): void {
    this.#isReleased = true;
    for (const settle of this.#held.splice(0)) settle(0);
  }

  /** Ends the oldest batch that is under way. */
  async settle(refused: number | Error = 0): Promise<void> {
    this.#held.shift()?.(refused);
    await new Promise((resolve) => setImmediate(resolve));
  }

  sendNow(batch: EncodedBatch): boolean {
    this.sentNow.push(batch);
    return true;
  }

  hurry(): void {
    this.isHurried = true;
  }

  close(): void {
    this.isClosed = true;
  }

  toString(): string {
    return 'HeldSender';
  }
}

const made: { readonly sender: HeldSender; readonly tracer: Tracer }[] = [];

function setUp(
  limits: { readonly bytes?: number; readonly spans?: number } = {},
  options: RemoteReporterOptions = {},
): { sender: HeldSender; reporter: RemoteReporter; tracer: Tracer; errors: string[] } {
  const errors: string[] = [];
  const logger = { info() {}, error: (message: string) => errors.push(message) };
  const sender = new HeldSender(limits);
  const reporter = new RemoteReporter(sender, { ...options, logger });
  const tracer = new Tracer('shop', reporter, new ConstSampler(true), { logger });
  made.push({ sender, tracer });
  return { sender, reporter, tracer, errors };
}

function namesIn({ bytes }: EncodedBatch): string[] {
  const builder = new SpanBatchBuilder();
  decodeEmitBatchCompact(bytes, builder);
  return [...new SpanBatchReader(builder.finish()).spans()].map((view) => spanObject(view).name);
}

function report(tracer: Tracer, ...names: readonly string[]): void {
  for (const name of names) tracer.startSpan(name).finish();
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});

afterEach(async () => {
  vi.useRealTimers();
  for (const { sender, tracer } of made.splice(0)) {
    sender.release();
    await tracer.close();
  }
});

test('spans are sent together when they have waited for the flush interval', () => {
  const { sender, tracer } = setUp({}, { bufferFlushInterval: 250 });
  report(tracer, 'a', 'b');
  vi.advanceTimersByTime(249);
  expect(sender.batches).toHaveLength(0);
  vi.advanceTimersByTime(1);
  expect(sender.batches.map(namesIn)).toEqual([['a', 'b']]);
});

test('no timer is left when nothing waits', () => {
  const { tracer } = setUp();
  expect(vi.getTimerCount()).toBe(0);
  report(tracer, 'a');
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(1000);
  expect(vi.getTimerCount()).toBe(0);
});

test('no batch is larger than the sender takes, and no span is lost between two', async () => {
  const { sender, reporter, tracer } = setUp({ bytes: 2000 });
  const names = Array.from({ length: 200 }, (_, i) => `operation number ${i % 7} of the shop`);
  report(tracer, ...names);
  const flushed = reporter.flush();
  for (let i = 0; i < 100 && reporter.stats.queued > 0; i++) await sender.settle();
  await flushed;
  for (const { bytes } of sender.batches) expect(bytes.length).toBeLessThanOrEqual(2000);
  expect(sender.batches.flatMap(namesIn)).toEqual(names);
  expect(reporter.stats).toEqual({ sent: 200, failed: 0, dropped: 0, queued: 0 });
});

test('a batch is sent as soon as it has as many spans as the sender takes', () => {
  const { sender, tracer } = setUp({ spans: 3 });
  report(tracer, 'a', 'b', 'c', 'd');
  expect(sender.batches.map(namesIn)).toEqual([['a', 'b', 'c']]);
});

test('the values of a span that is too large are cut, and it is said once', () => {
  const { sender, reporter, tracer, errors } = setUp({ bytes: 2000 });
  report(tracer, 'before');
  for (let i = 0; i < 2; i++) {
    tracer.startSpan('huge', { tags: { sql: 'x'.repeat(5000) } }).finish();
  }
  report(tracer, 'after');
  void reporter.flush();
  expect(errors.join('\n')).toMatch(/span 'huge' has \d+ bytes.*cut to 256 characters/);
  expect(errors).toHaveLength(1);
  expect(reporter.stats).toMatchObject({ dropped: 0, queued: 4 });
  expect(namesIn(sender.batches[0] as EncodedBatch)).toEqual(['before']);
});

test('a span that is too large even then is dropped and counted; its neighbours are sent', async () => {
  const { sender, reporter, tracer, errors } = setUp({ bytes: 2000 });
  const tags = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`key ${i}`, 'value']));
  report(tracer, 'before');
  tracer.startSpan('huge', { tags }).finish();
  report(tracer, 'after');
  const flushed = reporter.flush();
  while (reporter.stats.queued > 0) await sender.settle();
  await flushed;
  expect(sender.batches.flatMap(namesIn)).toEqual(['before', 'after']);
  expect(reporter.stats).toEqual({ sent: 2, failed: 0, dropped: 1, queued: 0 });
  expect(errors).toEqual([expect.stringContaining("span 'huge' has")]);
});

test('what comes when the queue is full is dropped and counted, and the rest is sent later', async () => {
  const { sender, reporter, tracer, errors } = setUp({ spans: 10 }, { maxQueueSpans: 20 });
  for (let i = 0; i < 60; i++) report(tracer, `span ${i}`);
  expect(reporter.stats).toEqual({ sent: 0, failed: 0, dropped: 30, queued: 30 });
  expect(errors.filter((error) => error.includes('already wait'))).toHaveLength(1);
  while (reporter.stats.queued > 0) await sender.settle();
  expect(reporter.stats).toEqual({ sent: 30, failed: 0, dropped: 30, queued: 0 });
});

test('failures are counted, and each kind of them is said once a minute', async () => {
  vi.setSystemTime(1_700_000_000_000);
  const { sender, reporter, tracer, errors } = setUp({ spans: 1 });
  report(tracer, 'a', 'b', 'c', 'd');
  await sender.settle(new Error('connect ECONNREFUSED 127.0.0.1:1'));
  await sender.settle(new Error('connect ECONNREFUSED 127.0.0.1:1'));
  expect(errors).toEqual(['HeldSender: spans were not sent: connect ECONNREFUSED 127.0.0.1:1']);
  await sender.settle();
  vi.setSystemTime(1_700_000_061_000);
  await sender.settle(new Error('connect ECONNREFUSED 127.0.0.1:1'));
  expect(errors).toHaveLength(2);
  expect(reporter.stats).toEqual({ sent: 1, failed: 3, dropped: 0, queued: 0 });
});

test('spans that the other side refused count as failed', async () => {
  const { sender, reporter, tracer } = setUp({ spans: 3 });
  report(tracer, 'a', 'b', 'c');
  await sender.settle(2);
  expect(reporter.stats).toEqual({ sent: 1, failed: 2, dropped: 0, queued: 0 });
});

test('closing waits until everything is sent, and drops and counts what comes later', async () => {
  const { sender, reporter, tracer } = setUp();
  report(tracer, 'a');
  const late = tracer.startSpan('late');
  let isClosed = false;
  const closing = tracer.close(() => {
    isClosed = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isClosed).toBe(false);
  await sender.settle();
  await closing;
  expect(isClosed).toBe(true);
  expect(sender.isClosed).toBe(true);
  late.finish();
  expect(reporter.stats).toEqual({ sent: 1, failed: 0, dropped: 1, queued: 0 });
  expect(vi.getTimerCount()).toBe(0);
});

test('closing ends after its timeout when the other side does not answer', async () => {
  const { reporter, tracer, sender } = setUp({ spans: 1 }, { closeTimeoutMs: 100 });
  report(tracer, 'a', 'b', 'c');
  const closing = tracer.close();
  await vi.advanceTimersByTimeAsync(100);
  await closing;
  expect(sender.isClosed).toBe(true);
  expect(reporter.stats).toEqual({ sent: 0, failed: 0, dropped: 2, queued: 1 });
});

test('the process is listened to only while spans wait', async () => {
  const before = process.listenerCount('exit') + process.listenerCount('beforeExit');
  const first = setUp();
  const second = setUp();
  const listeners = (): number =>
    process.listenerCount('exit') + process.listenerCount('beforeExit') - before;
  expect(listeners()).toBe(0);
  report(first.tracer, 'a');
  report(second.tracer, 'b');
  expect(listeners()).toBe(2);
  void first.reporter.flush();
  await first.sender.settle();
  expect(listeners()).toBe(2);
  void second.reporter.flush();
  await second.sender.settle();
  expect(listeners()).toBe(0);
});

test('at the end of the process what waits is sent at once', () => {
  const { reporter, sender, tracer } = setUp({ spans: 2 });
  report(tracer, 'under way 1', 'under way 2', 'queued 1', 'queued 2', 'gathering');
  reporter.flushAtExit();
  expect(sender.sentNow.map(namesIn)).toEqual([['queued 1', 'queued 2'], ['gathering']]);
  expect(sender.batches.map(namesIn)).toEqual([['under way 1', 'under way 2']]);
});
