// Puts the spans of a batch into the order of rows, adjusted for showing as Jaeger adjusts them.
import {
  adjustClockSkew,
  buildTraceTree,
  CHILD_OF,
  REF_TYPE_KEY,
  type Span,
  type SpanBatch,
  SpanBatchReader,
  type SpanLink,
  StatusCode,
  spanIdentity,
  spanObject,
  type TraceNode,
  uniqueServerSpanIds,
} from '@clew/model';
import { hostsOf } from './host-use.ts';
import { Mark, type ServiceUse, type Trace } from './trace.ts';

/** Clocks that differ by more than a day are not skewed but wrong, and their spans stay where they say. */
const MAX_SKEW_NANOS = 86_400_000_000_000n;

/** Reads a batch that holds one trace. */
export function buildTrace(batch: SpanBatch): Trace {
  const sent = withoutDuplicates(uniqueServerSpanIds([...new SpanBatchReader(batch).spans()]));
  const adjusted = adjustClockSkew(sent, { maxDeltaNanos: MAX_SKEW_NANOS });
  const original = new Map<Span, Span>();
  const shown = adjusted.map((span, index) => {
    const before = sent[index] ?? span;
    // The page says itself which spans were moved and which have no parent, in the reader's language.
    const isMoved = span.start !== before.start;
    const made = isMoved ? { ...spanObject(span), warnings: before.warnings } : before;
    original.set(made, before);
    return made;
  });
  return rowsOf(buildTraceTree(shown).nodes, original);
}

/** Spans that were sent twice are there once. Their ids tell nearly always; what else they are is costly to ask. */
function withoutDuplicates(spans: readonly Span[]): readonly Span[] {
  const byId = new Map<string, Set<string> | Span>();
  return spans.filter((span) => {
    const { spanId } = span;
    let known = byId.get(spanId);
    if (known === undefined) {
      byId.set(spanId, span);
      return true;
    }
    if (!(known instanceof Set)) {
      known = new Set([spanIdentity(known)]);
      byId.set(spanId, known);
    }
    const identity = spanIdentity(span);
    return !known.has(identity) && known.add(identity);
  });
}

function rowsOf(nodes: readonly TraceNode[], original: ReadonlyMap<Span, Span>): Trace {
  const count = nodes.length;
  const spans = nodes.map((node) => node.span);
  const starts = spans.map((span) => span.start);
  const start = starts.reduce((least, one) => (one < least ? one : least), starts[0] ?? 0n);
  const rowOfNode = new Map<TraceNode, number>();
  const rowOf = new Map<string, number>();
  const parent = new Int32Array(count);
  const depth = new Uint32Array(count);
  const offset = new Float64Array(count);
  const length = new Float64Array(count);
  const service = new Uint32Array(count);
  const marks = new Uint8Array(count);
  const shifts = new Map<number, number>();
  const services = new ServiceCounts();
  let duration = 0;
  let errorCount = 0;
  let levels = 0;
  for (const [row, node] of nodes.entries()) {
    const { span } = node;
    rowOfNode.set(node, row);
    if (!rowOf.has(span.spanId)) rowOf.set(span.spanId, row);
    parent[row] = node.parent === undefined ? -1 : (rowOfNode.get(node.parent) ?? -1);
    depth[row] = node.depth;
    levels = Math.max(levels, node.depth + 1);
    const begins = Number((starts[row] ?? start) - start);
    const lasts = Number(span.duration);
    offset[row] = begins;
    length[row] = lasts;
    duration = Math.max(duration, begins + lasts);
    const shift = Number(span.start - (original.get(span) ?? span).start);
    if (shift !== 0) shifts.set(row, shift);
    const mark = marksOf(node, shift);
    marks[row] = mark;
    const isError = (mark & Mark.error) !== 0;
    if (isError) errorCount++;
    service[row] = services.count(span.resource.serviceName, isError);
  }
  return {
    ...{ traceId: spans[0]?.traceId ?? '', start, duration, spans, parent, end: endsOf(parent) },
    ...{
      depth,
      offset,
      length,
      service,
      marks,
      shifts,
      services: services.list(),
      errorCount,
      levels,
    },
    hosts: hostsOf(spans, (row) => ((marks[row] ?? 0) & Mark.error) !== 0),
    rowOf,
  };
}

/** Counts spans by service, in the order in which services come up. */
class ServiceCounts {
  readonly #index = new Map<string, number>();
  readonly #uses: { name: string; spanCount: number; errorCount: number }[] = [];

  /** Counts a span and returns its service's index. */
  count(name: string, isError: boolean): number {
    const index = this.#index.get(name) ?? this.#uses.length;
    this.#index.set(name, index);
    const use = this.#uses[index] ?? { name, spanCount: 0, errorCount: 0 };
    this.#uses[index] = use;
    use.spanCount++;
    if (isError) use.errorCount++;
    return index;
  }

  list(): readonly ServiceUse[] {
    return this.#uses;
  }
}

function marksOf(node: TraceNode, shift: number): number {
  const { span } = node;
  let mark = 0;
  if (span.status === StatusCode.error) mark |= Mark.error;
  if (node.place === 'orphan') mark |= Mark.parentMissing;
  if (shift !== 0) mark |= Mark.skewAdjusted;
  if (span.warnings.length > 0) mark |= Mark.warning;
  if (node.parent !== undefined && follows(span, node.parent.span)) mark |= Mark.followsFrom;
  return mark;
}

/** Whether a span only follows from the span that it stands under. */
function follows(span: Span, parent: Span): boolean {
  const links = span.links.filter((link) => link.spanId === parent.spanId);
  if (span.parentSpanId === '') return links.length > 0 && !links.some(isChildOf);
  return links.some((link) => referenceType(link) !== undefined && !isChildOf(link));
}

function isChildOf(link: SpanLink): boolean {
  return referenceType(link) === CHILD_OF;
}

/** OpenTracing's name for what a link is, where it was one of its references. */
export function referenceType(link: SpanLink): string | undefined {
  const value = link.attributes.find(({ key }) => key === REF_TYPE_KEY)?.value;
  return typeof value === 'string' ? value : undefined;
}

/** The row after the last descendant of each row. */
function endsOf(parent: Int32Array): Int32Array {
  const end = new Int32Array(parent.length);
  for (let row = parent.length - 1; row >= 0; row--) {
    const own = Math.max(end[row] ?? 0, row + 1);
    end[row] = own;
    const above = parent[row] ?? -1;
    if (above >= 0) end[above] = Math.max(end[above] ?? 0, own);
  }
  return end;
}
