// OTLP over gRPC: https://opentelemetry.io/docs/specs/otlp/#otlpgrpc. Messages pass through the library as raw
// bytes, which our own decoder reads.
import {
  Metadata,
  Server,
  ServerCredentials,
  ServerInterceptingCall,
  type ServerInterceptor,
  type ServerUnaryCall,
  type ServiceDefinition,
  type sendUnaryData,
  setLogger,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { hostAndPort, type ListenAddress, listenError } from '../listen-error.ts';
import { refused } from './http-intake.ts';
import { exportResponse, type OtlpEncodings } from './otlp-encodings.ts';
import type { Receiver, ReceiverContext } from './receiver.ts';

import { RefusalError } from './refusal.ts';
import { busy } from './request-body.ts';
import { withRetryInfo } from './retry-status.ts';

const MAX_STREAMS = 256;

const asIs = (buffer: Buffer): Buffer => buffer;

/** The one method, over raw bytes. */
export const traceService = {
  export: {
    path: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
    requestStream: false,
    responseStream: false,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  },
} as const satisfies ServiceDefinition<UntypedServiceImplementation>;

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
  // What the library says to the console it also says to us; it has one logger for the process.
  setLogger({ error: (message: string) => context.logger.debug(`grpc: ${message}`) });
  // Without its `grpc.enable_channelz` the library can't force a shutdown: that is how it knows its sessions.
  const server = new Server({
    'grpc.max_receive_message_length': context.maxRequestBytes,
    'grpc.max_concurrent_streams': MAX_STREAMS,
    interceptors: [endsUnfinishedCalls(context)],
  });
  server.addService(traceService, {
    export: (call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>) => {
      takeIn(call.request, encodings, context).then(
        (response) => callback(null, response),
        (error: unknown) => callback(refusalStatus(refused(error, context), encodings)),
      );
    },
  });
  const port = await bind(server, address);
  return { host: address.host, port, close: (patience) => close(server, patience) };
}

function bind(server: Server, address: ListenAddress): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(hostAndPort(address), ServerCredentials.createInsecure(), (error, port) => {
      if (error === null) resolve(port);
      else reject(listenError(error, address));
    });
  });
}

async function takeIn(
  body: Buffer,
  encodings: OtlpEncodings,
  { name, pipeline, budget, observer }: ReceiverContext,
): Promise<Buffer> {
  const reservation = budget.open();
  try {
    observer.onBody(body.length);
    if (!reservation.grow(body.length)) throw busy();
    const options = { tenant: '', receiver: name, dedupe: true };
    const result = await pipeline.ingest(body, encodings.decode.protobuf, options);
    observer.onTaken(result);
    return Buffer.from(exportResponse(encodings, 'protobuf', result));
  } finally {
    reservation.release();
  }
}

function refusalStatus(
  { grpcCode, message, retryAfterSeconds }: RefusalError,
  { encodeStatus }: OtlpEncodings,
): { code: number; details: string; metadata: Metadata } {
  const metadata = new Metadata();
  if (retryAfterSeconds !== undefined) {
    const details = withRetryInfo(encodeStatus('protobuf', grpcCode, message), retryAfterSeconds);
    metadata.set('grpc-status-details-bin', Buffer.from(details));
  }
  return { code: grpcCode, details: message, metadata };
}

/**
 * Ends calls whose message does not come in time, and counts those that end before it came: the library
 * itself refuses messages that are too large or can't be decompressed, and says so only to the client.
 */
function endsUnfinishedCalls(context: ReceiverContext): ServerInterceptor {
  return (_method, next) => {
    let timer: NodeJS.Timeout | undefined;
    const call = new ServerInterceptingCall(next, {
      start: (proceed) => {
        const cameOrNot = (): boolean => {
          const waited = timer !== undefined;
          clearTimeout(timer);
          timer = undefined;
          return waited;
        };
        timer = setTimeout(() => {
          cameOrNot();
          const details = `the message did not come within ${context.bodyMillis / 1000} s`;
          refused(new RefusalError('slow', details), context);
          call.sendStatus({ code: status.DEADLINE_EXCEEDED, details });
        }, context.bodyMillis);
        proceed({
          onReceiveMessage: (message, pass) => {
            cameOrNot();
            pass(message);
          },
          onCancel: () => {
            if (cameOrNot())
              refused(new RefusalError('aborted', 'the message did not come'), context);
          },
        });
      },
    });
    return call;
  };
}

/** Takes no more calls, waits for those under way, and cuts them off when the signal is aborted. */
async function close(server: Server, patience: AbortSignal): Promise<void> {
  const cut = (): void => server.forceShutdown();
  if (patience.aborted) cut();
  else patience.addEventListener('abort', cut, { once: true });
  try {
    await new Promise<void>((resolve) => {
      server.tryShutdown(() => resolve());
    });
  } finally {
    patience.removeEventListener('abort', cut);
  }
}
