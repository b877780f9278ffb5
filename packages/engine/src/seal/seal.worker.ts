// The thread that seals: it reads a head's batches in shared memory and hands back a segment's bytes.
import { parentPort } from 'node:worker_threads';
import { SpanBatch } from '@clew/model';
import { sealSegment } from '../segment/segment-writer.ts';
import type { SealReply, SealRequest } from './sealer.ts';

parentPort?.on('message', ({ id, batches, arrived }: SealRequest) => {
  parentPort?.postMessage(...answer(id, batches, arrived));
});

function answer(
  id: number,
  batches: readonly Uint8Array[],
  arrived: SealRequest['arrived'],
): [SealReply, ArrayBuffer[]] {
  try {
    const sealed = sealSegment(
      batches.map((bytes) => new SpanBatch(bytes)),
      arrived,
    );
    const { buffer } = sealed.bytes;
    return [{ id, sealed }, buffer instanceof ArrayBuffer ? [buffer] : []];
  } catch (error) {
    return [{ id, error }, []];
  }
}
