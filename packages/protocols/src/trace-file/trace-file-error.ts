import type { TextPlace } from './json-fault-place.ts';

/** The formats that files of traces have. */
export type TraceFileFormat = 'jaeger' | 'otlp' | 'zipkin';

/** What can be wrong with a file. */
export type TraceFileErrorCode =
  /** There is nothing in it. */
  | 'CLEW_TRACE_FILE_EMPTY'
  /** It is no JSON; `place` says from where on. */
  | 'CLEW_TRACE_FILE_NOT_JSON'
  /** It is JSON, of something else; `found` says of what. */
  | 'CLEW_TRACE_FILE_UNKNOWN'
  /** It is of `format`, but something that holds spans is not as it should be: `found`. */
  | 'CLEW_TRACE_FILE_MALFORMED'
  /** It is of `format`, and no span in it can be read: `found`, where there were any. */
  | 'CLEW_TRACE_FILE_NO_SPANS'
  /** It is too large to be held in memory. */
  | 'CLEW_TRACE_FILE_TOO_LARGE';

/** Thrown for a file that no trace can be read from. */
export class TraceFileError extends Error {
  readonly code: TraceFileErrorCode;
  /** What the file was recognized as. */
  readonly format: TraceFileFormat | undefined;
  /** Where in the file, when that is known. */
  readonly place: TextPlace | undefined;
  /** What is there, in English or as it stands in the file. */
  readonly found: string;

  constructor(
    code: TraceFileErrorCode,
    message: string,
    details: {
      readonly format?: TraceFileFormat;
      readonly place?: TextPlace;
      readonly found?: string;
    } = {},
  ) {
    super(message);
    this.code = code;
    this.format = details.format;
    this.place = details.place;
    this.found = details.found ?? '';
  }
}
