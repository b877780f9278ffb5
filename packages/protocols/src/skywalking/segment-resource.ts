// Makes the service and the instance that a segment names a resource.
import { type SpanBatchBuilder, ValueType } from '@clew/model';
import { isSameRun } from '../byte-text.ts';
import type { SegmentSymbols } from './segment-symbols.ts';
import { SegmentText } from './segment-texts.ts';

const AT = 0x40;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const LONGEST_ADDRESS = 15;
const NONE = -1;

/** Makes one resource after another. */
export class SegmentResource {
  readonly #symbols: SegmentSymbols;
  /** The resource of the segment before in this request. */
  #last = NONE;
  #serviceStart = 0;
  #serviceEnd = 0;
  #instanceStart = 0;
  #instanceEnd = 0;

  constructor(symbols: SegmentSymbols) {
    this.#symbols = symbols;
  }

  /** Forgets the request before. */
  clear(): void {
    this.#last = NONE;
  }

  /** Makes a resource, of which a name that is empty is no part, and gives its index in the batch. */
  append(
    builder: SpanBatchBuilder,
    bytes: Uint8Array,
    serviceStart: number,
    serviceEnd: number,
    instanceStart: number,
    instanceEnd: number,
  ): number {
    // Most segments of a message are of one service.
    const isLast =
      this.#last !== NONE &&
      isSameRun(bytes, serviceStart, serviceEnd, this.#serviceStart, this.#serviceEnd) &&
      isSameRun(bytes, instanceStart, instanceEnd, this.#instanceStart, this.#instanceEnd);
    if (isLast) return this.#last;
    this.#serviceStart = serviceStart;
    this.#serviceEnd = serviceEnd;
    this.#instanceStart = instanceStart;
    this.#instanceEnd = instanceEnd;
    builder.beginResource();
    this.#text(builder, SegmentText.serviceName, bytes, serviceStart, serviceEnd);
    this.#text(builder, SegmentText.serviceInstance, bytes, instanceStart, instanceEnd);
    const address = addressIn(bytes, instanceStart, instanceEnd);
    this.#text(builder, SegmentText.hostIp, bytes, address, instanceEnd);
    this.#last = builder.endResource();
    return this.#last;
  }

  #text(
    builder: SpanBatchBuilder,
    text: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    if (start === end) return;
    const key = this.#symbols.text(builder, text);
    const value = builder.values.ofKey(key, ValueType.string, bytes, start, end);
    builder.resourceAttributes.reference(key, value);
  }
}

/** Where the IPv4 address begins with which an instance's name ends, as agents name it by themselves (`…@10.0.0.9`), or `end`. */
function addressIn(bytes: Uint8Array, start: number, end: number): number {
  let dots = 0;
  let digits = 0;
  const first = Math.max(start, end - LONGEST_ADDRESS - 1);
  for (let at = end - 1; at >= first; at--) {
    const byte = bytes[at] as number;
    if (byte >= ZERO && byte <= NINE && digits < 3) digits++;
    else if (byte === DOT && digits > 0) {
      dots++;
      digits = 0;
    } else return byte === AT && dots === 3 && digits > 0 ? at + 1 : end;
  }
  return end;
}
