// OTLP over gRPC: https://opentelemetry.io/docs/specs/otlp/#otlpgrpc
import { rawUnary } from '../grpc/raw-method.ts';
import { loadDefinitions } from '../grpc/service-definitions.ts';
import type { ListenAddress } from '../listen-error.ts';
import { type IntakeMethod, openGrpcIntake, takesIn } from './grpc-intake.ts';
import { exportResponse, type OtlpEncodings } from './otlp-encodings.ts';
import type { Receiver, ReceiverContext } from './receiver.ts';

const SERVICE = 'opentelemetry.proto.collector.trace.v1.TraceService';

/** The one method. */
export const traceService = {
  export: rawUnary(`/${SERVICE}/Export`),
} as const;

/** What {@link openOtlpGrpcReceiver} is opened with. */
export interface OtlpGrpcOptions {
  readonly address: ListenAddress;
  readonly encodings: OtlpEncodings;
}

/**
 * Opens a receiver of `TraceService/Export`.
 * @throws {ListenError} when the port can't be had
 */
export async function openOtlpGrpcReceiver(
  { address, encodings }: OtlpGrpcOptions,
  context: ReceiverContext,
): Promise<Receiver> {
  const method: IntakeMethod = {
    decode: encodings.decode.protobuf,
    respond: (result) => exportResponse(encodings, 'protobuf', result),
    encodeStatus: (code, message) => encodings.encodeStatus('protobuf', code, message),
  };
  return await openGrpcIntake(
    {
      address,
      offered: {
        definitions: loadDefinitions('opentelemetry/proto/collector/trace/v1/trace_service.proto'),
        services: [SERVICE],
      },
      addServices: (server) => {
        server.addService(traceService, { export: takesIn(method, context) });
      },
    },
    context,
  );
}
