// Jaeger's spans over gRPC, as its collector takes them on port 14250:
// https://www.jaegertracing.io/docs/1.62/apis/#protobuf-via-grpc-stable
import { rawUnary } from '../grpc/raw-method.ts';
import { type DefinedService, loadDefinitions, serviceOf } from '../grpc/service-definitions.ts';
import type { ListenAddress } from '../listen-error.ts';
import type { Decode } from '../pipeline/decode.ts';
import { type EncodeStatus, type IntakeMethod, openGrpcIntake, takesIn } from './grpc-intake.ts';
import type { Receiver, ReceiverContext } from './receiver.ts';

const SERVICE = 'jaeger.api_v2.CollectorService';

/** The one method that takes spans in. */
export const collectorService = {
  postSpans: rawUnary(`/${SERVICE}/PostSpans`),
} as const;

/** A PostSpansResponse has no fields. */
const NOTHING = new Uint8Array(0);

/** What {@link openJaegerGrpcReceiver} is opened with. */
export interface JaegerGrpcOptions {
  readonly address: ListenAddress;
  /** Decodes a PostSpansRequest. */
  readonly decode: Decode;
  readonly encodeStatus: EncodeStatus;
  /** What else Jaeger has on this port. */
  readonly sampling: DefinedService;
}

/**
 * Opens a receiver of `CollectorService/PostSpans`, and beside it sampling, health and reflection.
 * @throws {ListenError} when the port can't be had
 */
export async function openJaegerGrpcReceiver(
  { address, decode, encodeStatus, sampling }: JaegerGrpcOptions,
  context: ReceiverContext,
): Promise<Receiver> {
  const method: IntakeMethod = { decode, respond: () => NOTHING, encodeStatus };
  const definitions = loadDefinitions('jaeger/api_v2/collector.proto', sampling.file);
  return await openGrpcIntake(
    {
      address,
      offered: { definitions, services: [SERVICE, sampling.name] },
      addServices: (server) => {
        server.addService(collectorService, { postSpans: takesIn(method, context) });
        server.addService(serviceOf(definitions, sampling.name), sampling.implementation);
      },
    },
    context,
  );
}
