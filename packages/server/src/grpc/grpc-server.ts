// The one way in which a gRPC server is made, opened and closed: limits, logging, errors.
import {
  Server,
  ServerCredentials,
  ServerInterceptingCall,
  type ServerInterceptor,
  setLogger,
  status,
} from '@grpc/grpc-js';
import type { Logger } from 'pino';
import {
  type BoundAddress,
  hostAndPort,
  type ListenAddress,
  listenError,
} from '../listen-error.ts';
import { addHealthAndReflection, type Offered } from './health-and-reflection.ts';

/** Calls under way on one connection. */
const MAX_STREAMS = 256;

/** A call ended before its message was there: that took too long, or the client or the library gave up. */
type UnfinishedCall = 'slow' | 'aborted';

/** What {@link openGrpcServer} is opened with. */
export interface GrpcServerOptions {
  readonly address: ListenAddress;
  readonly logger: Logger;
  /** The largest message that is taken, after decompression. */
  readonly maxMessageBytes: number;
  /** How long the (first) message of a call may take to come in, unless the client alone streams. */
  readonly messageMillis: number;
  readonly addServices: (server: Server) => void;
  /** What is added, of which the server tells by health and reflection. */
  readonly offered: Offered;
  /** Told of every call that ended before its message had come, so that it can be counted. */
  readonly onUnfinished?: (how: UnfinishedCall, details: string) => void;
}

/** A server that is open. */
export interface GrpcServer extends BoundAddress {
  /** Takes no more calls and waits for those under way, which are cut off when the signal is aborted. */
  close(patience: AbortSignal): Promise<void>;
}

/**
 * Opens a server without TLS.
 * @throws {ListenError} when the port can't be had
 */
export async function openGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const { address, logger, maxMessageBytes, addServices, offered } = options;
  // What the library says to the console it also says to us; it has one logger for the process.
  setLogger({ error: (message: string) => logger.debug(`grpc: ${message}`) });
  // Without its `grpc.enable_channelz` the library can't force a shutdown: that is how it knows its sessions.
  const server = new Server({
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_concurrent_streams': MAX_STREAMS,
    interceptors: [endsUnfinishedCalls(options)],
  });
  addServices(server);
  const told = addHealthAndReflection(server, offered);
  const port = await bind(server, address);
  return {
    host: address.host,
    port,
    close: async (patience) => {
      told.close();
      await close(server, patience);
    },
  };
}

function bind(server: Server, address: ListenAddress): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(hostAndPort(address), ServerCredentials.createInsecure(), (error, port) => {
      if (error === null) resolve(port);
      else reject(listenError(error, address));
    });
  });
}

/**
 * Ends calls of one message where that does not come in time, and tells of those that end before it came: the library
 * itself refuses messages that are too large or can't be decompressed, and says so only to the client.
 */
function endsUnfinishedCalls({
  messageMillis,
  onUnfinished,
}: GrpcServerOptions): ServerInterceptor {
  return (method, next) => {
    // Whoever streams to us may wait for as long as there is nothing to send.
    if (method.requestStream && !method.responseStream) return new ServerInterceptingCall(next);
    let timer: NodeJS.Timeout | undefined;
    const call = new ServerInterceptingCall(next, {
      start: (proceed) => {
        const stopWaiting = (): boolean => {
          const waited = timer !== undefined;
          clearTimeout(timer);
          timer = undefined;
          return waited;
        };
        timer = setTimeout(() => {
          stopWaiting();
          const details = `the message did not come within ${messageMillis / 1000} s`;
          onUnfinished?.('slow', details);
          call.sendStatus({ code: status.DEADLINE_EXCEEDED, details });
        }, messageMillis);
        proceed({
          onReceiveMessage: (message, pass) => {
            stopWaiting();
            pass(message);
          },
          onCancel: () => {
            if (stopWaiting()) onUnfinished?.('aborted', 'the message did not come');
          },
        });
      },
    });
    return call;
  };
}

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
