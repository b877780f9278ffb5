// Jaeger's remote sampling over gRPC: `jaeger.api_v2.SamplingManager`.
import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import type { DefinedService } from '../grpc/service-definitions.ts';
import type { SamplingSource } from './sampling-routes.ts';
import type { Strategy } from './strategies.ts';

/** The service that tells of strategies. */
export function samplingService({ strategies, onAnswer }: SamplingSource): DefinedService {
  return {
    file: 'jaeger/api_v2/sampling.proto',
    name: 'jaeger.api_v2.SamplingManager',
    implementation: {
      GetSamplingStrategy: (
        { request }: ServerUnaryCall<{ readonly serviceName: string }, Strategy>,
        callback: sendUnaryData<Strategy>,
      ) => {
        onAnswer('grpc');
        callback(null, strategies().of(request.serviceName));
      },
    },
  };
}
