// Jaeger's remote sampling over gRPC: `jaeger.api_v2.SamplingManager`.
import type { Server, ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import { loadDefinitions, serviceOf } from '../grpc/service-definitions.ts';
import type { SamplingSource } from './sampling-routes.ts';
import type { Strategy } from './strategies.ts';

/** Adds the service to a server. */
export function addSamplingService(server: Server, { strategies, onAnswer }: SamplingSource): void {
  const definitions = loadDefinitions('jaeger/api_v2/sampling.proto');
  server.addService(serviceOf(definitions, 'jaeger.api_v2.SamplingManager'), {
    GetSamplingStrategy: (
      { request }: ServerUnaryCall<{ readonly serviceName: string }, Strategy>,
      callback: sendUnaryData<Strategy>,
    ) => {
      onAnswer('grpc');
      callback(null, strategies().of(request.serviceName));
    },
  });
}
