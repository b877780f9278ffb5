import type { SpanContext } from '../span-context.ts';
import { MAX_BAGGAGE_BYTES, MAX_BAGGAGE_ITEMS } from './baggage-collector.ts';
import { isCarrier } from './carrier-reader.ts';
import { type CodecMetrics, NO_CODEC_METRICS, type TextCodecOptions } from './codec-options.ts';
import { ContextParts } from './context-parts.ts';
import type { Propagator } from './propagator.ts';

/** A carrier with bytes: `opentracing.BinaryCarrier`, or any object with a `buffer`. */
export interface BytesCarrier {
  /** A Buffer, a Uint8Array or an array of byte numbers; `inject` leaves a Buffer. */
  buffer?: unknown;
}

// The layout, with all integers big-endian: trace id (16 bytes), span id (8), parent id (8), flags (1), the number of
// baggage items (4), and each item as key and value with a length (4) before each.
const TRACE_ID = 0;
const SPAN_ID = 16;
const PARENT_ID = 24;
const FLAGS = 32;
const ITEM_COUNT = 33;
const ITEMS = 37;
const LENGTH_BYTES = 4;
const MAX_FLAGS = 255;

/** The most bytes that are taken of an array of numbers: twice what a context with the most baggage needs. */
const MAX_ARRAY_LENGTH = 2 * (ITEMS + MAX_BAGGAGE_BYTES + MAX_BAGGAGE_ITEMS * 2 * LENGTH_BYTES);

/** Jaeger's binary carrier, as its clients for Go and Java have it; jaeger-client for Node has none. */
export class BinaryCodec implements Propagator {
  readonly #metrics: CodecMetrics;

  constructor(options: Pick<TextCodecOptions, 'metrics'> = {}) {
    this.#metrics = options.metrics ?? NO_CODEC_METRICS;
  }

  inject(context: SpanContext, carrier: BytesCarrier): void {
    // Reflect does not throw where the carrier cannot be written to.
    if (isCarrier(carrier)) Reflect.set(carrier, 'buffer', encoded(context));
  }

  extract(carrier: BytesCarrier): SpanContext | null {
    const bytes = isCarrier(carrier) ? bytesOf(carrier['buffer']) : undefined;
    if (bytes === undefined || bytes.length === 0) return null;
    const parts = new ContextParts();
    if (bytes.length < ITEM_COUNT) {
      parts.isMalformed = true;
    } else {
      readIds(bytes, parts);
      // The ids are whole even where what follows them is not.
      if (!readBaggage(bytes, parts)) this.#metrics.decodingErrors.increment(1);
    }
    return parts.finish(this.#metrics.decodingErrors);
  }
}

function encoded(context: SpanContext): Buffer {
  const items = Object.entries(context.baggage);
  let size = ITEMS;
  for (const [key, value] of items) {
    size += 2 * LENGTH_BYTES + Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  const bytes = Buffer.alloc(size);
  const { id0, id1, id2, id3 } = context.trace;
  bytes.writeInt32BE(id0, TRACE_ID);
  bytes.writeInt32BE(id1, TRACE_ID + 4);
  bytes.writeInt32BE(id2, TRACE_ID + 8);
  bytes.writeInt32BE(id3, TRACE_ID + 12);
  bytes.writeInt32BE(context.spanHigh, SPAN_ID);
  bytes.writeInt32BE(context.spanLow, SPAN_ID + 4);
  bytes.writeInt32BE(context.parentHigh, PARENT_ID);
  bytes.writeInt32BE(context.parentLow, PARENT_ID + 4);
  bytes.writeUInt8(context.flags & MAX_FLAGS, FLAGS);
  bytes.writeInt32BE(items.length, ITEM_COUNT);
  let at = ITEMS;
  for (const [key, value] of items) {
    at = writeText(bytes, at, key);
    at = writeText(bytes, at, value);
  }
  return bytes;
}

function writeText(bytes: Buffer, at: number, text: string): number {
  const length = bytes.write(text, at + LENGTH_BYTES);
  bytes.writeInt32BE(length, at);
  return at + LENGTH_BYTES + length;
}

function bytesOf(value: unknown): Buffer | undefined {
  if (ArrayBuffer.isView(value)) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  if (!Array.isArray(value)) return undefined;
  const numbers: readonly unknown[] = value;
  const bytes = Buffer.alloc(Math.min(numbers.length, MAX_ARRAY_LENGTH));
  for (let i = 0; i < bytes.length; i++) {
    const byte = numbers[i];
    if (typeof byte !== 'number') return undefined;
    bytes[i] = byte;
  }
  return bytes;
}

function readIds(bytes: Buffer, parts: ContextParts): void {
  const flags = bytes[FLAGS] as number;
  // No ids at all are those of a context that only carries baggage.
  if (bytes.subarray(TRACE_ID, PARENT_ID).every((byte) => byte === 0)) {
    if (flags !== 0) parts.decision = flags;
    return;
  }
  parts.traceId = bytes.toString('hex', TRACE_ID, SPAN_ID);
  parts.spanId = bytes.toString('hex', SPAN_ID, PARENT_ID);
  parts.parentId = bytes.toString('hex', PARENT_ID, FLAGS);
  parts.flags = flags;
}

function readBaggage(bytes: Buffer, parts: ContextParts): boolean {
  if (bytes.length < ITEMS) return false;
  const count = bytes.readInt32BE(ITEM_COUNT);
  if (count < 0) return false;
  let at = ITEMS;
  for (let i = 0; i < count && i < MAX_BAGGAGE_ITEMS; i++) {
    const keyEnd = textEnd(bytes, at);
    const valueEnd = keyEnd < 0 ? -1 : textEnd(bytes, keyEnd);
    if (valueEnd < 0) return false;
    // What is too long is not even decoded.
    if (valueEnd - at - 2 * LENGTH_BYTES <= MAX_BAGGAGE_BYTES) {
      const key = bytes.toString('utf8', at + LENGTH_BYTES, keyEnd);
      parts.baggage.add(key, bytes.toString('utf8', keyEnd + LENGTH_BYTES, valueEnd));
    }
    at = valueEnd;
  }
  return true;
}

/** Where the text ends whose length stands at an offset; -1 if that lies beyond the bytes. */
function textEnd(bytes: Buffer, at: number): number {
  if (at + LENGTH_BYTES > bytes.length) return -1;
  const length = bytes.readInt32BE(at);
  const end = at + LENGTH_BYTES + length;
  return length < 0 || end > bytes.length ? -1 : end;
}
