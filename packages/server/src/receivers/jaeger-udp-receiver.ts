// Jaeger's agent ports: a thread owns the sockets and hands datagrams on, many at a time; they are
// decoded here. Nobody answers a datagram, so what is lost is counted.
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { type BoundAddress, type ListenAddress, listenError } from '../listen-error.ts';
import type { Decode } from '../pipeline/decode.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { DatagramChunk } from './datagram-batcher.ts';
import { kernelDrops } from './kernel-drops.ts';
import type { DatagramObserver } from './receiver.ts';
import { refusalOf } from './refusal.ts';
import type { BoundSocket, FromUdpWorker, ToUdpWorker } from './udp-messages.ts';
import { RECEIVE_BUFFER_BYTES } from './udp-sockets.ts';

// Run from source this module is .ts, in a published bundle .js, and the thread's lies beside it.
const workerUrl = new URL(`./udp.worker${import.meta.url.slice(-3)}`, import.meta.url);

/** One port. */
export interface UdpPort {
  readonly address: ListenAddress;
  readonly decode: Decode;
  /** The reason by which the decoder counts datagrams that it can't read to the end. */
  readonly malformedReason: string;
  readonly observer: DatagramObserver;
}

/** What {@link openJaegerUdpReceiver} works with. */
export interface UdpContext {
  readonly pipeline: Pipeline;
  readonly logger: Logger;
  /** The thread has ended by itself; nothing is received any more. */
  readonly onFatal: (error: Error) => void;
}

/** Ports that are open. */
export interface UdpReceiver {
  /** In the order of the ports that were asked for. */
  readonly addresses: readonly BoundAddress[];
  /** Datagrams that the kernel dropped on a port, by its index; undefined where the system does not tell. */
  kernelDrops(index: number): Promise<number | undefined>;
  /** Closes the ports once the kernel has no more datagrams, and waits until all are stored. */
  close(patience: AbortSignal): Promise<void>;
}

/**
 * Opens UDP ports.
 * @throws {ListenError} when one can't be had; then none is open
 */
export async function openJaegerUdpReceiver(
  ports: readonly UdpPort[],
  { pipeline, logger, onFatal }: UdpContext,
): Promise<UdpReceiver> {
  const worker = new Worker(workerUrl, {
    workerData: ports.map(({ address: { host, port } }) => ({ host, port })),
  });
  const bound = Promise.withResolvers<readonly BoundSocket[]>();
  const closed = Promise.withResolvers<void>();
  const say = (message: ToUdpWorker, transfer: ArrayBuffer[] = []): void => {
    worker.postMessage(message, transfer);
  };

  worker.on('message', (message: FromUdpWorker) => {
    switch (message.type) {
      case 'bound':
        bound.resolve(message.sockets);
        break;
      case 'not-bound': {
        const port = ports[message.socket];
        const error = new Error(message.message);
        bound.reject(port === undefined ? error : listenError(error, port.address));
        break;
      }
      case 'problem':
        logger.error({ flag: ports[message.socket]?.address.flag }, message.message);
        break;
      case 'datagrams': {
        const { socket, chunk } = message;
        const port = ports[socket];
        const giveBack = (): void => {
          say({ type: 'take-back', socket, buffer: chunk.buffer }, [chunk.buffer]);
        };
        if (port !== undefined) takeIn(chunk, port, pipeline, logger).then(giveBack, onFatal);
        break;
      }
      case 'closed':
        closed.resolve();
        break;
    }
  });
  let ending = false;
  worker.on('error', (error: Error) => {
    bound.reject(error);
    closed.resolve();
    if (!ending) onFatal(error);
  });

  const sockets = await bound.promise.catch(async (error: unknown) => {
    ending = true;
    await worker.terminate();
    throw error;
  });
  for (const [index, { receiveBuffer }] of sockets.entries()) {
    if (receiveBuffer >= RECEIVE_BUFFER_BYTES) continue;
    const flag = ports[index]?.address.flag;
    const facts = { flag, receiveBuffer, wanted: RECEIVE_BUFFER_BYTES };
    logger.debug(facts, 'the UDP receive buffer is small; raise net.core.rmem_max');
  }
  return {
    addresses: sockets,
    kernelDrops: async (index) => kernelDrops(sockets[index]?.port ?? 0),
    close: async (patience) => {
      ending = true;
      const cut = (): void => closed.resolve();
      patience.addEventListener('abort', cut, { once: true });
      say({ type: 'close' });
      if (!patience.aborted) await closed.promise;
      patience.removeEventListener('abort', cut);
      await worker.terminate();
    },
  };
}

/** Resolves when the chunk's spans are stored or lost. */
async function takeIn(
  { buffer, lengths, dropped }: DatagramChunk,
  { decode, malformedReason, observer }: UdpPort,
  pipeline: Pipeline,
  logger: Logger,
): Promise<void> {
  let bytes = 0;
  for (const length of lengths) bytes += length;
  observer.onPackets(lengths.length, bytes);
  if (dropped > 0) observer.onDropped(dropped);

  if (pipeline.isClosed) {
    observer.onDropped(lengths.length);
    return;
  }
  const datagrams = new Uint8Array(buffer, 0, bytes);
  const result = pipeline.ingestDatagrams(datagrams, lengths, decode, '');
  const rejected = new Map(result.rejected);
  const malformed = result.malformed + (rejected.get(malformedReason) ?? 0);
  rejected.delete(malformedReason);
  if (malformed > 0) observer.onMalformed(malformed);
  try {
    await result.written;
    observer.onTaken({ accepted: result.accepted, rejected });
  } catch (error) {
    const { reason, message } = refusalOf(error);
    observer.onLost(reason, result.accepted);
    logger.debug({ reason, spans: result.accepted }, `spans of datagrams are lost: ${message}`);
  }
}
