import { batchOf, parseTraceId, type Span, SpanBatchReader, spanObject } from '@clew/model';
import { ALL_TIME, type SpanStore, StoreError, type TraceExpression } from '@clew/storage';
import { spanOf } from '@clew/storage/conformance';
import { ReferenceStore } from '@clew/storage/reference';
import { expect, test } from 'vitest';
import { type ArchiveStore, StoredTraces } from './stored-traces.ts';

const CONTEXT = { tenant: '' };
const ID = parseTraceId('1') as Uint8Array;

/** An archive that is opened when it is needed, and counts how often. */
class ArchiveDouble implements ArchiveStore {
  readonly store = new ReferenceStore();
  written = 0;
  isOpen = false;
  failing: Error | undefined;

  async opened(): Promise<SpanStore | undefined> {
    return this.isOpen ? this.store : undefined;
  }

  async open(): Promise<Pick<SpanStore, 'trace' | 'write'>> {
    this.isOpen = true;
    return {
      trace: (...given) => this.store.trace(...given),
      write: async (...given) => {
        this.written += 1;
        await this.store.write(...given);
        if (this.failing !== undefined) throw this.failing;
      },
    };
  }
}

async function spansIn(reader: Pick<SpanStore, 'trace'>): Promise<Span[]> {
  const batch = await reader.trace(ID, CONTEXT);
  return batch === undefined ? [] : [...new SpanBatchReader(batch).spans()].map(spanObject);
}

const [first, second, third] = [1, 2, 3].map((id) => spanOf({ id, at: id })) as [Span, Span, Span];

test('a trace that was archived is read when the store has it no more, or only a part, or more', async () => {
  const archive = new ArchiveDouble();
  const store = new ReferenceStore();
  await store.write(batchOf([first, second]), CONTEXT);
  expect(await new StoredTraces(store, { archive }).archive(ID, CONTEXT)).toBe(true);
  expect(await spansIn(new StoredTraces(new ReferenceStore(), { archive }))).toEqual([
    first,
    second,
  ]);
  const late = new ReferenceStore();
  await late.write(batchOf([third, second]), CONTEXT);
  const traces = new StoredTraces(late, { archive });
  expect(await spansIn(traces)).toEqual([first, second, third]);
  // What came later is added.
  expect(await traces.archive(ID, CONTEXT)).toBe(true);
  expect(await spansIn(archive.store)).toEqual([first, second, third]);
});

test('a trace that is archived again, also at the same time, is written once', async () => {
  const archive = new ArchiveDouble();
  const store = new ReferenceStore();
  await store.write(batchOf([first]), CONTEXT);
  const traces = new StoredTraces(store, { archive });
  const all = await Promise.all([1, 2, 3].map(() => traces.archive(ID, CONTEXT)));
  expect(all).toEqual([true, true, true]);
  expect(archive.written).toBe(1);
  expect(await new StoredTraces(new ReferenceStore(), { archive }).archive(ID, CONTEXT)).toBe(true);
  expect(archive.written).toBe(1);
});

test('a trace that nobody has is not archived, and nothing is opened for it', async () => {
  const archive = new ArchiveDouble();
  const traces = new StoredTraces(new ReferenceStore(), { archive });
  expect(await traces.archive(ID, CONTEXT)).toBe(false);
  expect(archive.isOpen).toBe(false);
  expect(await spansIn(traces)).toEqual([]);
});

test('a copy that could not be made durable is not taken for one', async () => {
  const archive = new ArchiveDouble();
  const store = new ReferenceStore();
  await store.write(batchOf([first]), CONTEXT);
  const traces = new StoredTraces(store, { archive });
  archive.failing = new StoreError('CLEW_STORE_FULL', 'the disk is full');
  await expect(traces.archive(ID, CONTEXT)).rejects.toThrow('the disk is full');
  await expect(traces.archive(ID, CONTEXT)).rejects.toThrow('the disk is full');
  archive.failing = undefined;
  expect(await traces.archive(ID, CONTEXT)).toBe(true);
  expect(await traces.archive(ID, CONTEXT)).toBe(true);
  expect(archive.written).toBe(3);
});

test('an archive that can not be read hides nothing that the store has', async () => {
  const store = new ReferenceStore();
  await store.write(batchOf([first]), CONTEXT);
  const fail = async (): Promise<never> => {
    throw new StoreError('CLEW_STORE_WRITE_FAILED', 'the archive is broken');
  };
  const archive: ArchiveStore = { opened: fail, open: fail };
  expect(await spansIn(new StoredTraces(store, { archive }))).toEqual([first]);
  const empty = new StoredTraces(new ReferenceStore(), { archive });
  await expect(spansIn(empty)).rejects.toThrow('the archive is broken');
});

test('where ids are taken by halves, a trace is found by each of them and has the longest', async () => {
  const upper = 'f1e2d3c4b5a69788';
  const whole = `${upper}${'0'.repeat(15)}1`;
  const store = new ReferenceStore();
  await store.write(batchOf([first, { ...second, traceIdHigh: upper }]), CONTEXT);
  const archive = new ArchiveDouble();
  for (const id of ['1', whole, `${'e'.repeat(16)}${'0'.repeat(15)}1`]) {
    const traces = new StoredTraces(store, { archive, strictTraceIds: false });
    const bytes = parseTraceId(id) as Uint8Array;
    const trace = await traces.trace(bytes, CONTEXT);
    if (trace === undefined) throw new Error(`no trace ${id}`);
    const spans = [...new SpanBatchReader(trace).spans()];
    expect(spans.map((span) => span.traceId)).toEqual([whole, whole]);
    expect(await traces.archive(bytes, CONTEXT)).toBe(true);
  }
  expect(archive.written).toBe(1);
});

test('where ids are taken by halves, links to either form of an id are found by the whole one', async () => {
  const whole = `f1e2d3c4b5a69788${'0'.repeat(15)}1`;
  const half = `${'0'.repeat(31)}1`;
  const link = { spanId: first.spanId, traceState: '', flags: 0, attributes: [] };
  const linked = [whole, half, `e${whole.slice(1)}`].map((traceId, index) =>
    spanOf({
      trace: index + 7,
      at: index,
      links: [{ ...link, traceId, droppedAttributesCount: 0 }],
    }),
  );
  const store = new ReferenceStore();
  await store.write(batchOf(linked), CONTEXT);
  const is = { is: '=', ids: [whole] } as const;
  const where = { op: 'not', of: { op: 'some', span: { op: 'linkTraceId', ...is } } } as const;
  const found = async (strictTraceIds: boolean, where: TraceExpression) => {
    const traces = new StoredTraces(store, { strictTraceIds });
    const { traces: summaries } = await traces.search(
      { range: ALL_TIME, where, limit: 9 },
      CONTEXT,
    );
    const edges = { timeCells: 1, durationEdges: [] };
    const { traceCount } = await traces.histogram({ range: ALL_TIME, where, ...edges }, CONTEXT);
    expect(traceCount).toBe(summaries.length);
    return summaries.map(({ traceId }) => Number.parseInt(traceId, 16));
  };
  expect(await found(true, where.of)).toEqual([7]);
  expect(await found(true, where)).toEqual([9, 8]);
  expect(await found(false, where.of)).toEqual([8, 7]);
  expect(await found(false, where)).toEqual([9]);
});

test('where ids are taken by halves, a trace that came before is found by its whole id', async () => {
  const whole = `f1e2d3c4b5a69788${'0'.repeat(15)}1`;
  const store = new ReferenceStore();
  await store.write(batchOf([{ ...first, traceId: whole }]), CONTEXT);
  const traces = new StoredTraces(store, { strictTraceIds: false });
  expect(await traces.trace(parseTraceId(whole) as Uint8Array, CONTEXT)).toBeDefined();
  expect(await traces.trace(ID, CONTEXT)).toBeUndefined();
});
