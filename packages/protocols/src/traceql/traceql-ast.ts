// What a query of TraceQL's span filter says, as plain data. Parentheses are not kept: the tree is them.

/** Where something stands in the query: indexes of UTF-16 units, the end not included. */
export interface TraceqlPosition {
  readonly start: number;
  readonly end: number;
}

/** What is asked of a trace: one filter of spans, or several joined. A join has two parts or more. */
export type TraceqlSpanset =
  | (TraceqlPosition & { readonly type: 'and' | 'or'; readonly of: readonly TraceqlSpanset[] })
  | TraceqlFilter;

/** `{ … }`: some span satisfies the condition; without one, any span does. */
export interface TraceqlFilter extends TraceqlPosition {
  readonly type: 'filter';
  readonly where: TraceqlCondition | undefined;
}

/** What is asked of one span and its trace. A join has two parts or more. */
export type TraceqlCondition =
  | (TraceqlPosition & { readonly type: 'and' | 'or'; readonly of: readonly TraceqlCondition[] })
  | (TraceqlPosition & { readonly type: 'not'; readonly of: TraceqlCondition })
  | TraceqlComparison;

/** A field against a value. */
export interface TraceqlComparison extends TraceqlPosition {
  readonly type: 'comparison';
  readonly field: TraceqlField;
  readonly operator: TraceqlOperator;
  readonly value: TraceqlValue;
}

/** The operators of comparisons. */
export const TRACEQL_OPERATORS = ['=', '!=', '<', '<=', '>', '>=', '=~', '!~'] as const;
export type TraceqlOperator = (typeof TRACEQL_OPERATORS)[number];

/** Scopes of attributes; `any` is an attribute that is written without one, `.key`. */
export const TRACEQL_SCOPES = [
  'any',
  'span',
  'resource',
  'event',
  'link',
  'instrumentation',
] as const;
export type TraceqlScope = (typeof TRACEQL_SCOPES)[number];

/** What is compared: an attribute, or a property that spans and traces have without any. */
export type TraceqlField =
  | (TraceqlPosition & {
      readonly type: 'attribute';
      readonly scope: TraceqlScope;
      /** Never empty. */
      readonly key: string;
    })
  | (TraceqlPosition & { readonly type: 'intrinsic'; readonly name: TraceqlIntrinsic });

/**
 * Every intrinsic by its newer name, which says its scope. `trace:spanCount` and `trace:errorCount` are Clew's own:
 * Tempo counts spans in pipelines, which are not understood here.
 */
export const TRACEQL_INTRINSICS = [
  'span:name',
  'span:duration',
  'span:kind',
  'span:status',
  'span:statusMessage',
  'event:name',
  'link:traceID',
  'link:spanID',
  'instrumentation:name',
  'instrumentation:version',
  'trace:rootName',
  'trace:rootService',
  'trace:duration',
  'trace:spanCount',
  'trace:errorCount',
] as const;
export type TraceqlIntrinsic = (typeof TRACEQL_INTRINSICS)[number];

/** The kinds of spans, as values. */
export const TRACEQL_KINDS = [
  'unspecified',
  'internal',
  'server',
  'client',
  'producer',
  'consumer',
] as const;
export type TraceqlKind = (typeof TRACEQL_KINDS)[number];

/** The statuses of spans, as values. */
export const TRACEQL_STATUSES = ['ok', 'error', 'unset'] as const;
export type TraceqlStatus = (typeof TRACEQL_STATUSES)[number];

/** What a field is compared with. */
export type TraceqlValue =
  /** Well-formed Unicode. */
  | (TraceqlPosition & { readonly type: 'text'; readonly value: string })
  /** A signed integer of 64 bits. */
  | (TraceqlPosition & { readonly type: 'integer'; readonly value: bigint })
  /** Finite. */
  | (TraceqlPosition & { readonly type: 'float'; readonly value: number })
  /** Nanoseconds, a signed integer of 64 bits. */
  | (TraceqlPosition & { readonly type: 'duration'; readonly value: bigint })
  | (TraceqlPosition & { readonly type: 'boolean'; readonly value: boolean })
  | (TraceqlPosition & { readonly type: 'kind'; readonly value: TraceqlKind })
  | (TraceqlPosition & { readonly type: 'status'; readonly value: TraceqlStatus })
  /** What an attribute that is not there is equal to. */
  | (TraceqlPosition & { readonly type: 'nil' });
