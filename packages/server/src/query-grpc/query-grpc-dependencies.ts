import type { QueryApiDependencies } from '../query/index.ts';
import type { QueryMethodContext } from './query-methods.ts';

/** What the methods work with: what the query API over HTTP does, and where it says what goes wrong. */
export type QueryGrpcDependencies = QueryMethodContext &
  Pick<QueryApiDependencies, 'store' | 'maxClockSkewNanos'>;
