// What an engine is opened with, and what it tells of itself.
import type { FileSystem } from './files/file-system.ts';
import type { Sealer } from './seal/sealer.ts';

/** How to open an engine. */
export interface EngineOptions {
  /** Where the spans are kept; absent: in memory, gone with the process. */
  readonly dataDir?: string | undefined;
  /** In memory: how many bytes the spans may take, the oldest are dropped; default 512 MiB. */
  readonly memoryLimitBytes?: number | undefined;
  /** Drops segments whose last span arrived longer ago. */
  readonly retentionMillis?: number | undefined;
  /** Drops the oldest segments when segments and logs take more. */
  readonly maxDiskBytes?: number | undefined;
  /** Bytes that a head holds before it is sealed; two heads at most are in memory. Default 24 MiB. */
  readonly headBytes?: number | undefined;
  /** Bytes of what was read from segments to keep in memory. Default 48 MiB. */
  readonly cacheBytes?: number | undefined;
  readonly onEvent?: ((event: EngineEvent) => void) | undefined;
  /** Unix milliseconds; for tests. */
  readonly now?: (() => number) | undefined;
  /** For tests: another disk, and sealing where they can see it. */
  readonly files?: FileSystem | undefined;
  readonly sealer?: Sealer | undefined;
}

/** Something that an operator may want to count, log or plot. */
export type EngineEvent =
  | { readonly type: 'synced'; readonly seconds: number }
  | {
      readonly type: 'sealed';
      readonly seconds: number;
      readonly spans: number;
      readonly bytes: number;
      readonly duplicates: number;
    }
  | {
      readonly type: 'dropped-segments';
      readonly reason: 'age' | 'bytes';
      readonly segments: number;
      readonly spans: number;
      readonly bytes: number;
    }
  | { readonly type: 'recovered'; readonly spans: number; readonly logs: number }
  /** A part of a log is no whole frame: at its end, what a crash cut off and nobody was told of. */
  | {
      readonly type: 'log-fault';
      readonly file: string;
      readonly offset: number;
      readonly reason: string;
    }
  | {
      readonly type: 'problem';
      readonly what: EngineProblem;
      readonly message: string;
      readonly error: unknown;
    };

/** What of the engine's own work can fail. */
export type EngineProblem =
  /** A segment's spans are not shown. */
  | 'unreadable-segment'
  /** It is tried again until it succeeds, which an event `sealed` tells. */
  | 'sealing'
  /** Old segments could not be dropped; it is tried again every minute. */
  | 'retention'
  /** A file that is needed no more is still there; the next start removes it. */
  | 'obsolete-file';

/** Figures of one moment. */
export interface EngineStats {
  readonly segments: number;
  readonly segmentSpans: number;
  readonly segmentBytes: number;
  readonly headSpans: number;
  readonly headBytes: number;
  readonly logBytes: number;
  /** Batches that wait for their sync. */
  readonly pendingBatches: number;
  /** Heads that wait to be sealed, the one under way among them. */
  readonly pendingSeals: number;
  /** Unix milliseconds since when the first of them has been waiting; absent when none is. */
  readonly sealingSince: number | undefined;
  /** Unix milliseconds at which the oldest and the newest span came in; absent when there is none. */
  readonly oldestArrival: number | undefined;
  readonly newestArrival: number | undefined;
  /** Segments that the manifest names and that could not be opened. */
  readonly unreadableSegments: number;
  readonly cacheBytes: number;
}
