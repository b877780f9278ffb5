// What the thread that reads files answers.
import type { TraceRange } from '@clew/model';
import type { TextPlace, TraceFileErrorCode, TraceFileFormat } from '@clew/protocols/trace-file';

/** What a file held: the bytes of a batch whose spans stand trace by trace. */
export interface FileContent {
  readonly format: TraceFileFormat;
  readonly bytes: Uint8Array;
  /** The trace that started last comes first. */
  readonly traces: readonly TraceRange[];
  /** Spans that were left out, by reason. */
  readonly rejected: ReadonlyMap<string, number>;
  /** Where in the file the first of them stands. */
  readonly firstRejectedAt: string;
}

/** Why nothing could be read from a file. */
export interface FileFailure {
  readonly code:
    | TraceFileErrorCode
    /** It is compressed, and damaged. */
    | 'CLEW_FILE_DAMAGED'
    /** The browser could not read it: it is a folder, or is gone. */
    | 'CLEW_FILE_UNREADABLE'
    /** Reading it ended in another way, such as for want of memory; `found` says how. */
    | 'CLEW_FILE_FAILED';
  readonly format: TraceFileFormat | undefined;
  readonly place: TextPlace | undefined;
  /** What is there, in English or as it stands in the file. */
  readonly found: string;
}

export type ReadAnswer = { readonly content: FileContent } | { readonly failure: FileFailure };
