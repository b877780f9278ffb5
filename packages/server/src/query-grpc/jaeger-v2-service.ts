// jaeger.api_v2.QueryService: Jaeger's spans, in chunks. After Jaeger 2.20, jaegerquery/internal/grpc_handler.go.

import type { SpanBatch } from '@clew/model';
import { writeJaegerProtobuf } from '@clew/protocols/protobuf-spans';
import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import { type Caller, callContext, turnOf } from '../query/call-context.ts';
import { TraceNotFoundError } from '../query/failure.ts';
import { completeTraces } from '../query/jaeger-trace-search.ts';
import { ParameterError } from '../query/parameters.ts';
import { shownSpans } from '../query/shown-spans.ts';
import {
  type DependenciesRequest,
  dependenciesOf,
  type OperationsRequest,
  operationsOf,
} from './catalog-messages.ts';
import { traceIdOf } from './message-readers.ts';
import type { QueryGrpcDependencies } from './query-grpc-dependencies.ts';
import { streamedQuery, unaryQuery } from './query-methods.ts';
import { type SearchMessage, searchOf } from './search-message.ts';

interface TraceRequest {
  readonly trace_id: Buffer;
  readonly raw_traces: boolean;
}

interface FindRequest {
  readonly query: (SearchMessage & { readonly tags: Readonly<Record<string, string>> }) | null;
}

/** The methods of the service. */
export function jaegerV2Service(deps: QueryGrpcDependencies): UntypedServiceImplementation {
  const { store, maxClockSkewNanos = 0n } = deps;

  const chunks = async (
    trace: SpanBatch,
    raw: boolean,
    caller: Caller,
  ): Promise<Iterable<Uint8Array>> => {
    const turn = turnOf(caller);
    const shown = await turn.finish(shownSpans(trace, raw ? undefined : maxClockSkewNanos));
    return writeJaegerProtobuf(shown.spans(), raw ? 'as-sent' : 'sorted');
  };

  return {
    GetTrace: streamedQuery<TraceRequest, Uint8Array>(deps, async function* (request, caller) {
      const trace = await store.trace(traceIdOf(request.trace_id), callContext(caller));
      if (trace === undefined) throw new TraceNotFoundError();
      yield* await chunks(trace, request.raw_traces, caller);
    }),

    ArchiveTrace: unaryQuery<TraceRequest, object>(deps, async (request, caller) => {
      const isKept = await store.archive(traceIdOf(request.trace_id), callContext(caller));
      if (!isKept) throw new TraceNotFoundError();
      return {};
    }),

    FindTraces: streamedQuery<FindRequest, Uint8Array>(deps, async function* ({ query }, caller) {
      if (query === null) throw new ParameterError('query', 'is required');
      const search = searchOf(query, query.tags);
      for await (const trace of completeTraces(store, search, caller)) {
        yield* await chunks(trace, search.raw, caller);
      }
    }),

    GetServices: unaryQuery<object, object>(deps, async (_request, caller) => ({
      services: await store.services(callContext(caller)),
    })),

    GetOperations: unaryQuery<OperationsRequest, object>(deps, async (request, caller) => {
      const operations = await operationsOf(deps, request, caller);
      return {
        operationNames: [...new Set(operations.map(({ name }) => name))],
        operations: operations.map(({ name, spanKind }) => ({ name, span_kind: spanKind })),
      };
    }),

    GetDependencies: unaryQuery<DependenciesRequest, object>(deps, async (request, caller) => ({
      dependencies: await dependenciesOf(deps, request, caller),
    })),
  };
}
