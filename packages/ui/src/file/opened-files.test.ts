import { batchOf, SpanBatchReader, sortedTraces } from '@clew/model';
import { describe, expect, test } from 'vitest';
import { goodsTrace } from '../testing/shop-traces.ts';
import { OpenedFiles } from './opened-files.ts';
import type { ReadAnswer } from './read-answer.ts';

const FIRST = '1'.repeat(32);
const SECOND = '2'.repeat(32);

/** What a file of these traces gives. */
function answer(...ids: readonly string[]): ReadAnswer {
  const { batch, traces } = sortedTraces(
    batchOf(ids.flatMap((id, index) => goodsTrace(id, 1_795_451_101_190_030 + index))),
  );
  return {
    content: {
      ...{ format: 'otlp', bytes: batch.bytes, traces },
      ...{ rejected: new Map(), firstRejectedAt: '' },
    },
  };
}

const failure: ReadAnswer = {
  failure: {
    ...{ code: 'CLEW_TRACE_FILE_EMPTY', format: undefined },
    ...{ place: undefined, found: '' },
  },
};

function file(name: string): File {
  return new File([], name);
}

function filesOf(answers: Readonly<Record<string, ReadAnswer>>): OpenedFiles {
  return new OpenedFiles(async ({ name }) => answers[name] ?? failure);
}

const names = (files: OpenedFiles): readonly string[] => files.state().files.map((one) => one.name);

describe('files that were opened', () => {
  test('give their traces, each by its id and the same one each time', async () => {
    const files = filesOf({ a: answer(FIRST, SECOND) });
    const [opened] = await files.open([file('a')]);
    const source = opened?.source(SECOND);
    expect(opened?.source(SECOND)).toBe(source);
    expect(opened?.source('3'.repeat(32))).toBeUndefined();
    const signal = new AbortController().signal;
    const batch = await source?.spans(0, 100, signal);
    const ids = batch && [...new SpanBatchReader(batch).spans()].map(({ traceId }) => traceId);
    expect(new Set(ids)).toEqual(new Set([SECOND]));
    expect(source?.isLocal).toBe(true);
  });

  test('stay beside those opened later, and give way to one of their name', async () => {
    const files = filesOf({ a: answer(FIRST), b: answer(SECOND) });
    const [before] = await files.open([file('a')]);
    await files.open([file('b')]);
    expect(names(files)).toEqual(['b', 'a']);
    const [after] = await files.open([file('a')]);
    expect(names(files)).toEqual(['a', 'b']);
    expect(after?.source(FIRST)?.key).not.toBe(before?.source(FIRST)?.key);
    files.close('b');
    expect(names(files)).toEqual(['a']);
  });

  test('of one name have two when they come together', async () => {
    const files = filesOf({ a: answer(FIRST) });
    await files.open([file('a'), file('a')]);
    expect(names(files)).toEqual(['a', 'a (2)']);
  });

  test('stand apart from those that could not be read, which the next opening forgets', async () => {
    const files = filesOf({ a: answer(FIRST) });
    await files.open([file('a'), file('broken')]);
    expect(names(files)).toEqual(['a']);
    expect(files.state().failed.map(({ name }) => name)).toEqual(['broken']);
    await files.open([file('a')]);
    expect(files.state().failed).toEqual([]);
  });

  test('may fail to be read at all, and that is told', async () => {
    const files = new OpenedFiles(async () => {
      throw new Error('no network');
    });
    expect(await files.open([file('a')])).toEqual([]);
    expect(files.state().failed).toEqual([
      { name: 'a', failure: expect.objectContaining({ found: 'no network' }) },
    ]);
    expect(files.state().reading).toBeUndefined();
  });

  test('are none where the reading was given up', async () => {
    const files = new OpenedFiles(
      (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        }),
    );
    const heard: (string | undefined)[] = [];
    files.subscribe(() => heard.push(files.state().reading));
    const opening = files.open([file('a'), file('b')]);
    expect(files.state().reading).toBe('a');
    files.cancel();
    expect(await opening).toEqual([]);
    expect(files.state()).toEqual({ files: [], failed: [], reading: undefined });
    expect(heard).toContain('a');
  });
});
