// The port of Jaeger's query API over gRPC.
import { type GrpcServer, openGrpcServer } from '../grpc/grpc-server.ts';
import { withRawAnswers } from '../grpc/raw-method.ts';
import { loadDefinitions, serviceOf } from '../grpc/service-definitions.ts';
import type { ListenAddress } from '../listen-error.ts';
import { jaegerV2Service } from './jaeger-v2-service.ts';
import { jaegerV3Service } from './jaeger-v3-service.ts';
import type { QueryGrpcDependencies } from './query-grpc-dependencies.ts';

/** Questions are short. */
const MAX_MESSAGE_BYTES = 1 << 20;
const MESSAGE_MILLIS = 30_000;

const V2 = 'jaeger.api_v2.QueryService';
const V3 = 'jaeger.api_v3.QueryService';

/**
 * Opens the query services, health and reflection.
 * @throws {ListenError} when the port can't be had
 */
export async function openQueryGrpcServer({
  address,
  ...deps
}: QueryGrpcDependencies & { readonly address: ListenAddress }): Promise<GrpcServer> {
  const definitions = loadDefinitions(
    'jaeger/api_v2/query.proto',
    'jaeger/api_v3/query_service.proto',
  );
  const spans = ['GetTrace', 'FindTraces'];
  return await openGrpcServer({
    address,
    logger: deps.logger,
    maxMessageBytes: MAX_MESSAGE_BYTES,
    messageMillis: MESSAGE_MILLIS,
    offered: { definitions, services: [V2, V3] },
    addServices: (server) => {
      server.addService(
        withRawAnswers(serviceOf(definitions, V2), ...spans),
        jaegerV2Service(deps),
      );
      server.addService(
        withRawAnswers(serviceOf(definitions, V3), ...spans),
        jaegerV3Service(deps),
      );
    },
  });
}
