// The order in which OTLP writes spans: those of one resource and scope together.
import {
  type Resource,
  rowSteps,
  type Scope,
  type Span,
  type Steps,
  type TraceSpans,
} from '@clew/model';

/**
 * Spans so that those of one resource, and within it those of one scope, follow each other; in the order given else. They are made
 * when they are asked for: until then each is a number.
 */
export function* groupedSpans(spans: TraceSpans): Steps<Iterable<Span>> {
  const { spanCount } = spans;
  const groups = new Map<Resource, Map<Scope, number>>();
  const groupOf = new Uint32Array(spanCount);
  const sizes: number[] = [];
  yield* rowSteps(spanCount, (from, to) => {
    for (let index = from; index < to; index++) {
      const resource = spans.resourceOf(index);
      const scope = spans.scopeOf(index);
      let scopes = groups.get(resource);
      if (scopes === undefined) {
        scopes = new Map();
        groups.set(resource, scopes);
      }
      const group = scopes.get(scope) ?? sizes.push(0) - 1;
      scopes.set(scope, group);
      groupOf[index] = group;
      sizes[group] = (sizes[group] as number) + 1;
    }
  });
  const next = placesOf(groups, sizes);
  const order = new Uint32Array(spanCount);
  yield* rowSteps(spanCount, (from, to) => {
    for (let index = from; index < to; index++) {
      const group = groupOf[index] as number;
      const place = next[group] as number;
      order[place] = index;
      next[group] = place + 1;
    }
  });
  return spansIn(order, spans);
}

/** Where the first span of each group comes. */
function placesOf(
  groups: ReadonlyMap<Resource, ReadonlyMap<Scope, number>>,
  sizes: readonly number[],
): Uint32Array {
  const places = new Uint32Array(sizes.length);
  let place = 0;
  for (const scopes of groups.values()) {
    for (const group of scopes.values()) {
      places[group] = place;
      place += sizes[group] as number;
    }
  }
  return places;
}

function* spansIn(order: Uint32Array, spans: TraceSpans): Generator<Span> {
  for (const index of order) yield spans.span(index);
}
