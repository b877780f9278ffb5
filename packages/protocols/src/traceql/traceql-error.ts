/** Why a query can't be read: it is no TraceQL that is understood here, or it exceeds a limit. */
export type TraceqlErrorCode = 'CLEW_TRACEQL_SYNTAX' | 'CLEW_TRACEQL_LIMIT';

/** A query that can't be read. Its message counts positions from 1, its fields from 0. */
export class TraceqlError extends Error {
  readonly code: TraceqlErrorCode;
  /** Where in the query the fault begins: an index of a UTF-16 unit. */
  readonly start: number;
  /** Where it ends, not included. */
  readonly end: number;

  /**
   * @param what what was found, ending where the position can be named
   * @param expected what would have been right, as the end of a sentence
   */
  constructor(
    code: TraceqlErrorCode,
    what: string,
    expected: string,
    { start, end }: { readonly start: number; readonly end: number },
  ) {
    super(`${what} at position ${start + 1}: ${expected}`);
    this.code = code;
    this.start = start;
    this.end = end;
  }
}
