// The one query that every store answers: a tree over spans inside of a tree over traces.
import type { SpanKind, StatusCode } from '@clew/model';

/** Where an attribute may stand; `any` is a span's own, its events', its scope's and its resource's. */
export type AttributeScope = 'span' | 'event' | 'scope' | 'resource' | 'any';

/** A comparison's operator. A list of values satisfies it when one value does. */
export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** A value to compare an attribute with. A number equals an int64 and a double alike; a text equals texts only. */
export type ComparisonValue = string | number | bigint | boolean;

/** A condition on one span. */
export type SpanExpression =
  | { readonly op: 'and' | 'or'; readonly of: readonly SpanExpression[] }
  | { readonly op: 'not'; readonly of: SpanExpression }
  | { readonly op: 'service' | 'name'; readonly is: '=' | '!='; readonly value: string }
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
  /** The attribute is there, whatever its value; its absence is `not` of this. */
  | { readonly op: 'has'; readonly scope: AttributeScope; readonly key: string };

/** A condition on a whole trace, decided after its fragments are merged. */
export type TraceExpression =
  | { readonly op: 'and' | 'or'; readonly of: readonly TraceExpression[] }
  | { readonly op: 'not'; readonly of: TraceExpression }
  /** Some span that starts within the query's range satisfies the condition. */
  | { readonly op: 'some'; readonly span: SpanExpression }
  | { readonly op: 'rootService' | 'rootName'; readonly is: '=' | '!='; readonly value: string }
  /** Nanoseconds, from the trace's earliest start to its latest end. */
  | { readonly op: 'traceDuration'; readonly is: Comparison; readonly value: bigint }
  | { readonly op: 'spanCount' | 'errorCount'; readonly is: Comparison; readonly value: number };

/** A search for traces, newest first by (start, trace id). */
export interface TraceQuery {
  /** The range in Unix nanoseconds, both ends included; a trace is in it when one of its spans starts in it. */
  readonly range: TimeRange;
  /** Absent: every trace in the range. */
  readonly where?: TraceExpression | undefined;
  /** How many summaries at most, 1 to 10,000. */
  readonly limit: number;
  /** What the page before gave as `cursor`, with the same query. */
  readonly cursor?: string | undefined;
}

/** Unix nanoseconds, both ends included. */
export interface TimeRange {
  readonly from: bigint;
  readonly to: bigint;
}

/** All of time that a span can start in. */
export const ALL_TIME: TimeRange = { from: 0n, to: 0xffff_ffff_ffff_ffffn };
