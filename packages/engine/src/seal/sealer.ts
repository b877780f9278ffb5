// Seals heads off the main thread, one after another.
import { Worker } from 'node:worker_threads';
import type { SpanBatch } from '@clew/model';
import { type SealedSegment, sealSegment } from '../segment/segment-writer.ts';

/** First and last arrival of what is sealed, Unix milliseconds. */
interface Arrived {
  readonly from: number;
  readonly to: number;
}

/** What the worker is asked. */
export interface SealRequest {
  readonly id: number;
  /** Encoded batches in shared memory, in the order in which they were written. */
  readonly batches: readonly Uint8Array[];
  readonly arrived: Arrived;
}

/** What the worker answers. */
export type SealReply =
  | { readonly id: number; readonly sealed: SealedSegment }
  | { readonly id: number; readonly error: unknown };

/** Turns batches into a segment. */
export interface Sealer {
  seal(batches: readonly SpanBatch[], arrived: Arrived): Promise<SealedSegment>;
  close(): Promise<void>;
}

/** Seals where it is called: for tests, where nothing may happen behind their back. */
export const inlineSealer: Sealer = {
  seal: (batches, arrived) => Promise.resolve(sealSegment(batches, arrived)),
  close: () => Promise.resolve(),
};

// Run from source this module is .ts, in a published bundle .js, and its worker lies beside it.
const workerUrl = new URL(`./seal.worker${import.meta.url.slice(-3)}`, import.meta.url);

interface Waiting {
  readonly resolve: (sealed: SealedSegment) => void;
  readonly reject: (error: unknown) => void;
}

/** Seals in a thread of its own, which starts with the first head. */
export class WorkerSealer implements Sealer {
  readonly #waiting: Map<number, Waiting> = new Map();
  #worker: Worker | undefined;
  #lastId = 0;

  seal(batches: readonly SpanBatch[], arrived: Arrived): Promise<SealedSegment> {
    const worker = this.#worker ?? this.#start();
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({
        id,
        batches: batches.map((batch) => batch.bytes),
        arrived,
      } satisfies SealRequest);
    });
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = undefined;
  }

  #start(): Worker {
    const worker = new Worker(workerUrl);
    this.#worker = worker;
    worker.on('message', (reply: SealReply) => {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if ('error' in reply) waiting?.reject(reply.error);
      else waiting?.resolve(reply.sealed);
    });
    const fail = (error: unknown): void => {
      if (this.#worker === worker) this.#worker = undefined;
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    };
    worker.on('error', fail);
    worker.on('exit', () => fail(new Error('the sealing thread has ended')));
    return worker;
  }
}
