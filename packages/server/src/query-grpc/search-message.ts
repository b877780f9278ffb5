// What both versions of Jaeger's gRPC API take to search for.
import { MAX_SEARCH_LIMIT } from '@clew/storage';
import {
  DEFAULT_LIMIT,
  type JaegerSearch,
  jaegerService,
  jaegerTraceQuery,
  rangeOr,
} from '../query/jaeger-search-query.ts';
import { ParameterError } from '../query/parameters.ts';
import { durationOf, type TimeMessage, timeOf } from './message-readers.ts';

/** The TraceQueryParameters of either version, as far as they are alike. */
export interface SearchMessage {
  readonly service_name: string;
  readonly operation_name: string;
  readonly start_time_min: TimeMessage | null;
  readonly start_time_max: TimeMessage | null;
  readonly duration_min: TimeMessage | null;
  readonly duration_max: TimeMessage | null;
  readonly search_depth: number;
  readonly raw_traces: boolean;
}

/**
 * What a message asks for. Without times the last two days are meant, without a depth 100 traces.
 * @param tags of the span that is looked for
 * @throws {ParameterError} when a field can't be what is meant
 */
export function searchOf(
  message: SearchMessage,
  tags: Readonly<Record<string, string>>,
): JaegerSearch {
  const { service_name: service, operation_name: operation, search_depth: depth } = message;
  const { from, to } = rangeOr(
    timeOf(message.start_time_min, 'start_time_min'),
    timeOf(message.start_time_max, 'start_time_max'),
  );
  if (from > to)
    throw new ParameterError('start_time_min', "must not be later than 'start_time_max'");
  if (depth > MAX_SEARCH_LIMIT) {
    throw new ParameterError('search_depth', `must be at most ${MAX_SEARCH_LIMIT}`);
  }
  const query = jaegerTraceQuery({
    from,
    to,
    limit: depth > 0 ? depth : DEFAULT_LIMIT,
    service: service === '' ? undefined : jaegerService(service),
    operation: operation === '' ? undefined : operation,
    minDuration: durationOf(message.duration_min, 'duration_min'),
    maxDuration: durationOf(message.duration_max, 'duration_max'),
    tags: new Map(Object.entries(tags)),
  });
  return { traceIds: [], query, raw: message.raw_traces };
}
