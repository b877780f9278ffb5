// A search for traces of certain durations only, said in its TraceQL.
import {
  formatTraceql,
  parseTraceql,
  type TraceqlComparison,
  type TraceqlCondition,
  type TraceqlSpanset,
} from '@clew/protocols/traceql';

const NOWHERE = { start: 0, end: 0 } as const;

/** A limit of a trace's duration, as it stands in a query. */
interface Bound {
  readonly side: 'least' | 'most';
  readonly nanos: bigint;
  /** Whether a trace that lasts just as long is among those asked for. */
  readonly included: boolean;
}

/**
 * Asks besides that a trace lasts at least `from` and less than `to` (nanoseconds; zero and infinity are no limit). A bound that
 * the query has already is kept if it is tighter, and replaced if not, so that narrowing again and again leaves one of each.
 * @param query TraceQL, or the empty text
 * @throws {TraceqlError} when the query can't be read
 */
export function narrowDuration(query: string, from: number, to: number): string {
  const filter = query.trim() === '' ? undefined : parseTraceql(query);
  const before = conditionsOf(filter).map(boundOf);
  const bounds: Bound[] = [];
  if (from > 0) bounds.push({ side: 'least', nanos: BigInt(from), included: true });
  if (Number.isFinite(to)) bounds.push({ side: 'most', nanos: BigInt(to), included: false });
  const needed = bounds.filter(
    (bound) => !before.some((one) => one !== undefined && implies(one, bound)),
  );
  return needed.length === 0 ? query : formatTraceql(withBounds(without(filter, needed), needed));
}

/** What must hold in any case: the parts of the outermost `&&`s. */
function conditionsOf(filter: TraceqlSpanset | undefined): readonly TraceqlCondition[] {
  if (filter?.type === 'filter') return partsOf(filter.where);
  return filter?.type === 'and' ? filter.of.flatMap(conditionsOf) : [];
}

function partsOf(where: TraceqlCondition | undefined): readonly TraceqlCondition[] {
  if (where === undefined) return [];
  return where.type === 'and' ? where.of.flatMap(partsOf) : [where];
}

/** A condition as a bound; undefined when it is something else. */
function boundOf(one: TraceqlCondition): Bound | undefined {
  if (one.type !== 'comparison' || one.value.type !== 'duration') return undefined;
  if (one.field.type !== 'intrinsic' || one.field.name !== 'trace:duration') return undefined;
  const { operator, value } = one;
  if (!/^[<>]=?$/.test(operator)) return undefined;
  return {
    side: operator.startsWith('>') ? 'least' : 'most',
    nanos: value.value,
    included: operator.endsWith('='),
  };
}

/** Whether what satisfies one bound satisfies the other. */
function implies(one: Bound, other: Bound): boolean {
  if (one.side !== other.side) return false;
  if (one.nanos === other.nanos) return other.included || !one.included;
  return one.side === 'least' ? one.nanos > other.nanos : one.nanos < other.nanos;
}

/** The filter without the bounds on the sides that get new ones; undefined when nothing is left. */
function without(
  filter: TraceqlSpanset | undefined,
  bounds: readonly Bound[],
): TraceqlSpanset | undefined {
  if (filter?.type === 'and') {
    const of = filter.of.map((one) => without(one, bounds)).filter((one) => one !== undefined);
    return of.length > 1 ? { ...filter, of } : of[0];
  }
  if (filter?.type !== 'filter') return filter;
  const parts = partsOf(filter.where);
  const left = parts.filter((one) => {
    const side = boundOf(one)?.side;
    return !bounds.some((bound) => bound.side === side);
  });
  if (parts.length > 0 && left.length === 0) return undefined;
  return { ...filter, where: allOf(left) };
}

/** Bounds are of the trace: it makes no difference which span's filter they stand in. */
function withBounds(filter: TraceqlSpanset | undefined, bounds: readonly Bound[]): TraceqlSpanset {
  const more = bounds.map(comparisonOf);
  if (filter === undefined || filter.type === 'filter') {
    return { ...NOWHERE, type: 'filter', where: allOf([...partsOf(filter?.where), ...more]) };
  }
  const last = { ...NOWHERE, type: 'filter', where: allOf(more) } as const;
  return {
    ...NOWHERE,
    type: 'and',
    of: filter.type === 'and' ? [...filter.of, last] : [filter, last],
  };
}

function comparisonOf({ side, nanos, included }: Bound): TraceqlComparison {
  return {
    ...NOWHERE,
    type: 'comparison',
    field: { ...NOWHERE, type: 'intrinsic', name: 'trace:duration' },
    operator: `${side === 'least' ? '>' : '<'}${included ? '=' : ''}`,
    value: { ...NOWHERE, type: 'duration', value: nanos },
  };
}

function allOf(conditions: readonly TraceqlCondition[]): TraceqlCondition | undefined {
  return conditions.length > 1 ? { ...NOWHERE, type: 'and', of: conditions } : conditions[0];
}
