// What both versions of Jaeger's gRPC API list beside traces.
import type { DependencyLink } from '@clew/storage';
import { type Caller, callContext } from '../query/call-context.ts';
import { type JaegerOperation, jaegerOperations } from '../query/jaeger-operations.ts';
import { jaegerService } from '../query/jaeger-search-query.ts';
import { spanKind } from '../query/parameter-readers.ts';
import { ParameterError, readParameter } from '../query/parameters.ts';
import { type TimeMessage, timeOf } from './message-readers.ts';
import type { QueryGrpcDependencies } from './query-grpc-dependencies.ts';

/** A GetOperationsRequest of either version. */
export interface OperationsRequest {
  readonly service: string;
  readonly span_kind: string;
}

/** A GetDependenciesRequest of either version. */
export interface DependenciesRequest {
  readonly start_time: TimeMessage | null;
  readonly end_time: TimeMessage | null;
}

/** The operations that a message asks for. */
export async function operationsOf(
  { store }: QueryGrpcDependencies,
  { service, span_kind: kind }: OperationsRequest,
  caller: Caller,
): Promise<readonly JaegerOperation[]> {
  const wanted = kind === '' ? undefined : readParameter('span_kind', kind, spanKind);
  return await jaegerOperations(store, jaegerService(service), wanted, caller);
}

/**
 * The calls between services that a message asks for.
 * @throws {ParameterError} when a time is missing, or they are the wrong way round
 */
export async function dependenciesOf(
  { store }: QueryGrpcDependencies,
  request: DependenciesRequest,
  caller: Caller,
): Promise<readonly { parent: string; child: string; call_count: number }[]> {
  const from = timeOf(request.start_time, 'start_time');
  const to = timeOf(request.end_time, 'end_time');
  if (from === undefined) throw new ParameterError('start_time', 'is required');
  if (to === undefined) throw new ParameterError('end_time', 'is required');
  if (from > to) throw new ParameterError('start_time', "must not be later than 'end_time'");
  const links = await store.dependencies({ from, to }, callContext(caller));
  return links.map(({ parent, child, callCount }: DependencyLink) => ({
    ...{ parent, child },
    call_count: callCount,
  }));
}
