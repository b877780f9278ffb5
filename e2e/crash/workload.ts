// The spans that the crash test sends. Every one follows from the seed and a few numbers, so that only
// acknowledgements have to be remembered, and what comes back can be held against what was sent.
//
// Request n of each sender holds a fragment of each of the same few traces, so the fragments of a trace
// come in at different times, in different protocols, and often into different segments.
import { createCipheriv, createHash } from 'node:crypto';

/** How many senders there are; each is a service and sends on its own. */
export const SENDERS = 6;
/** How many spans a request holds. */
export const SPANS_PER_REQUEST = 32;

/** A span as it is sent. */
export interface SentSpan {
  /** 16 bytes. */
  readonly traceId: Buffer;
  /** 8 bytes. */
  readonly spanId: Buffer;
  readonly parentSpanId: Buffer | undefined;
  readonly name: string;
  readonly startMicros: number;
  readonly durationMicros: number;
  /** One of its own, and of few. */
  readonly url: string;
  readonly status: number;
  /** Bytes that no compression makes much smaller, and that show damage; sent as bytes or as base64. */
  readonly payload: Buffer;
}

/** What the spans of a data directory are like. */
export interface WorkloadShape {
  /** Of how many traces a request holds a fragment; the fewer, the larger they are. */
  readonly tracesPerRequest: 1 | 2 | 4;
  /** How many bytes the payload of each span of a request has. */
  readonly payloadSize: (request: number) => number;
}

/** The spans of one data directory. */
export class Workload {
  readonly #seed: string;
  readonly #startMicros: number;
  readonly #shape: WorkloadShape;
  readonly #key: Buffer;

  constructor(seed: string, startMicros: number, shape: WorkloadShape) {
    this.#seed = seed;
    this.#startMicros = startMicros;
    this.#shape = shape;
    this.#key = this.#hash('payload').subarray(0, 16);
  }

  /** The service that a sender speaks for. */
  service(sender: number): string {
    return `sender-${sender}`;
  }

  /** The traces that a request of every sender has fragments of. */
  traceIds(request: number): readonly Buffer[] {
    const { tracesPerRequest } = this.#shape;
    return Array.from({ length: tracesPerRequest }, (_, trace) => this.#traceId(request, trace));
  }

  /** The spans of one request, those of a trace together. */
  spans(sender: number, request: number): readonly SentSpan[] {
    const { tracesPerRequest } = this.#shape;
    return Array.from({ length: tracesPerRequest }, (_, trace) =>
      this.fragment(sender, request, trace),
    ).flat();
  }

  /** The part of one trace that a request holds: a span and its children. */
  fragment(sender: number, request: number, trace: number): readonly SentSpan[] {
    const { tracesPerRequest, payloadSize } = this.#shape;
    const count = SPANS_PER_REQUEST / tracesPerRequest;
    const traceId = this.#traceId(request, trace);
    const ids = this.#hash(`${request} ${trace} ${sender}`, count * 8);
    const idOf = (index: number): Buffer => ids.subarray(index * 8, index * 8 + 8);
    const start = this.#startMicros + request * 1000 + sender * 100;
    return Array.from({ length: count }, (_, index) => ({
      traceId,
      spanId: idOf(index),
      parentSpanId: index === 0 ? undefined : idOf(0),
      name: `operation-${(request + index) % 20}`,
      startMicros: start + index,
      durationMicros: 1 + ((request * 7 + index * 13) % 900),
      url: `https://shop.example/orders/${request}/${sender}/${index}`,
      status: index === 3 ? 500 : 200,
      payload: this.#payload(idOf(index), payloadSize(request)),
    }));
  }

  #traceId(request: number, trace: number): Buffer {
    return this.#hash(`${request} ${trace}`).subarray(0, 16);
  }

  /** Key stream of a cipher: fast, and the same whenever it is asked for. */
  #payload(spanId: Buffer, size: number): Buffer {
    const cipher = createCipheriv('aes-128-ctr', this.#key, Buffer.concat([spanId, spanId]));
    return cipher.update(Buffer.alloc(size));
  }

  #hash(text: string, length = 32): Buffer {
    return createHash('shake256', { outputLength: length })
      .update(`${this.#seed} ${text}`)
      .digest();
  }
}
