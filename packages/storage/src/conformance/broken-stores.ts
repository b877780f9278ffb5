// Stores with one fault each. The conformance suite and the differential test must find every one:
// that is what shows that they can find anything.
import {
  batchOf,
  compareText,
  hexEncode,
  type Span,
  type SpanBatch,
  StatusCode,
  spanIdentity,
  summarizeTrace,
} from '@clew/model';
import { ReferenceStore } from '../reference/index.ts';
import { histogramOf } from '../reference/trace-histogram.ts';
import type { CallContext, Histogram, SearchPage, SpanStore } from '../span-store.ts';
import { compareInTrace, rankIn } from '../trace-order.ts';
import {
  ALL_TIME,
  type HistogramQuery,
  MAX_SEARCH_LIMIT,
  type TimeRange,
  TRACE_ORDERS,
  type TraceQuery,
} from '../trace-query.ts';
import { asking, counting, giving, keeping, reading, seeing, spansOf } from './faults.ts';

/** A store with a fault. */
export interface BrokenStore {
  readonly fault: string;
  /** How a promise begins that it breaks. */
  readonly breaks: string;
  /** Whether random sequences can come upon the fault. */
  readonly differs: boolean;
  readonly open: () => Promise<SpanStore>;
}

/** A store without faults that also keeps what was written, as it came. */
export class RecordingStore extends ReferenceStore {
  readonly written: Span[] = [];

  override async write(batch: SpanBatch, context: CallContext): Promise<void> {
    await super.write(batch, context);
    this.written.push(...spansOf(batch));
  }

  /** The spans of a trace as they came, duplicates too. */
  writtenOf(traceId: string): Span[] {
    return this.written.filter((span) => span.traceId === traceId);
  }

  /** The spans of a trace as they came, the first of each identity. */
  keptOf(traceId: string): Span[] {
    const kept = new Map<string, Span>();
    for (const span of this.writtenOf(traceId)) {
      if (!kept.has(spanIdentity(span))) kept.set(spanIdentity(span), span);
    }
    return [...kept.values()];
  }
}

class DurationIgnored extends ReferenceStore {
  readonly #seen = new Set<string>();

  override write(batch: SpanBatch, context: CallContext): Promise<void> {
    const kept = spansOf(batch).filter((span) => {
      const identity = spanIdentity({ ...span, duration: 0n });
      return !this.#seen.has(identity) && this.#seen.add(identity);
    });
    return super.write(batchOf(kept), context);
  }
}

class DuplicatesGiven extends RecordingStore {
  override async trace(id: Uint8Array, context: CallContext): Promise<SpanBatch | undefined> {
    const batch = await super.trace(id, context);
    return batch && batchOf(this.writtenOf(hexEncode(id, 0, 16)).sort(compareInTrace));
  }
}

class DuplicatesCounted extends RecordingStore {
  override async search(query: TraceQuery, context: CallContext): Promise<SearchPage> {
    const page = await super.search(query, context);
    const traces = page.traces.map((one) => summarizeTrace(this.writtenOf(one.traceId)));
    return { ...page, traces };
  }
}

class LastWins extends RecordingStore {
  override async trace(id: Uint8Array, context: CallContext): Promise<SpanBatch | undefined> {
    const batch = await super.trace(id, context);
    const last = new Map(this.written.map((span) => [spanIdentity(span), span]));
    return batch && batchOf(spansOf(batch).map((span) => last.get(spanIdentity(span)) ?? span));
  }
}

class ArrivalOrder extends RecordingStore {
  override async trace(id: Uint8Array, context: CallContext): Promise<SpanBatch | undefined> {
    const batch = await super.trace(id, context);
    return batch && batchOf(this.keptOf(hexEncode(id, 0, 16)));
  }
}

class SummaryOfRange extends RecordingStore {
  override async search(query: TraceQuery, context: CallContext): Promise<SearchPage> {
    const page = await super.search(query, context);
    const { from, to } = query.range;
    const traces: SearchPage['traces'] = page.traces.map((one) =>
      summarizeTrace(
        this.keptOf(one.traceId).filter((span) => span.start >= from && span.start <= to),
      ),
    );
    return { ...page, traces };
  }
}

class SomeOfAllTime extends ReferenceStore {
  override async search(query: TraceQuery, context: CallContext): Promise<SearchPage> {
    if (query.where === undefined || query.cursor !== undefined)
      return super.search(query, context);
    const inRange = await super.search({ range: query.range, limit: MAX_SEARCH_LIMIT }, context);
    const ids = new Set(inRange.traces.map((one) => one.traceId));
    const page = await super.search({ ...query, range: ALL_TIME }, context);
    return { ...page, traces: page.traces.filter((one) => ids.has(one.traceId)) };
  }
}

class CursorGivesLastAgain extends ReferenceStore {
  readonly #last: Map<string, SearchPage['traces']> = new Map();

  override async search(query: TraceQuery, context: CallContext): Promise<SearchPage> {
    const page = await super.search(query, context);
    if (page.cursor !== undefined) this.#last.set(page.cursor, page.traces.slice(-1));
    const before = this.#last.get(query.cursor ?? '') ?? [];
    return { ...page, traces: [...before, ...page.traces].slice(0, query.limit) };
  }
}

class CursorSkipsOne extends ReferenceStore {
  override async search(query: TraceQuery, context: CallContext): Promise<SearchPage> {
    const page = await super.search(query, context);
    return query.cursor === undefined ? page : { ...page, traces: page.traces.slice(1) };
  }
}

class EqualsAsTheyCome extends ReferenceStore {
  override async search(query: TraceQuery, context: CallContext): Promise<SearchPage> {
    const page = await super.search(query, context);
    const { order = 'start' } = query;
    // Stable, and so the other way round where the order itself does not decide.
    const traces = page.traces
      .toReversed()
      .sort((a, b) => Number(rankIn(order, b)) - Number(rankIn(order, a)));
    return order === 'start' ? page : { ...page, traces };
  }
}

class BadCursorTaken extends ReferenceStore {
  override async search(query: TraceQuery, context: CallContext): Promise<SearchPage> {
    return super.search(query, context).catch((error: unknown) => {
      if (query.cursor === undefined) throw error;
      return super.search({ ...query, cursor: undefined }, context);
    });
  }
}

class OtherOrderTaken extends ReferenceStore {
  override async search(query: TraceQuery, context: CallContext): Promise<SearchPage> {
    for (const order of TRACE_ORDERS) {
      const page = await super.search({ ...query, order }, context).catch(() => undefined);
      if (page !== undefined && query.cursor !== undefined) return page;
    }
    return super.search(query, context);
  }
}

class PageCounted extends ReferenceStore {
  override async histogram(query: HistogramQuery, context: CallContext): Promise<Histogram> {
    const { traces } = await super.search({ ...query, limit: 3 }, context);
    return histogramOf(traces, query);
  }
}

class EarlyNotCounted extends ReferenceStore {
  override async histogram(query: HistogramQuery, context: CallContext): Promise<Histogram> {
    const { traces } = await super.search({ ...query, limit: MAX_SEARCH_LIMIT }, context);
    return histogramOf(
      traces.filter((one) => one.start >= query.range.from),
      query,
    );
  }
}

class RangeCutShort extends ReferenceStore {
  override async histogram(query: HistogramQuery, context: CallContext): Promise<Histogram> {
    const { traces } = await super.search({ ...query, limit: MAX_SEARCH_LIMIT }, context);
    const { from, to } = query.range;
    return histogramOf(traces, to > from ? { ...query, range: { from, to: to - 1n } } : query);
  }
}

class AcknowledgesEarly extends ReferenceStore {
  override async write(batch: SpanBatch, context: CallContext): Promise<void> {
    setImmediate(() => void super.write(batch, context).catch(() => undefined));
  }
}

class NeverCloses extends ReferenceStore {
  override async close(): Promise<void> {
    // The fault: calls go on as before.
  }
}

class ServicesUnsorted extends ReferenceStore {
  override async services(context: CallContext): Promise<readonly string[]> {
    return (await super.services(context)).toReversed();
  }
}

class DependenciesOfAllTime extends ReferenceStore {
  override dependencies(_: TimeRange, context: CallContext) {
    return super.dependencies(ALL_TIME, context);
  }
}

class EndpointLinksByParents extends ReferenceStore {
  override async endpointLinks(range: TimeRange, context: CallContext) {
    const links = await super.dependencies(range, context);
    return links.map((link) => ({ ...link, errorCount: 0 }));
  }
}

class EndpointErrorsForgotten extends ReferenceStore {
  override async endpointLinks(range: TimeRange, context: CallContext) {
    const links = await super.endpointLinks(range, context);
    return links.map((link) => ({ ...link, errorCount: 0 }));
  }
}

class EndpointLinksOfAllTime extends ReferenceStore {
  override endpointLinks(_: TimeRange, context: CallContext) {
    return super.endpointLinks(ALL_TIME, context);
  }
}

class RemoteServicesOfAll extends ReferenceStore {
  override async remoteServices(_: string, context: CallContext) {
    const services = await super.services(context);
    const names = await Promise.all(services.map((one) => super.remoteServices(one, context)));
    return [...new Set(names.flat())].sort(compareText);
  }
}

class ValuesUnlimited extends ReferenceStore {
  override attributeValues(
    key: Parameters<SpanStore['attributeValues']>[0],
    _: number,
    context: CallContext,
  ) {
    return super.attributeValues(key, 1000, context);
  }
}

const faults: readonly (readonly [string, string, () => Promise<SpanStore>])[] = [
  ['gives duplicates', 'keeps a span once', async () => new DuplicatesGiven()],
  [
    'counts duplicates',
    'counts a span that was sent twice once',
    async () => new DuplicatesCounted(),
  ],
  ['keeps the last of two', 'keeps of two spans with one identity', async () => new LastWins()],
  [
    'takes a piece of a span for a duplicate',
    'keeps apart spans that differ in one part',
    async () => new DurationIgnored(),
  ],
  ['gives spans as they came', 'orders the spans of a trace', async () => new ArrivalOrder()],
  [
    'orders ascending',
    'gives traces newest first',
    giving((page) => ({ ...page, traces: page.traces.toReversed() })),
  ],
  ['ignores the order', 'orders traces by duration', asking(({ order: _, ...query }) => query)],
  [
    'gives equals as they come',
    'gives traces that an order holds for equal',
    async () => new EqualsAsTheyCome(),
  ],
  ['ignores the cursor', 'pages through everything', asking(({ cursor: _, ...query }) => query)],
  ['repeats the last', 'pages through everything', async () => new CursorGivesLastAgain()],
  ['skips one', 'pages through everything', async () => new CursorSkipsOne()],
  [
    'gives one too many',
    'pages through everything',
    asking((query) => ({ ...query, limit: Math.min(query.limit + 1, MAX_SEARCH_LIMIT) })),
  ],
  [
    'calls every page partial',
    'pages through everything',
    giving((page) => ({ ...page, partial: true })),
  ],
  [
    'leaves the beginning of the range out',
    'finds traces that start at either end',
    asking((query) => ({ ...query, range: { ...query.range, from: query.range.from + 1n } })),
  ],
  [
    'leaves the end of the range out',
    'finds traces that start at either end',
    asking((query) => ({ ...query, range: { ...query.range, to: query.range.to - 1n } })),
  ],
  [
    'begins the range a nanosecond early',
    'finds traces that start at either end',
    asking((query) => ({ ...query, range: { ...query.range, from: query.range.from - 1n } })),
  ],
  ['lets any span satisfy some', 'lets only spans that start', async () => new SomeOfAllTime()],
  ['summarizes the range only', 'summarizes a trace', async () => new SummaryOfRange()],
  [
    'takes != for not =',
    'lets a missing attribute satisfy neither',
    reading((one) =>
      one.op === 'attribute' && one.is === '!=' ? { op: 'not', of: { ...one, is: '=' } } : one,
    ),
  ],
  [
    'takes < for <=',
    'compares int64 and double',
    reading((one) => (one.op === 'attribute' && one.is === '<' ? { ...one, is: '<=' } : one)),
  ],
  [
    'rounds int64 to double',
    'compares int64 and double',
    reading((one) =>
      one.op === 'attribute' && typeof one.value === 'bigint'
        ? { ...one, value: Number(one.value) }
        : one,
    ),
  ],
  [
    'takes every value for text',
    'compares texts only with texts',
    reading((one) => (one.op === 'attribute' ? { ...one, value: String(one.value) } : one)),
  ],
  [
    'looks for patterns anywhere in a text',
    'matches a regular expression with the whole',
    reading((one) =>
      'is' in one && (one.is === '=~' || one.is === '!~')
        ? { ...one, value: `(?:.*)(?:${one.value})(?:.*)` }
        : one,
    ),
  ],
  [
    'takes !~ for not =~',
    'lets a value of another type satisfy neither =~ nor !~',
    reading((one) =>
      one.op === 'attribute' && one.is === '!~' ? { op: 'not', of: { ...one, is: '=~' } } : one,
    ),
  ],
  [
    'minds the case always',
    'matches a regular expression with the whole',
    reading((one) =>
      'is' in one && (one.is === '=~' || one.is === '!~')
        ? { ...one, value: one.value.replace('(?i)', '') }
        : one,
    ),
  ],
  [
    'forgets the resource in any scope',
    'looks for an attribute where it was asked for',
    reading((one) => {
      if ((one.op !== 'attribute' && one.op !== 'has') || one.scope !== 'any') return one;
      const scopes = ['span', 'event', 'scope'] as const;
      return { op: 'or', of: scopes.map((scope) => ({ ...one, scope })) };
    }),
  ],
  [
    'looks for the first of some ids',
    'finds spans by the traces and spans',
    reading((one) => ('ids' in one ? { ...one, ids: one.ids.slice(0, 1) } : one)),
  ],
  [
    'takes a link to another for no link to this one',
    'finds spans by the traces and spans',
    reading((one) =>
      'ids' in one && one.is === '!=' ? { op: 'not', of: { ...one, is: '=' } } : one,
    ),
  ],
  [
    'takes an attribute of a link for one of an event',
    'looks at the attributes of every link',
    reading((one) => ('scope' in one && one.scope === 'link' ? { ...one, scope: 'event' } : one)),
  ],
  [
    'looks at the trace of a link, not at its span',
    'finds spans by the traces and spans',
    reading((one) =>
      one.op === 'linkSpanId'
        ? { ...one, op: 'linkTraceId', ids: one.ids.map((id) => id.padStart(32, '0')) }
        : one,
    ),
  ],
  [
    'takes every span for one with links',
    'tells spans with links from those without',
    reading((one) => (one.op === 'hasLink' ? { op: 'and', of: [] } : one)),
  ],
  [
    'takes has for any value but null',
    'lets bytes, arrays, maps',
    reading((one) => (one.op === 'has' ? { ...one, op: 'attribute', is: '>=', value: '' } : one)),
  ],
  [
    'takes the status unset for ok',
    'finds spans by kind and status',
    keeping((span) => [{ ...span, status: span.status === StatusCode.unset ? 1 : span.status }]),
  ],
  [
    'takes the service for a host',
    'names the hosts of a trace',
    giving((page) => ({
      ...page,
      traces: page.traces.map((trace) => ({ ...trace, hosts: trace.services })),
    })),
  ],
  ['counts one page only', 'counts every match of a condition', async () => new PageCounted()],
  [
    'puts a duration on an edge below it',
    'counts traces in equal parts',
    counting(
      (counted) => counted,
      (query) => ({ ...query, durationEdges: query.durationEdges.map((edge) => edge + 1n) }),
    ),
  ],
  [
    'cuts the range without its last nanosecond',
    'cuts a range that its parts do not divide',
    async () => new RangeCutShort(),
  ],
  [
    'leaves out traces that begin before the range',
    'counts a trace once',
    async () => new EarlyNotCounted(),
  ],
  [
    'forgets the errors of traces',
    'counts traces in equal parts',
    counting((counted) => ({
      ...counted,
      cells: counted.cells.map(([time, duration, traces]) => [time, duration, traces, 0]),
    })),
  ],
  [
    'counts what it did not find',
    'counts traces in equal parts',
    counting((counted) => ({ ...counted, traceCount: counted.traceCount + 1 })),
  ],
  ['drops warnings', 'gives back every field', keeping((span) => [{ ...span, warnings: [] }])],
  [
    'loses the spans of time 0',
    'takes spans that start at the beginning',
    keeping((span) => (span.start === 0n ? [] : [span])),
  ],
  [
    'keeps half of a trace id',
    'tells traces apart',
    keeping((span) => [{ ...span, traceId: span.traceId.slice(16).padStart(32, '0') }]),
  ],
  [
    'loses keys of a prototype',
    'keeps keys and names that are also',
    keeping((span) => [
      { ...span, attributes: span.attributes.filter(({ key }) => key !== '__proto__') },
    ]),
  ],
  ['does not sort services', 'lists each service once', async () => new ServicesUnsorted()],
  [
    'counts the calls of all time',
    'counts a call when the child starts',
    async () => new DependenciesOfAllTime(),
  ],
  [
    'counts calls by parents only',
    'counts calls to services without spans',
    async () => new EndpointLinksByParents(),
  ],
  [
    'forgets the errors of calls',
    'counts a call as failed',
    async () => new EndpointErrorsForgotten(),
  ],
  [
    'counts the calls by endpoints of all time',
    'counts all calls of a trace',
    async () => new EndpointLinksOfAllTime(),
  ],
  [
    'lists the remote services of all services',
    'lists the services that spans of a service name',
    async () => new RemoteServicesOfAll(),
  ],
  ['gives too many values', 'lists the values of an attribute', async () => new ValuesUnlimited()],
];

/** Faults in what random sequences do not do: they use one tenant, no cursors of their own, and wait for each call. */
const contractFaults: typeof faults = [
  [
    'compares trace ids of links without their first digit',
    'tells ids of links apart by each of their bytes',
    reading((one) => {
      if (one.op !== 'linkTraceId' || one.is === '!=') return one;
      const uppers = Array.from('0123456789abcdef', (digit) => digit + one.ids[0]?.slice(1));
      return { ...one, ids: [...one.ids, ...uppers] };
    }),
  ],
  ['takes cursors of any order', 'takes no cursor of one order', async () => new OtherOrderTaken()],
  ['takes any cursor', 'refuses a cursor', async () => new BadCursorTaken()],
  ['acknowledges early', 'shows what was written', async () => new AcknowledgesEarly()],
  ['does not close', 'refuses every call after it was closed', async () => new NeverCloses()],
  [
    'knows every tenant',
    'finds nothing for a tenant',
    seeing((context) => ({ ...context, tenant: '' })),
  ],
  [
    'ignores the signal',
    'ends a call whose signal is aborted',
    seeing(({ signal: _, ...context }) => context),
  ],
  [
    'ignores the deadline',
    'answers a search or a histogram partially',
    seeing(({ deadline: _, ...context }) => context),
  ],
];

/** Every broken store. */
export const brokenStores: readonly BrokenStore[] = [
  ...faults.map(([fault, breaks, open]) => ({ fault, breaks, open, differs: true })),
  ...contractFaults.map(([fault, breaks, open]) => ({ fault, breaks, open, differs: false })),
];
