// The parameters of searches over HTTP, version 3. After Jaeger 2.20, jaegerquery/internal/apiv3/query_parser.go.
import { MAX_SEARCH_LIMIT } from '@clew/storage';
import { duration } from '../duration-reader.ts';
import {
  DEFAULT_LIMIT,
  type JaegerSearch,
  jaegerService,
  jaegerTraceQuery,
  jsonTags,
} from '../jaeger-search-query.ts';
import { boolean, text, wholeNumber } from '../parameter-readers.ts';
import { ParameterError, type ParameterReader, type Parameters } from '../parameters.ts';
import { rfc3339 } from './rfc3339-reader.ts';

/**
 * The value of a parameter that has a name in camelCase and older ones; the first that is there counts.
 * @throws {ParameterError} when it can't be read
 */
export function aliased<T>(
  parameters: Parameters,
  names: readonly string[],
  read: ParameterReader<T>,
): T | undefined {
  for (const name of names) {
    const value = parameters.optional(name, read);
    if (value !== undefined) return value;
  }
  return undefined;
}

/**
 * Reads the parameters of a search.
 * @throws {ParameterError} when one can't be read, or a time is missing
 */
export function v3Search(parameters: Parameters): JaegerSearch {
  const query = <T>(names: readonly string[], read: ParameterReader<T>): T | undefined =>
    aliased(
      parameters,
      names.map((name) => `query.${name}`),
      read,
    );
  const required = <T>(names: readonly [string, string], read: ParameterReader<T>): T => {
    const value = query(names, read);
    if (value === undefined) throw new ParameterError(`query.${names[0]}`, 'is required');
    return value;
  };
  const from = required(['startTimeMin', 'start_time_min'], rfc3339);
  const to = required(['startTimeMax', 'start_time_max'], rfc3339);
  if (from >= to) {
    throw new ParameterError('query.startTimeMin', "must be before 'query.startTimeMax'");
  }
  if (query(['filter'], text) !== undefined) {
    throw new ParameterError('query.filter', 'is not supported');
  }
  const depth = query(
    ['searchDepth', 'search_depth', 'num_traces'],
    wholeNumber(0, MAX_SEARCH_LIMIT),
  );
  return {
    traceIds: [],
    query: jaegerTraceQuery({
      ...{ from, to },
      limit: depth === undefined || depth === 0 ? DEFAULT_LIMIT : depth,
      service: query(['serviceName', 'service_name'], jaegerService),
      operation: query(['operationName', 'operation_name'], text),
      minDuration: query(['durationMin', 'duration_min'], duration),
      maxDuration: query(['durationMax', 'duration_max'], duration),
      tags: new Map(query(['attributes'], jsonTags)),
    }),
    raw: query(['rawTraces', 'raw_traces'], boolean) ?? false,
  };
}
