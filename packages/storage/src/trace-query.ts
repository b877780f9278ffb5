// The one query that every store answers: a tree over spans inside of a tree over traces.
import type { SpanKind, StatusCode } from '@clew/model';
import type { PatternOperator } from './text-pattern.ts';

/** Where an attribute may stand; `any` is a span's own, its events', its scope's and its resource's, but not its links'. */
export type AttributeScope = 'span' | 'event' | 'link' | 'scope' | 'resource' | 'any';

/**
 * A comparison's operator. A list of values satisfies it when one value does, so that a missing
 * attribute satisfies none, not even `!=`: that asks for a value which can be compared and differs.
 */
export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/**
 * A value to compare an attribute with. Numbers, int64 and double alike, compare by their exact
 * numeric value; texts only with texts, by their UTF-8 bytes; booleans only with booleans, and only
 * by `=` and `!=`. NaN on either side satisfies nothing. An attribute that is bytes, an array, a map or not
 * set satisfies `has` alone.
 */
export type ComparisonValue = string | number | bigint | boolean;

/**
 * A field of a span that is a text. A span has one of each, maybe the empty one, but none or several
 * event names: these satisfy a comparison when one of them does.
 */
export type TextField =
  | 'service'
  | 'name'
  | 'scopeName'
  | 'scopeVersion'
  | 'statusMessage'
  | 'traceState'
  | 'eventName';

/**
 * How a text is compared: with another text, or with a regular expression of RE2's syntax that has to match
 * all of it, in which `.` matches line breaks too. A text of more than 65,536 UTF-16 units satisfies no comparison
 * with an expression, and an attribute that is no text neither. A pattern that can't be read or is too large makes
 * the whole call fail with a `PatternError`.
 */
export type TextComparison = '=' | '!=' | PatternOperator;

/** A condition on one span. An empty `and` holds, an empty `or` does not. */
export type SpanExpression =
  | { readonly op: 'and' | 'or'; readonly of: readonly SpanExpression[] }
  | { readonly op: 'not'; readonly of: SpanExpression }
  | { readonly op: TextField; readonly is: TextComparison; readonly value: string }
  | { readonly op: 'kind'; readonly is: '=' | '!='; readonly value: SpanKind }
  | { readonly op: 'status'; readonly is: '=' | '!='; readonly value: StatusCode }
  /** Nanoseconds. */
  | { readonly op: 'duration'; readonly is: Comparison; readonly value: bigint }
  | {
      readonly op: 'attribute';
      readonly scope: AttributeScope;
      readonly key: string;
      readonly is: Comparison;
      readonly value: ComparisonValue;
    }
  | {
      readonly op: 'attribute';
      readonly scope: AttributeScope;
      readonly key: string;
      readonly is: PatternOperator;
      readonly value: string;
    }
  /** The attribute is there, whatever its value; its absence is `not` of this. */
  | { readonly op: 'has'; readonly scope: AttributeScope; readonly key: string }
  /**
   * Some link of the span points to one of these ids (`=`), or to one that is none of them (`!=`). Ids are hex in lower
   * case, 32 digits of a trace and 16 of a span; there is one at least.
   */
  | {
      readonly op: 'linkTraceId' | 'linkSpanId';
      readonly is: '=' | '!=';
      readonly ids: readonly string[];
    }
  /** The span has a link. */
  | { readonly op: 'hasLink' };

/**
 * A condition on a whole trace, decided after its fragments are merged: all but `some` look at every
 * span of the trace, within the query's range or not. An empty `and` holds, an empty `or` does not.
 */
export type TraceExpression =
  | { readonly op: 'and' | 'or'; readonly of: readonly TraceExpression[] }
  | { readonly op: 'not'; readonly of: TraceExpression }
  /** Some span that starts within the query's range satisfies the condition. */
  | { readonly op: 'some'; readonly span: SpanExpression }
  | { readonly op: 'rootService' | 'rootName'; readonly is: TextComparison; readonly value: string }
  /** Nanoseconds, from the trace's earliest start to its latest end. */
  | { readonly op: 'traceDuration'; readonly is: Comparison; readonly value: bigint }
  | { readonly op: 'spanCount' | 'errorCount'; readonly is: Comparison; readonly value: number };

/** The most summaries that a page may ask for. */
export const MAX_SEARCH_LIMIT = 10_000;

/** What a search can order its traces by, the largest first; `start` is newest first. */
export const TRACE_ORDERS = ['start', 'duration', 'spanCount', 'errorCount'] as const;
export type TraceOrder = (typeof TRACE_ORDERS)[number];

/** A search for traces. Its texts are well-formed Unicode. */
export interface TraceQuery {
  /** The range in Unix nanoseconds, both ends included; a trace is in it when one of its spans starts in it. */
  readonly range: TimeRange;
  /** Absent: every trace in the range. */
  readonly where?: TraceExpression | undefined;
  /**
   * What the traces are ordered by, the largest first; those that are equal in it come newest first, by
   * (start, trace id as hex), both descending. Default: `start`.
   */
  readonly order?: TraceOrder | undefined;
  /** How many summaries at most, 1 to {@link MAX_SEARCH_LIMIT}; anything else is a RangeError. */
  readonly limit: number;
  /** What the page before gave as `cursor`, with the same query. One of another order is refused. */
  readonly cursor?: string | undefined;
}

/** The most cells of time, and the most edges of durations, that a histogram may ask for. */
export const MAX_TIME_CELLS = 1000;
export const MAX_DURATION_EDGES = 1000;

/** What to count traces by. The matches are those of a search with the same range and conditions. */
export interface HistogramQuery {
  readonly range: TimeRange;
  /** Absent: every trace in the range. */
  readonly where?: TraceExpression | undefined;
  /**
   * Into how many equal parts the range is cut, 1 to {@link MAX_TIME_CELLS}; anything else is a RangeError.
   * A trace is in part `floor((start - from) * timeCells / (to - from + 1))`, with its start moved into the range.
   */
  readonly timeCells: number;
  /**
   * Nanoseconds, ascending without equals, {@link MAX_DURATION_EDGES} at most; anything else is a RangeError. A
   * trace is at index `i` when `edges[i - 1] <= duration < edges[i]`: 0 is below the first edge, and
   * `edges.length` at or above the last.
   */
  readonly durationEdges: readonly bigint[];
}

/** @throws {RangeError} for a query whose cells or edges are not as {@link HistogramQuery} says */
export function expectHistogramQuery({ timeCells, durationEdges }: HistogramQuery): void {
  if (!Number.isInteger(timeCells) || timeCells < 1 || timeCells > MAX_TIME_CELLS) {
    throw new RangeError(`${timeCells} cells of time; give 1 to ${MAX_TIME_CELLS}`);
  }
  if (durationEdges.length > MAX_DURATION_EDGES) {
    throw new RangeError(`${durationEdges.length} edges; give ${MAX_DURATION_EDGES} at most`);
  }
  durationEdges.forEach((edge, index) => {
    const before = durationEdges[index - 1];
    if (before === undefined || before < edge) return;
    throw new RangeError(`the edge ${edge} comes after ${before}; give ascending edges`);
  });
}

/**
 * Unix nanoseconds, both ends included. The ends may lie outside of what 64 bits hold; a range whose
 * end comes before its beginning is empty.
 */
export interface TimeRange {
  readonly from: bigint;
  readonly to: bigint;
}

/** All of time that a span can start in. */
export const ALL_TIME: TimeRange = { from: 0n, to: 0xffff_ffff_ffff_ffffn };
