import { setImmediate as nextTurn } from 'node:timers/promises';
import { utf8Encode } from '@clew/model';
import { StoreError } from '@clew/storage';
import { expect, test } from 'vitest';
import { decodeWords, HoldingWriter } from '../testing/writer-double.ts';
import { type IngestOptions, Pipeline } from './pipeline.ts';

const faults: unknown[] = [];
function pipelineOf(store: HoldingWriter): Pipeline {
  faults.length = 0;
  return new Pipeline(store, { onWrite: () => {}, onFault: (error) => faults.push(error) });
}

const words: IngestOptions = { tenant: '', receiver: 'words', dedupe: true };
const ingest = (pipeline: Pipeline, text: string, options: Partial<IngestOptions> = {}) =>
  pipeline.ingest(utf8Encode(text), decodeWords, { ...words, ...options });

const accepted = (count: number) => ({ accepted: count, rejected: new Map(), resent: false });

test('requests of one turn are one write, and each has its own answer after it', async () => {
  const store = new HoldingWriter();
  const pipeline = pipelineOf(store);
  const answers = Promise.all(['a', 'b c', 'd bad'].map((text) => ingest(pipeline, text)));
  await nextTurn();
  expect(store.writes.map((write) => write.names)).toEqual([['a', 'b', 'c', 'd']]);
  store.writes[0]?.succeed();
  expect(await answers).toEqual([
    accepted(1),
    accepted(2),
    { accepted: 1, rejected: new Map([['words: bad', 1]]), resent: false },
  ]);
});

test('requests that come during a write are the next one', async () => {
  const store = new HoldingWriter();
  const pipeline = pipelineOf(store);
  const first = ingest(pipeline, 'a');
  await nextTurn();
  const others: Promise<unknown>[] = [];
  for (const text of ['b', 'c', 'd']) {
    others.push(ingest(pipeline, text));
    await nextTurn();
  }
  expect(store.writes).toHaveLength(1);
  store.writes[0]?.succeed();
  await first;
  await nextTurn();
  expect(store.writes.map((write) => write.names)).toEqual([['a'], ['b', 'c', 'd']]);
  store.writes[1]?.succeed();
  await Promise.all(others);
});

test('a full batch waits neither for the turn nor for the write before, but writes are bounded', async () => {
  const store = new HoldingWriter();
  const pipeline = pipelineOf(store);
  const full = Array.from({ length: 4096 }, (_, i) => `s${i}`).join(' ');
  const answers = Array.from({ length: 7 }, () => ingest(pipeline, full, { dedupe: false }));
  expect(store.writes).toHaveLength(4);
  expect(pipeline.pendingWrites).toBe(4);
  expect(pipeline.openSpans).toBe(3 * 4096);
  store.writes[2]?.succeed();
  await answers[2];
  await nextTurn();
  expect(store.writes.map((write) => write.names.length)).toEqual([4096, 4096, 4096, 4096, 12288]);
  for (const write of store.writes) write.succeed();
  await Promise.all(answers);
  expect([pipeline.pendingWrites, pipeline.openSpans]).toEqual([0, 0]);
});

test('of a body that can not be read nothing is kept, and its neighbors are', async () => {
  const store = new HoldingWriter();
  const pipeline = pipelineOf(store);
  const before = ingest(pipeline, 'a');
  await expect(ingest(pipeline, 'lost broken')).rejects.toThrow('this body is broken');
  const after = ingest(pipeline, 'b');
  await nextTurn();
  expect(store.writes.map((write) => write.names)).toEqual([['a', 'b']]);
  store.writes[0]?.succeed();
  await Promise.all([before, after]);
});

test('a body without good spans needs no write', async () => {
  const store = new HoldingWriter();
  const pipeline = pipelineOf(store);
  expect(await ingest(pipeline, '')).toEqual(accepted(0));
  expect((await ingest(pipeline, 'bad bad')).rejected).toEqual(new Map([['words: bad', 2]]));
  expect(store.writes).toEqual([]);
});

test('a failed write fails every request in it and nothing else', async () => {
  const store = new HoldingWriter();
  const pipeline = pipelineOf(store);
  const full = new StoreError('CLEW_STORE_FULL', 'the disk is full');
  const failing = Promise.allSettled([ingest(pipeline, 'a'), ingest(pipeline, 'b')]);
  await nextTurn();
  store.writes[0]?.fail(full);
  expect(await failing).toEqual([
    { status: 'rejected', reason: full },
    { status: 'rejected', reason: full },
  ]);
  const next = ingest(pipeline, 'c');
  await nextTurn();
  store.writes[1]?.succeed();
  expect(await next).toEqual(accepted(1));
});

test('tenants never share a write', async () => {
  const store = new HoldingWriter();
  const pipeline = pipelineOf(store);
  const answers = ['x', 'y', 'y'].map((tenant) => ingest(pipeline, 'a', { tenant, dedupe: false }));
  await nextTurn();
  store.writes[0]?.succeed();
  await answers[0];
  await nextTurn();
  store.writes[1]?.succeed();
  await Promise.all(answers);
  expect(store.writes.map(({ tenant, names }) => [tenant, names.length])).toEqual([
    ['x', 1],
    ['y', 2],
  ]);
});

test('a resend gets the answer of the first, and waits for the same write', async () => {
  const store = new HoldingWriter();
  const pipeline = pipelineOf(store);
  const first = ingest(pipeline, 'a bad');
  await nextTurn();
  const resend = ingest(pipeline, 'a bad');
  await nextTurn();
  expect(store.writes).toHaveLength(1);
  store.writes[0]?.succeed();
  expect(await resend).toEqual({ ...(await first), resent: true });
  expect((await ingest(pipeline, 'a bad')).resent).toBe(true);
  expect(store.writes).toHaveLength(1);
});

test('a body whose write failed is taken in when it is sent again', async () => {
  const store = new HoldingWriter();
  const pipeline = pipelineOf(store);
  const first = ingest(pipeline, 'a');
  await nextTurn();
  store.writes[0]?.fail(new Error('no'));
  await expect(first).rejects.toThrow('no');
  const resend = ingest(pipeline, 'a');
  await nextTurn();
  store.writes[1]?.succeed();
  expect((await resend).resent).toBe(false);
});

test('the same body from another receiver or tenant is no resend', async () => {
  const store = new HoldingWriter();
  const pipeline = pipelineOf(store);
  const answers = Promise.all([
    ingest(pipeline, 'a'),
    ingest(pipeline, 'a', { receiver: 'other' }),
    ingest(pipeline, 'a', { dedupe: false }),
  ]);
  await nextTurn();
  store.writes[0]?.succeed();
  expect((await answers).map(({ resent }) => resent)).toEqual([false, false, false]);
});

test('good datagrams are kept whatever stands between them', async () => {
  const store = new HoldingWriter();
  const pipeline = pipelineOf(store);
  const texts = ['a b', 'lost broken', '', 'c bad', 'bug', 'd'];
  const result = pipeline.ingestDatagrams(
    utf8Encode(texts.join('')),
    texts.map((text) => text.length),
    decodeWords,
    '',
  );
  expect(result).toMatchObject({
    accepted: 4,
    rejected: new Map([['words: bad', 1]]),
    malformed: 2,
  });
  expect(faults).toEqual([new TypeError('a bug of the decoder')]);
  await nextTurn();
  expect(store.writes.map((write) => write.names)).toEqual([['a', 'b', 'c', 'd']]);
  store.writes[0]?.succeed();
  await result.written;
});

test('closing writes what is open, and takes no more', async () => {
  const store = new HoldingWriter();
  const pipeline = pipelineOf(store);
  const first = ingest(pipeline, 'a');
  await nextTurn();
  const second = ingest(pipeline, 'b');
  const closed = pipeline.close();
  await expect(ingest(pipeline, 'c')).rejects.toMatchObject({ code: 'CLEW_STORE_CLOSED' });
  expect(store.writes.map((write) => write.names)).toEqual([['a'], ['b']]);
  for (const write of store.writes) write.succeed();
  await Promise.all([first, second, closed]);
});
