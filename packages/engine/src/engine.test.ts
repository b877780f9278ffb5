import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { batchOf, parseTraceId, type SpanBatch, SpanBatchReader } from '@clew/model';
import { ALL_TIME } from '@clew/storage';
import { spanOf } from '@clew/storage/conformance';
import { afterAll, describe, expect, test } from 'vitest';
import { type Engine, type EngineEvent, openEngine } from './index.ts';
import { inlineSealer } from './seal/sealer.ts';
import { TestEngines } from './testing/test-engines.ts';

const engines = new TestEngines();
afterAll(engines.remove);

const { open, openOn } = engines;
const context = { tenant: '' };

async function found(engine: Engine): Promise<number> {
  let count = 0;
  let cursor: string | undefined;
  do {
    const page = await engine.search({ range: ALL_TIME, limit: 1000, cursor }, context);
    count += page.traces.reduce((sum, trace) => sum + trace.spanCount, 0);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return count;
}

function trace(number: number, spans = 1) {
  return batchOf(Array.from({ length: spans }, (_, id) => spanOf({ trace: number, id: id + 1 })));
}

describe('a data directory', () => {
  test('is refused to a second opener, with a sentence that names the first', async () => {
    const engine = await open();
    const directory = engines.directoryOf(engine);
    await expect(openOn(directory)).rejects.toThrow(`in use by process ${process.pid}`);
    await engine.close();
    await (await openOn(directory)).close();
  });

  test('is taken over from a process that is gone', async () => {
    const engine = await open();
    const directory = engines.directoryOf(engine);
    const lock = join(directory, 'lock');
    const owner = JSON.parse(readFileSync(lock, 'utf8')) as object;
    await engine.close();
    writeFileSync(lock, JSON.stringify({ ...owner, started: 'another boot/1' }));
    await (await openOn(directory)).close();
    writeFileSync(lock, 'cut off by a power lo');
    await (await openOn(directory)).close();
  });

  test('with a damaged manifest or a log of another version is refused, not emptied', async () => {
    const engine = await open();
    const directory = engines.directoryOf(engine);
    await engine.write(trace(1), context);
    await engine.flush();
    await engine.write(trace(2), context);
    await engine.close();

    const [log = ''] = readdirSync(join(directory, 'log'));
    const bytes = readFileSync(join(directory, 'log', log));
    writeFileSync(join(directory, 'log', log), Buffer.from(bytes).fill(9, 4, 5));
    await expect(openOn(directory)).rejects.toThrow('the log has format 9');
    writeFileSync(join(directory, 'log', log), bytes);

    const manifest = join(directory, 'manifest.json');
    const text = readFileSync(manifest, 'utf8');
    writeFileSync(manifest, text.replace('"spans":1', '"spans":7'));
    await expect(openOn(directory)).rejects.toThrow('is damaged');
    writeFileSync(manifest, text);

    const again = await openOn(directory);
    expect(await found(again)).toBe(2);
    await again.close();
  });

  test('shows the rest when one segment is damaged, and says which', async () => {
    const engine = await open();
    const directory = engines.directoryOf(engine);
    await engine.write(trace(1), context);
    await engine.flush();
    await engine.write(trace(2), context);
    await engine.flush();
    await engine.close();
    const [day = ''] = readdirSync(join(directory, 'segments'));
    const [first = ''] = readdirSync(join(directory, 'segments', day)).sort();
    writeFileSync(join(directory, 'segments', day, first), 'not a segment any more, not at all');
    const events: EngineEvent[] = [];
    const again = await openOn(directory, { onEvent: (event) => events.push(event) });
    expect(await found(again)).toBe(1);
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'problem',
        what: 'unreadable-segment',
        message: expect.stringContaining(first),
      }),
    );
    expect(again.stats().unreadableSegments).toBe(1);
    await again.close();
  });

  test('keeps what was acknowledged when the log ends in half a frame', async () => {
    const engine = await open();
    const directory = engines.directoryOf(engine);
    await engine.write(trace(1), context);
    await engine.write(trace(2), context);
    await engine.close();
    const [log = ''] = readdirSync(join(directory, 'log'));
    const bytes = readFileSync(join(directory, 'log', log));
    writeFileSync(join(directory, 'log', log), Buffer.concat([bytes, bytes.subarray(16, 100)]));
    const events: EngineEvent[] = [];
    const again = await openOn(directory, { onEvent: (event) => events.push(event) });
    expect(await found(again)).toBe(2);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'log-fault', offset: bytes.length }),
    );
    await again.close();
  });

  test('gives up no more of a log than the frame that is damaged', async () => {
    const engine = await open();
    const directory = engines.directoryOf(engine);
    for (let number = 1; number <= 3; number++) await engine.write(trace(number), context);
    await engine.close();
    const [log = ''] = readdirSync(join(directory, 'log'));
    const bytes = readFileSync(join(directory, 'log', log));
    // The three frames are alike: the second begins a third of the way.
    const second = 16 + (bytes.length - 16) / 3;
    writeFileSync(
      join(directory, 'log', log),
      Buffer.from(bytes).fill(7, second + 40, second + 44),
    );
    const events: EngineEvent[] = [];
    const again = await openOn(directory, { onEvent: (event) => events.push(event) });
    expect(await found(again)).toBe(2);
    expect(await again.trace(parseTraceId('3') as Uint8Array, context)).toBeDefined();
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'log-fault', offset: second, reason: 'a frame is damaged' }),
    );
    await again.close();
  });

  test('holds no log of what is in segments, and no file that the manifest does not name', async () => {
    const engine = await open({ headBytes: 8192 });
    const directory = engines.directoryOf(engine);
    for (let number = 1; number <= 50; number++) await engine.write(trace(number, 5), context);
    await engine.flush();
    expect(readdirSync(join(directory, 'log'))).toEqual([]);
    const stats = engine.stats();
    expect(stats.segments).toBeGreaterThan(5);
    expect(stats).toMatchObject({ segmentSpans: 250, headSpans: 0, pendingSeals: 0 });
    await engine.close();
    writeFileSync(
      join(
        directory,
        'segments',
        readdirSync(join(directory, 'segments'))[0] as string,
        '9999999999.seg.tmp',
      ),
      'x',
    );
    const again = await openOn(directory);
    const files = readdirSync(join(directory, 'segments'), { recursive: true }).map(String);
    expect(files.filter((file) => file.includes('.'))).toHaveLength(stats.segments);
    expect(await found(again)).toBe(250);
    await again.close();
  });
});

describe('retention', () => {
  test('drops segments whose last span arrived too long ago, and only those', async () => {
    let now = Date.UTC(2026, 0, 1);
    const events: EngineEvent[] = [];
    const options = {
      now: () => now,
      retentionMillis: 3_600_000,
      onEvent: (event: EngineEvent) => events.push(event),
    };
    const engine = await open(options);
    await engine.write(trace(1), context);
    await engine.flush();
    now += 1_800_000;
    await engine.write(trace(2), context);
    await engine.flush();
    expect(await found(engine)).toBe(2);
    const first = now - 1_800_000;
    expect(engine.stats()).toMatchObject({ oldestArrival: first, newestArrival: now });
    now += 1_900_000;
    await engine.write(trace(3), context);
    expect(engine.stats()).toMatchObject({ oldestArrival: first, newestArrival: now });
    await engine.flush();
    expect(await found(engine)).toBe(2);
    expect(await engine.trace(parseTraceId('1') as Uint8Array, context)).toBeUndefined();
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'dropped-segments', reason: 'age', segments: 1, spans: 1 }),
    );
    await engine.close();
  });

  test('keeps segments and logs within the bytes allowed, newest kept', async () => {
    const engine = await open({ maxDiskBytes: 30_000, headBytes: 16_384 });
    for (let number = 1; number <= 300; number++) await engine.write(trace(number, 5), context);
    await engine.flush();
    const { segmentBytes, logBytes } = engine.stats();
    expect(segmentBytes + logBytes).toBeLessThanOrEqual(30_000);
    expect(await engine.trace(parseTraceId('12c') as Uint8Array, context)).toBeDefined();
    expect(await engine.trace(parseTraceId('1') as Uint8Array, context)).toBeUndefined();
    await engine.close();
  });

  test('bounds the store in memory', async () => {
    const limit = 400_000;
    const engine = await openEngine({ memoryLimitBytes: limit, sealer: inlineSealer });
    for (let number = 1; number <= 3000; number++) await engine.write(trace(number, 5), context);
    await engine.flush();
    const { segmentBytes, headBytes } = engine.stats();
    expect(segmentBytes + headBytes).toBeLessThanOrEqual(limit);
    expect(await found(engine)).toBeGreaterThan(100);
    expect(await engine.trace(parseTraceId('bb8') as Uint8Array, context)).toBeDefined();
    await engine.close();
  });
});

describe('a segment', () => {
  test('is filed under the day on which its spans arrived', async () => {
    let now = Date.UTC(2026, 10, 23, 23, 59);
    const engine = await open({ now: () => now });
    await engine.write(trace(1), context);
    now += 120_000;
    await engine.write(trace(2), context);
    await engine.flush();
    const days = readdirSync(join(engines.directoryOf(engine), 'segments'));
    expect(days).toEqual(['2026-11-23', '2026-11-24']);
    await engine.close();
  });

  test('has blocks of few spans where these are large, and gives all of them back', async () => {
    const engine = await open();
    const large = (id: number) =>
      spanOf({
        trace: id % 3,
        id,
        attributes: [{ key: 'body', value: `${id}`.repeat(100_000 / `${id}`.length) }],
      });
    await engine.write(batchOf(Array.from({ length: 60 }, (_, id) => large(id + 1))), context);
    await engine.flush();
    const batch = await engine.trace(parseTraceId('1') as Uint8Array, context);
    const spans = [...new SpanBatchReader(batch as SpanBatch).spans()];
    expect(spans).toHaveLength(20);
    expect(spans.map((span) => span.attributes)).toEqual(
      spans.map((span) => large(Number.parseInt(span.spanId, 16)).attributes),
    );
    expect(await found(engine)).toBe(60);
    await engine.close();
  });

  test('is sealed by a thread as well as in place', async () => {
    const engine = await openEngine({ dataDir: join(engines.root, 'threaded'), headBytes: 65_536 });
    for (let number = 1; number <= 200; number++) await engine.write(trace(number, 10), context);
    await engine.flush();
    expect(engine.stats().segments).toBeGreaterThan(3);
    expect(await found(engine)).toBe(2000);
    await engine.close();
  });
});
