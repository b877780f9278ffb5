// Counts who called whom by both ends of each call, as Zipkin does, by looking at every trace in a range once.
import {
  compareText,
  type EndpointRows,
  eachEndpointCall,
  endpointOf,
  hexEncode,
  isZero,
  RemoteServices,
  type SpanBatch,
  SpanBatchReader,
  type SpanEndpoint,
  SpanFormat,
  StatusCode,
  ZipkinFlag,
} from '@clew/model';
import type { CallContext, EndpointLink, TimeRange } from '@clew/storage';
import { remoteServicesOf } from './search/remote-services.ts';
import { blocksOf, type FragmentPlace, type StoreView, tracesIn } from './search/store-view.ts';
import { Turn, timeout } from './search/turn.ts';
import { valueAt } from './segment/column-codec.ts';
import { compareWords, wordsOf } from './segment/words.ts';

/** The calls of the traces that have a span which starts in a range, sorted by parent and child. */
export async function countEndpointLinks(
  view: StoreView,
  range: TimeRange,
  context: CallContext,
): Promise<readonly EndpointLink[]> {
  const turn = new Turn(context);
  if (!(await view.indexHeads(turn))) throw timeout();
  const links = new Map<string, Writable<EndpointLink>>();
  const count = (parent: string, child: string, failed: boolean): void => {
    const key = `${parent}\u0000${child}`;
    const link = links.get(key) ?? { parent, child, callCount: 0, errorCount: 0 };
    link.callCount += 1;
    link.errorCount += Number(failed);
    links.set(key, link);
  };
  for (const places of tracesIn(view, range)) {
    if (!(await turn.mayGoOn())) throw timeout();
    const only = view.onlyFragment(places);
    const rows =
      only === undefined ? batchRows(view.merge(places), range) : fragmentRows(only, range);
    if (rows !== undefined) eachEndpointCall(rows, count);
  }
  return [...links.values()].sort(
    (a, b) => compareText(a.parent, b.parent) || compareText(a.child, b.child),
  );
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The rows of a trace while they are gathered. */
class GatheredRows implements EndpointRows {
  readonly spanIds: string[] = [];
  readonly parentIds: string[] = [];
  readonly kinds: number[] = [];
  readonly endpoints: SpanEndpoint[] = [];
  readonly remoteServices: string[] = [];
  readonly failed: boolean[] = [];
  readonly shared: boolean[] = [];

  get count(): number {
    return this.spanIds.length;
  }
}

/** The rows of a trace, unless none starts in the range. */
function batchRows(batch: SpanBatch, range: TimeRange): EndpointRows | undefined {
  const reader = new SpanBatchReader(batch);
  const remote = new RemoteServices(reader);
  const rows = new GatheredRows();
  const endpoints = endpointsOf(reader);
  const [from, to] = [wordsOf(range.from), wordsOf(range.to)];
  let isInRange = false;
  for (let row = 0; row < batch.spanCount; row++) {
    const low = batch.start[row * 2] as number;
    const high = batch.start[row * 2 + 1] as number;
    isInRange ||= compareWords(low, high, ...from) >= 0 && compareWords(low, high, ...to) <= 0;
    const hasParent = !isZero(batch.parentSpanId, row * 8, 8);
    rows.spanIds.push(hexEncode(batch.spanId, row * 8, 8));
    rows.parentIds.push(hasParent ? hexEncode(batch.parentSpanId, row * 8, 8) : '');
    rows.kinds.push(batch.kind[row] as number);
    rows.endpoints.push(endpoints(batch.resource[row] as number));
    rows.remoteServices.push(remote.of(row));
    rows.failed.push(batch.status[row] === StatusCode.error);
    rows.shared.push(isShared(batch.format[row] as number, batch.flags[row] as number));
  }
  return isInRange ? rows : undefined;
}

function fragmentRows(
  { segment, fragment }: FragmentPlace,
  range: TimeRange,
): EndpointRows | undefined {
  const rows = new GatheredRows();
  const endpoints = endpointsOf(new SpanBatchReader(segment.dictionary()));
  const [from, to] = [wordsOf(range.from), wordsOf(range.to)];
  let isInRange = false;
  for (const { block: index, first, last } of blocksOf(segment, fragment)) {
    const block = segment.block(index);
    const remote = remoteServicesOf(block);
    for (let row = first; row < last; row++) {
      const low = block.start[row * 2] as number;
      const high = block.start[row * 2 + 1] as number;
      isInRange ||= compareWords(low, high, ...from) >= 0 && compareWords(low, high, ...to) <= 0;
      rows.spanIds.push(block.spanIdText(row));
      rows.parentIds.push(block.parentIdText(row));
      rows.kinds.push(block.kind[row] as number);
      rows.endpoints.push(endpoints(valueAt(block.resource, row)));
      rows.remoteServices.push(remote?.[row] ?? '');
      rows.failed.push(block.status[row] === StatusCode.error);
      rows.shared.push(isShared(block.format[row] as number, valueAt(block.flags, row)));
    }
  }
  return isInRange ? rows : undefined;
}

function isShared(format: number, flags: number): boolean {
  return format === SpanFormat.zipkin && (flags & ZipkinFlag.shared) !== 0;
}

const endpointsOfBatch: WeakMap<SpanBatch, SpanEndpoint[]> = new WeakMap();

/** The endpoint of each resource of a batch, made when it is asked for and remembered with the batch. */
function endpointsOf(reader: SpanBatchReader): (resource: number) => SpanEndpoint {
  const known = endpointsOfBatch.get(reader.batch) ?? [];
  endpointsOfBatch.set(reader.batch, known);
  return (resource) => {
    const endpoint = known[resource] ?? endpointOf(reader.resource(resource));
    known[resource] = endpoint;
    return endpoint;
  };
}
