// Jaeger's spans over gRPC, as its collector takes them on port 14250:
// https://www.jaegertracing.io/docs/1.62/apis/#protobuf-via-grpc-stable
import type { Server } from '@grpc/grpc-js';
import { rawUnary } from '../grpc/raw-method.ts';
import type { ListenAddress } from '../listen-error.ts';
import type { Decode } from '../pipeline/decode.ts';
import { type EncodeStatus, type IntakeMethod, openGrpcIntake, takesIn } from './grpc-intake.ts';
import type { Receiver, ReceiverContext } from './receiver.ts';

/** The one method that takes spans in. */
export const collectorService = {
  postSpans: rawUnary('/jaeger.api_v2.CollectorService/PostSpans'),
} as const;

/** A PostSpansResponse has no fields. */
const NOTHING = new Uint8Array(0);

/** What {@link openJaegerGrpcReceiver} is opened with. */
export interface JaegerGrpcOptions {
  readonly address: ListenAddress;
  /** Decodes a PostSpansRequest. */
  readonly decode: Decode;
  readonly encodeStatus: EncodeStatus;
  /** Adds what else Jaeger has on this port. */
  readonly addServices: (server: Server) => void;
}

/**
 * Opens a receiver of `CollectorService/PostSpans`.
 * @throws {ListenError} when the port can't be had
 */
export async function openJaegerGrpcReceiver(
  { address, decode, encodeStatus, addServices }: JaegerGrpcOptions,
  context: ReceiverContext,
): Promise<Receiver> {
  const method: IntakeMethod = { decode, respond: () => NOTHING, encodeStatus };
  return await openGrpcIntake(
    {
      address,
      addServices: (server) => {
        server.addService(collectorService, { postSpans: takesIn(method, context) });
        addServices(server);
      },
    },
    context,
  );
}
