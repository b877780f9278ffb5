// Writes OTLP trace requests in protobuf: just what the workload needs, quickly.
import type { Attribute } from './shop.ts';

/** One span of the workload. */
export interface WorkSpan {
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
  readonly parentSpanId: Uint8Array | undefined;
  readonly name: string;
  readonly kind: number;
  /** Unix nanoseconds. */
  readonly start: bigint;
  readonly duration: bigint;
  readonly attributes: readonly Attribute[];
  readonly failed: boolean;
}

/** Appends protobuf fields to one growing buffer. */
class Writer {
  #bytes: Buffer = Buffer.allocUnsafe(1 << 20);
  #length = 0;

  take(): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
    return taken;
  }

  #room(count: number): number {
    const at = this.#length;
    this.#length += count;
    while (this.#length > this.#bytes.length) {
      this.#bytes = Buffer.concat([this.#bytes], this.#bytes.length * 2);
    }
    return at;
  }

  varint(value: number): void {
    let left = value;
    while (left >= 0x80) {
      this.#bytes[this.#room(1)] = (left & 0x7f) | 0x80;
      left = Math.floor(left / 128);
    }
    this.#bytes[this.#room(1)] = left;
  }

  bytesField(field: number, value: Uint8Array): void {
    this.varint((field << 3) | 2);
    this.varint(value.length);
    this.#bytes.set(value, this.#room(value.length));
  }

  textField(field: number, value: string): void {
    const length = Buffer.byteLength(value);
    this.varint((field << 3) | 2);
    this.varint(length);
    this.#bytes.write(value, this.#room(length));
  }

  varintField(field: number, value: number): void {
    this.varint(field << 3);
    this.varint(value);
  }

  fixed64Field(field: number, value: bigint): void {
    this.varint((field << 3) | 1);
    this.#bytes.writeBigUInt64LE(value, this.#room(8));
  }

  /** A message whose length takes the four bytes that are kept for it. */
  messageField(field: number, write: () => void): void {
    this.varint((field << 3) | 2);
    const lengthAt = this.#room(1);
    const start = this.#length;
    write();
    const length = this.#length - start;
    let extra = 0;
    for (let left = length; left >= 0x80; left >>>= 7) extra += 1;
    if (extra > 0) {
      this.#room(extra);
      this.#bytes.copyWithin(start + extra, start, start + length);
    }
    let at = lengthAt;
    let left = length;
    for (; left >= 0x80; left >>>= 7) this.#bytes[at++] = (left & 0x7f) | 0x80;
    this.#bytes[at] = left;
  }

  attribute(field: number, [key, value]: Attribute): void {
    this.messageField(field, () => {
      this.textField(1, key);
      this.messageField(2, () => {
        if (typeof value === 'string') this.textField(1, value);
        else this.varintField(3, value);
      });
    });
  }
}

const writer = new Writer();

/** An ExportTraceServiceRequest of one resource. */
export function encodeRequest(resource: readonly Attribute[], spans: readonly WorkSpan[]): Buffer {
  writer.messageField(1, () => {
    writer.messageField(1, () => {
      for (const attribute of resource) writer.attribute(1, attribute);
    });
    writer.messageField(2, () => {
      writer.messageField(1, () => {
        writer.textField(1, '@shop/instrumentation');
        writer.textField(2, '1.4.0');
      });
      for (const span of spans) writer.messageField(2, () => writeSpan(span));
    });
  });
  return writer.take();
}

function writeSpan(span: WorkSpan): void {
  writer.bytesField(1, span.traceId);
  writer.bytesField(2, span.spanId);
  if (span.parentSpanId !== undefined) writer.bytesField(4, span.parentSpanId);
  writer.textField(5, span.name);
  writer.varintField(6, span.kind);
  writer.fixed64Field(7, span.start);
  writer.fixed64Field(8, span.start + span.duration);
  for (const attribute of span.attributes) writer.attribute(9, attribute);
  if (span.failed) {
    writer.messageField(11, () => {
      writer.fixed64Field(1, span.start + span.duration);
      writer.textField(2, 'exception');
      writer.attribute(3, ['exception.type', 'TimeoutError']);
      writer.attribute(3, ['exception.message', 'upstream did not answer in time']);
    });
    writer.messageField(15, () => {
      writer.textField(2, 'upstream did not answer in time');
      writer.varintField(3, 2);
    });
  }
}
