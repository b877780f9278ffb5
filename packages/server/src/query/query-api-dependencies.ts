import type { SpanReader } from '@clew/storage';
import type { InFlightBudget } from '../pipeline/in-flight-budget.ts';
import type { TraceArchive } from './stored-traces.ts';
import type { SystemAnswer } from './system-answer.ts';

/** What the query API works with. */
export interface QueryApiDependencies {
  readonly store: SpanReader & TraceArchive;
  /** What `GET /api/clew/v1/status` answers. */
  readonly status: () => object;
  /** What `GET /api/clew/v1/system` answers. */
  readonly system: () => Promise<SystemAnswer>;
  /** Called when a request ends, with its route (`/api/traces/*`) and how long it took. */
  readonly observe: (endpoint: string, seconds: number) => void;
  /** What bodies may take, one and all together; default: 64 and 128 MiB. */
  readonly uploads?: { readonly maxBytes: number; readonly budget: InFlightBudget };
  /** How far a span's clock may be set right for display; 0, as by default with Jaeger, only warns. */
  readonly maxClockSkewNanos?: bigint;
}
