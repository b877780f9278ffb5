// Protocol Buffers, writing. A nested message is written first and its length put before it afterwards, which moves
// its bytes only where the length takes more than the one byte that was left for it.
import { ByteWriter, varint32Size } from './byte-writer.ts';

/** Writes Protocol Buffers messages. Tags are passed ready-made: `(field << 3) | wireType`. */
export class ProtobufWriter extends ByteWriter {
  /** Begins a length-delimited field; `tag` is below 128. Returns what {@link end} takes. */
  begin(tag: number): number {
    this.reserve(2);
    this.byte(tag);
    this.byte(0);
    return this.length;
  }

  /** Ends the length-delimited field whose content began at `start`. */
  end(start: number): void {
    const size = this.length - start;
    if (size < 0x80) {
      this.bytes[start - 1] = size;
      return;
    }
    const more = varint32Size(size) - 1;
    this.reserve(more);
    this.bytes.copyWithin(start + more, start, start + size);
    this.length = start - 1;
    this.varint32(size);
    this.length = start + more + size;
  }

  /** A text field. */
  stringField(tag: number, value: string): void {
    this.reserve(1);
    this.byte(tag);
    this.lengthAndText(value);
  }

  /** A bytes field. */
  bytesField(tag: number, value: Uint8Array): void {
    this.runField(tag, value, 0, value.length);
  }

  /** A field of bytes, or of a text in UTF-8, that is `source[start, end)`. */
  runField(tag: number, source: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    this.byte(tag);
    this.varint32(end - start);
    this.run(source, start, end);
  }

  /** A fixed64 in two parts; room was reserved. */
  fixed64(high: number, low: number): void {
    this.fixed32(low);
    this.fixed32(high);
  }

  /** A fixed32; room was reserved. */
  fixed32(value: number): void {
    const { bytes, length } = this;
    bytes[length] = value;
    bytes[length + 1] = value >>> 8;
    bytes[length + 2] = value >>> 16;
    bytes[length + 3] = value >>> 24;
    this.length = length + 4;
  }
}
