// The order in which OTLP writes spans: those of one resource and scope together.
import { type Resource, type Scope, type Span, SpanBatch, SpanBatchReader } from '@clew/model';

/**
 * Spans so that those of one resource, and within it those of one scope, follow each other; in the order given else.
 * @param spans a batch, or spans that share the objects of their resources and scopes
 */
export function groupedSpans(spans: SpanBatch | Iterable<Span>): Iterable<Span> {
  return spans instanceof SpanBatch ? spansOfBatch(spans) : spansByOwner(spans);
}

/** A batch says in numbers what belongs together, so that no view need be kept. */
function* spansOfBatch(batch: SpanBatch): Generator<Span> {
  const reader = new SpanBatchReader(batch);
  for (const row of groupedRows(batch)) yield reader.span(row);
}

function* spansByOwner(spans: Iterable<Span>): Generator<Span> {
  const groups = new Map<Resource, Map<Scope, Span[]>>();
  for (const span of spans) {
    const { resource, scope } = span;
    let scopes = groups.get(resource);
    if (scopes === undefined) {
      scopes = new Map();
      groups.set(resource, scopes);
    }
    const group = scopes.get(scope);
    if (group === undefined) scopes.set(scope, [span]);
    else group.push(span);
  }
  for (const scopes of groups.values()) for (const group of scopes.values()) yield* group;
}

/** The rows in order of their resource and scope, those of one scope in the batch's order. */
function groupedRows({
  spanCount,
  resource,
  resourceService,
  scope,
  scopeName,
}: SpanBatch): Uint32Array {
  const rows = Uint32Array.from({ length: spanCount }, (_, index) => index);
  return sortedBy(sortedBy(rows, scope, scopeName.length), resource, resourceService.length);
}

/** Rows in order of a column whose values are below a number; those of one value keep their order. */
function sortedBy(rows: Uint32Array, column: Uint32Array, values: number): Uint32Array {
  const end = new Uint32Array(values);
  for (const row of rows) end[column[row] as number] = (end[column[row] as number] as number) + 1;
  for (let value = 1; value < values; value++) {
    end[value] = (end[value] as number) + (end[value - 1] as number);
  }
  const sorted = new Uint32Array(rows.length);
  for (let i = rows.length - 1; i >= 0; i--) {
    const row = rows[i] as number;
    const at = (end[column[row] as number] as number) - 1;
    end[column[row] as number] = at;
    sorted[at] = row;
  }
  return sorted;
}
