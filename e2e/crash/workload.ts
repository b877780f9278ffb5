// The spans that the crash test sends. Every one follows from the seed and a few numbers, so that only
// acknowledgements have to be remembered, and what comes back can be held against what was sent.
//
// Request n of each sender holds a fragment of each of the same few traces, so the fragments of a trace
// come in at different times, in different protocols, and often into different segments.
import { createCipheriv, createHash } from 'node:crypto';

/** How many senders there are; each is a service and sends on its own. */
export const SENDERS = 6;
/** How many traces a request holds fragments of. */
export const TRACES_PER_REQUEST = 4;
export const SPANS_PER_FRAGMENT = 8;
export const SPANS_PER_REQUEST: number = TRACES_PER_REQUEST * SPANS_PER_FRAGMENT;

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
  /** Bytes that no compression makes smaller, and that show damage. */
  readonly payload: Buffer;
}

/** How many bytes the payload of each span of a request has. */
export type PayloadSize = (request: number) => number;

/** The spans of one data directory. */
export class Workload {
  readonly #seed: string;
  readonly #startMicros: number;
  readonly #payloadSize: PayloadSize;
  readonly #key: Buffer;

  constructor(seed: string, startMicros: number, payloadSize: PayloadSize) {
    this.#seed = seed;
    this.#startMicros = startMicros;
    this.#payloadSize = payloadSize;
    this.#key = this.#hash('payload').subarray(0, 16);
  }

  /** The service that a sender speaks for. */
  service(sender: number): string {
    return `sender-${sender}`;
  }

  /** The traces that a request of every sender has fragments of. */
  traceIds(request: number): readonly Buffer[] {
    return Array.from({ length: TRACES_PER_REQUEST }, (_, trace) => this.#traceId(request, trace));
  }

  /** The spans of one request, those of a trace together. */
  spans(sender: number, request: number): readonly SentSpan[] {
    return Array.from({ length: TRACES_PER_REQUEST }, (_, trace) =>
      this.fragment(sender, request, trace),
    ).flat();
  }

  /** The part of one trace that a request holds: a span and its children. */
  fragment(sender: number, request: number, trace: number): readonly SentSpan[] {
    const traceId = this.#traceId(request, trace);
    const ids = this.#hash(`${request} ${trace} ${sender}`, SPANS_PER_FRAGMENT * 8);
    const idOf = (index: number): Buffer => ids.subarray(index * 8, index * 8 + 8);
    const start = this.#startMicros + request * 1000 + sender * 100;
    const payloadSize = this.#payloadSize(request);
    return Array.from({ length: SPANS_PER_FRAGMENT }, (_, index) => ({
      traceId,
      spanId: idOf(index),
      parentSpanId: index === 0 ? undefined : idOf(0),
      name: `operation-${(request + index) % 20}`,
      startMicros: start + index,
      durationMicros: 1 + ((request * 7 + index * 13) % 900),
      url: `https://shop.example/orders/${request}/${sender}/${index}`,
      status: index === 3 ? 500 : 200,
      payload: this.#payload(idOf(index), payloadSize),
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
