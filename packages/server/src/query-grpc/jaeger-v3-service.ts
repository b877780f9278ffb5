// jaeger.api_v3.QueryService: OpenTelemetry's spans. After Jaeger 2.20, jaegerquery/internal/apiv3/grpc_handler.go.

import type { SpanBatch } from '@clew/model';
import { writeOtlpProtobuf } from '@clew/protocols/protobuf-spans';
import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import { type Caller, callContext, turnOf } from '../query/call-context.ts';
import { foundUnder, givenTraceId } from '../query/given-trace-id.ts';
import type { JaegerSearch } from '../query/jaeger-search-query.ts';
import { completeTraces } from '../query/jaeger-trace-search.ts';
import { type V3Summary, v3Summaries } from '../query/jaeger-v3/trace-summaries.ts';
import { v3Spans } from '../query/jaeger-v3/v3-spans.ts';
import { ParameterError, readParameter } from '../query/parameters.ts';
import {
  type DependenciesRequest,
  dependenciesOf,
  type OperationsRequest,
  operationsOf,
} from './catalog-messages.ts';
import { timeOf } from './message-readers.ts';
import type { QueryGrpcDependencies } from './query-grpc-dependencies.ts';
import { streamedQuery, unaryQuery } from './query-methods.ts';
import { type SearchMessage, searchOf } from './search-message.ts';

interface TraceRequest {
  readonly trace_id: string;
  readonly raw_traces: boolean;
}

interface FindRequest {
  readonly query:
    | (SearchMessage & {
        readonly attributes: Readonly<Record<string, string>>;
        readonly filter: object | null;
      })
    | null;
}

/** The methods of the service. */
export function jaegerV3Service(deps: QueryGrpcDependencies): UntypedServiceImplementation {
  const { store, maxClockSkewNanos = 0n } = deps;

  const messages = async (
    trace: SpanBatch,
    raw: boolean,
    caller: Caller,
  ): Promise<Iterable<Uint8Array>> => {
    const turn = turnOf(caller);
    return writeOtlpProtobuf(
      await turn.finish(v3Spans(trace, raw ? undefined : maxClockSkewNanos)),
    );
  };

  return {
    GetTrace: streamedQuery<TraceRequest, Uint8Array>(deps, async function* (request, caller) {
      const given = readParameter('trace_id', request.trace_id, givenTraceId);
      const trace = await foundUnder('trace_id', given, (id) =>
        store.trace(id, callContext(caller)),
      );
      yield* await messages(trace, request.raw_traces, caller);
    }),

    FindTraces: streamedQuery<FindRequest, Uint8Array>(deps, async function* (request, caller) {
      const search = searchOfRequest(request);
      for await (const trace of completeTraces(store, search, caller)) {
        yield* await messages(trace, search.raw, caller);
      }
    }),

    FindTraceSummaries: streamedQuery<FindRequest, object>(deps, async function* (request, caller) {
      const { query } = searchOfRequest(request);
      for await (const summary of v3Summaries(store, query, caller)) {
        yield { summaries: [summaryMessage(summary)] };
      }
    }),

    GetServices: unaryQuery<object, object>(deps, async (_request, caller: Caller) => ({
      services: await store.services(callContext(caller)),
    })),

    GetOperations: unaryQuery<OperationsRequest, object>(deps, async (request, caller) => ({
      operations: (await operationsOf(deps, request, caller)).map(({ name, spanKind }) => ({
        ...{ name, span_kind: spanKind },
      })),
    })),

    GetDependencies: unaryQuery<DependenciesRequest, object>(deps, async (request, caller) => ({
      dependencies: await dependenciesOf(deps, request, caller),
    })),
  };
}

function searchOfRequest({ query }: FindRequest): JaegerSearch {
  if (query === null) throw new ParameterError('query', 'is required');
  for (const field of ['start_time_min', 'start_time_max'] as const) {
    if (timeOf(query[field], field) === undefined) throw new ParameterError(field, 'is required');
  }
  if (query.filter !== null) throw new ParameterError('filter', 'is not supported');
  return searchOf(query, query.attributes);
}

function summaryMessage(summary: V3Summary): object {
  return {
    trace_id: summary.traceId,
    root_service_name: summary.rootServiceName,
    root_operation_name: summary.rootOperationName,
    min_start_time_unix_nano: String(summary.start),
    max_end_time_unix_nano: String(summary.end),
    span_count: summary.spanCount,
    error_span_count: summary.errorSpanCount,
    orphan_span_count: summary.orphanSpanCount,
    services: summary.services.map((service) => ({
      name: service.name,
      span_count: service.spanCount,
      error_span_count: service.errorSpanCount,
    })),
  };
}
