// Counts which service called which, by looking at every trace in a range once.
import { compareText, type SpanBatch, SpanBatchReader, SpanKind } from '@clew/model';
import type { CallContext, DependencyLink, TimeRange } from '@clew/storage';
import { blocksOf, type FragmentPlace, type StoreView, tracesIn } from './search/store-view.ts';
import { Turn, timeout } from './search/turn.ts';
import { compareWords, wordsOf } from './segment/words.ts';

/** Fragments of up to this many spans are looked through directly instead of by an index. */
const SMALL_TRACE = 32;

/** What counting needs of each span of a trace. */
interface CallRows {
  readonly count: number;
  readonly spanIds: readonly string[];
  /** The empty text for a root. */
  readonly parentIds: readonly string[];
  readonly services: readonly string[];
  readonly kinds: readonly number[];
  readonly inRange: readonly boolean[];
}

/** The calls of spans that start in a range, sorted by parent and child. */
export async function countDependencies(
  view: StoreView,
  range: TimeRange,
  context: CallContext,
): Promise<readonly DependencyLink[]> {
  const turn = new Turn(context);
  if (!(await view.indexHeads(turn))) throw timeout();
  const links = new Map<string, { parent: string; child: string; callCount: number }>();
  const add = (rows: CallRows): void => {
    eachCall(rows, (parent, child) => {
      const key = `${parent}\u0000${child}`;
      const link = links.get(key);
      if (link === undefined) links.set(key, { parent, child, callCount: 1 });
      else link.callCount += 1;
    });
  };
  for (const places of tracesIn(view, range)) {
    if (!(await turn.mayGoOn())) throw timeout();
    const only = view.onlyFragment(places);
    add(only === undefined ? batchRows(view.merge(places), range) : fragmentRows(only, range));
  }
  return [...links.values()].sort(
    (a, b) => compareText(a.parent, b.parent) || compareText(a.child, b.child),
  );
}

function eachCall(rows: CallRows, call: (parent: string, child: string) => void): void {
  const { count, parentIds, services, inRange } = rows;
  const find = count <= SMALL_TRACE ? scanFor(rows) : indexFor(rows);
  for (let row = 0; row < count; row++) {
    if (!inRange[row] || parentIds[row] === '') continue;
    const parent = find(parentIds[row] as string, row);
    if (parent < 0) continue;
    const caller = services[parent] as string;
    const callee = services[row] as string;
    if (caller !== '' && callee !== '' && caller !== callee) call(caller, callee);
  }
}

/** Among spans that share an id, as Zipkin's client and server do, the client made the call. */
function choose(rows: CallRows, candidates: readonly number[], child: number): number {
  const others = candidates.filter((row) => row !== child);
  return others.find((row) => rows.kinds[row] === SpanKind.client) ?? others[0] ?? -1;
}

function scanFor(rows: CallRows): (spanId: string, child: number) => number {
  return (spanId, child) => {
    const candidates: number[] = [];
    for (let row = 0; row < rows.count; row++) {
      if (rows.spanIds[row] === spanId) candidates.push(row);
    }
    return choose(rows, candidates, child);
  };
}

function indexFor(rows: CallRows): (spanId: string, child: number) => number {
  const index = new Map<string, number[]>();
  rows.spanIds.forEach((spanId, row) => {
    const known = index.get(spanId);
    if (known === undefined) index.set(spanId, [row]);
    else known.push(row);
  });
  return (spanId, child) => choose(rows, index.get(spanId) ?? [], child);
}

function batchRows(batch: SpanBatch, range: TimeRange): CallRows {
  const spans = [...new SpanBatchReader(batch).spans()];
  return {
    count: spans.length,
    spanIds: spans.map((span) => span.spanId),
    parentIds: spans.map((span) => span.parentSpanId),
    services: spans.map((span) => span.resource.serviceName),
    kinds: spans.map((span) => span.kind),
    inRange: spans.map(({ start }) => start >= range.from && start <= range.to),
  };
}

function fragmentRows({ segment, fragment }: FragmentPlace, range: TimeRange): CallRows {
  const names = new SpanBatchReader(segment.dictionary());
  const { resourceService } = names.batch;
  const spanIds: string[] = [];
  const parentIds: string[] = [];
  const services: string[] = [];
  const kinds: number[] = [];
  const inRange: boolean[] = [];
  const [from, to] = [wordsOf(range.from), wordsOf(range.to)];
  for (const { block: index, first, last } of blocksOf(segment, fragment)) {
    const block = segment.block(index);
    const { distinct, indexes } = block.resource;
    for (let row = first; row < last; row++) {
      const resource = distinct[indexes === undefined ? 0 : (indexes[row] as number)] as number;
      const low = block.start[row * 2] as number;
      const high = block.start[row * 2 + 1] as number;
      spanIds.push(block.spanIdText(row));
      parentIds.push(block.parentIdText(row));
      services.push(names.text(resourceService[resource] as number));
      kinds.push(block.kind[row] as number);
      inRange.push(compareWords(low, high, ...from) >= 0 && compareWords(low, high, ...to) <= 0);
    }
  }
  return { count: spanIds.length, spanIds, parentIds, services, kinds, inRange };
}
