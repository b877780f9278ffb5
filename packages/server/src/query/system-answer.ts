// What `GET /api/clew/v1/system` answers: how the process, its receivers and its store are.
// As everywhere in this API times are Unix nanoseconds and durations nanoseconds, as decimal text.

/** The whole answer. What counts does so since the process started. */
export interface SystemAnswer {
  readonly version: string;
  readonly nodeVersion: string;
  /** When this answer was made. */
  readonly now: string;
  readonly startedAt: string;
  readonly uptime: string;
  readonly health: Health;
  readonly process: ProcessUse;
  readonly receivers: readonly ReceiverFigures[];
  readonly recent: RecentWrites;
  readonly storage: StorageFigures;
  readonly query: readonly EndpointFigures[];
}

/** Whether all is well. */
export interface Health {
  /** `unhealthy`: spans are being lost or refused, or soon will be; `degraded`: something needs a look. */
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  /** What is wrong or worth knowing, the gravest first. */
  readonly findings: readonly HealthFinding[];
}

/** What a finding can be about. */
type HealthCode =
  /** The last write failed. */
  | 'write-failed'
  /** The last attempt to make a segment of a head failed. */
  | 'sealing-failed'
  /** A head has been waiting so long that writes wait for it. */
  | 'sealing-behind'
  /** Segments could not be opened: their spans are not shown. */
  | 'segments-unreadable'
  /** Old segments could not be dropped. */
  | 'retention-failed'
  /** The file system of the data directory has next to no free bytes left. */
  | 'disk-full'
  | 'disk-nearly-full'
  /** The file system will be full before the store has reached its limit. */
  | 'disk-smaller-than-limit'
  /** Spans were dropped to stay within the limit before `--retention` was over. */
  | 'dropped-before-retention'
  /** The requests under way take up what `--in-flight-limit` allows: clients are asked to wait. */
  | 'requests-at-limit'
  /** Errors that nobody expected. */
  | 'faults';

/** One thing that somebody on call should know. */
export interface HealthFinding {
  readonly code: HealthCode;
  /** `notice` alone leaves the status healthy. */
  readonly severity: 'critical' | 'warning' | 'notice';
  /** What is wrong and what to do, in English. */
  readonly message: string;
  /** Since when. */
  readonly since?: string;
  /** How many of what the code is about. */
  readonly count?: number;
  /** What the system said. */
  readonly reason?: string;
  /** Bytes that are free, or in use. */
  readonly bytes?: number;
  /** Bytes that may be in use. */
  readonly limitBytes?: number;
  /** The option to change. */
  readonly option?: string;
}

/** What the process takes of its machine. */
export interface ProcessUse {
  /** Memory that is resident, and of it what JavaScript's objects take. */
  readonly memoryBytes: number;
  readonly heapBytes: number;
  /** The memory of the machine, or of the container. */
  readonly memoryLimitBytes: number;
  /** Time on processors, of all threads. */
  readonly cpuTime: string;
  readonly processors: number;
}

/** An open receiver and what came in there. */
export interface ReceiverFigures extends ReceiverAddress {
  /** Requests whose body came in whole, or datagrams. */
  readonly requests: number;
  /** As they came over the wire. */
  readonly bytes: number;
  /** Spans that were taken in and stored. */
  readonly spans: number;
  /** Requests that were answered with an error; datagrams that could not be read to their end. */
  readonly refusedRequests: readonly ReasonCount[];
  /** Spans that were left out of requests, or of datagrams could not be stored. */
  readonly refusedSpans: readonly ReasonCount[];
  /** Requests that had been taken in before and were not stored again. */
  readonly resentRequests: number;
  /** Datagrams that came faster than they could be taken in, by who dropped them: `kernel` or `backlog`. */
  readonly droppedDatagrams: readonly ReasonCount[];
}

/** Where a receiver listens, and what for. */
export interface ReceiverAddress {
  /** As in the option that opens it and in the metrics: `otlp-http`. */
  readonly name: string;
  readonly protocol: 'otlp' | 'jaeger' | 'zipkin' | 'skywalking';
  readonly transport: 'http' | 'grpc' | 'udp';
  readonly encodings: readonly string[];
  /** As a client writes it. */
  readonly address: string;
}

/** How often something happened for one reason. */
interface ReasonCount {
  readonly reason: string;
  readonly count: number;
}

/** Spans by the time of their write, in intervals that are over, oldest first; at most ten minutes. */
export interface RecentWrites {
  /** Where the last interval ends. */
  readonly end: string;
  readonly interval: string;
  /** Spans that were stored in each interval. */
  readonly stored: readonly number[];
  /** Spans whose write failed. */
  readonly failed: readonly number[];
}

/** What is kept, where, and for how long. */
export interface StorageFigures {
  readonly kind: 'embedded' | 'memory';
  /** An absolute path; absent in memory. */
  readonly dataDir?: string;
  readonly segments: number;
  readonly spans: { readonly segments: number; readonly heads: number };
  readonly bytes: { readonly segments: number; readonly heads: number; readonly logs: number };
  /** When the oldest and the newest of the spans came in; absent when there is none. */
  readonly oldestArrival?: string;
  readonly newestArrival?: string;
  /** How long spans are kept; absent where their age does not matter. */
  readonly retention?: string;
  /** What the limit is about: segments and logs, or in memory segments and heads. */
  readonly usedBytes: number;
  /** `--max-disk`, or `--memory-limit`; absent where there is none. */
  readonly limitBytes?: number;
  /** The file system of the data directory; absent in memory, and where it can't be asked. */
  readonly disk?: { readonly freeBytes: number; readonly sizeBytes: number };
  /** Spans dropped by retention: by `age`, or by `bytes` to stay within the limit. */
  readonly droppedSpans: readonly ReasonCount[];
  /** Batches that wait for the log, and full heads that wait to be segments. */
  readonly pendingBatches: number;
  readonly pendingHeads: number;
}

/** The requests of one route of the query API. */
export interface EndpointFigures {
  readonly endpoint: string;
  readonly requests: number;
  readonly meanDuration: string;
}
