// OTLP over gRPC: https://opentelemetry.io/docs/specs/otlp/#otlpgrpc
import { rawUnary } from '../grpc/raw-method.ts';
import { loadDefinitions } from '../grpc/service-definitions.ts';
import type { ListenAddress } from '../listen-error.ts';
import { answersAtOnce, type IntakeMethod, openGrpcIntake, takesIn } from './grpc-intake.ts';
import { exportResponse, type OtherSignal, type OtlpEncodings } from './otlp-encodings.ts';
import type { Receiver, ReceiverContext } from './receiver.ts';
import { UnkeptSignals } from './unkept-signals.ts';

const PACKAGE = 'opentelemetry.proto.collector';
const SERVICE = `${PACKAGE}.trace.v1.TraceService`;
const unkeptServices: readonly (readonly [OtherSignal, string])[] = [
  ['metrics', `${PACKAGE}.metrics.v1.MetricsService`],
  ['logs', `${PACKAGE}.logs.v1.LogsService`],
  ['profiles', `${PACKAGE}.profiles.v1development.ProfilesService`],
];

/** The one method that takes spans in. */
export const traceService = {
  export: rawUnary(`/${SERVICE}/Export`),
} as const;

/** What {@link openOtlpGrpcReceiver} is opened with. */
export interface OtlpGrpcOptions {
  readonly address: ListenAddress;
  readonly encodings: OtlpEncodings;
}

/**
 * Opens a receiver of `TraceService/Export`; what else OTLP has is answered, and not kept.
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
  const unkept = new UnkeptSignals(encodings, context);
  return await openGrpcIntake(
    {
      address,
      offered: {
        definitions: loadDefinitions('opentelemetry/proto/collector/trace/v1/trace_service.proto'),
        services: [SERVICE],
      },
      addServices: (server) => {
        server.addService(traceService, { export: takesIn(method, context) });
        for (const [signal, service] of unkeptServices) {
          const answer = (message: Buffer) => unkept.answer(signal, 'protobuf', message);
          server.addService(
            { export: rawUnary(`/${service}/Export`) },
            { export: answersAtOnce(answer, method.encodeStatus, context) },
          );
        }
      },
    },
    context,
  );
}
