// Reads Thrift's compact encoding. Hot: plain loops, no allocation for a value, and 64-bit integers
// as two words.
// https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
import {
  END_OF_STRUCT,
  MAX_SKIP_DEPTH,
  malformed,
  type ThriftReader,
  ThriftType,
} from '../thrift/thrift-reader.ts';

const NO_BYTES: Uint8Array = new Uint8Array(0);
const NO_VIEW: DataView = new DataView(NO_BYTES.buffer);

const PROTOCOL_ID = 0x82;
const VERSION = 1;
/** The compact type of a bool field that is true; one more is that of a bool field that is false. */
const TRUE = 1;

/** The types of the compact encoding, 0 to 15, as the binary encoding numbers them; 0 where there is none. */
const typeOf: Uint8Array = Uint8Array.of(
  0,
  ThriftType.bool,
  ThriftType.bool,
  ThriftType.byte,
  ThriftType.int16,
  ThriftType.int32,
  ThriftType.int64,
  ThriftType.double,
  ThriftType.string,
  ThriftType.list,
  ThriftType.set,
  ThriftType.map,
  ThriftType.struct,
  0,
  0,
  0,
);

/** A cursor over a message in the compact encoding. */
export class ThriftCompactReader implements ThriftReader {
  bytes: Uint8Array = NO_BYTES;
  at = 0;
  type = 0;
  elementType = 0;
  low = 0;
  high = 0;
  start = 0;
  end = 0;
  /** A bool field's value stands in its header. */
  #boolean = false;
  #view: DataView = NO_VIEW;

  open(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = 0;
  }

  close(): void {
    this.bytes = NO_BYTES;
    this.#view = NO_VIEW;
  }

  message(): number {
    if (this.#byte() !== PROTOCOL_ID) throw malformed('an unknown protocol', 0);
    const versionAndType = this.#byte();
    if ((versionAndType & 0x1f) !== VERSION) throw malformed('an unknown version', 1);
    this.#varint();
    this.run();
    return versionAndType >>> 5;
  }

  field(previousId: number): number {
    const header = this.#byte();
    const compactType = header & 0x0f;
    if (compactType === 0) return END_OF_STRUCT;
    this.type = typeOf[compactType] as number;
    this.#boolean = compactType === TRUE;
    const delta = header >>> 4;
    return ((delta === 0 ? this.int32() : previousId + delta) << 16) >> 16;
  }

  boolean(): boolean {
    return this.#boolean;
  }

  int32(): number {
    this.#varint();
    const { low } = this;
    return ((low >>> 1) | (this.high << 31)) ^ -(low & 1);
  }

  int64(): void {
    this.#varint();
    const { low, high } = this;
    const sign = -(low & 1);
    this.low = ((low >>> 1) | (high << 31)) ^ sign;
    this.high = (high >>> 1) ^ sign;
  }

  double(): number {
    const { at } = this;
    if (at + 8 > this.bytes.length) throw malformed('a number is cut off', at);
    this.at = at + 8;
    return this.#view.getFloat64(at, true);
  }

  run(): void {
    const { bytes, at: first } = this;
    let length = first < bytes.length ? (bytes[first] as number) : 0x80;
    // Most lengths take one byte.
    if (length < 0x80 && length < bytes.length - first) this.at = first + 1;
    else length = this.#size();
    const { at } = this;
    this.start = at;
    this.end = at + length;
    this.at = at + length;
  }

  list(): number {
    const header = this.#byte();
    this.elementType = typeOf[header & 0x0f] as number;
    const count = header >>> 4;
    if (count === 15) return this.#size();
    if (count > this.bytes.length - this.at) {
      throw malformed(`a list of ${count} elements`, this.at);
    }
    return count;
  }

  skip(): void {
    if (this.type !== ThriftType.bool) this.#skipValue(this.type, 0);
  }

  skipElements(count: number): void {
    const type = this.elementType;
    for (let i = 0; i < count; i++) this.#skipValue(type, 0);
  }

  /** Skips an element of a list, or a field's value that is no bool. */
  #skipValue(type: number, depth: number): void {
    switch (type) {
      case ThriftType.bool:
      case ThriftType.byte:
        this.#byte();
        return;
      case ThriftType.int16:
      case ThriftType.int32:
      case ThriftType.int64:
        this.#varint();
        return;
      case ThriftType.double:
        this.double();
        return;
      case ThriftType.string:
        this.run();
        return;
      default:
        if (depth >= MAX_SKIP_DEPTH) throw malformed('a value nested too deep', this.at);
        this.#skipNested(type, depth + 1);
    }
  }

  #skipNested(type: number, depth: number): void {
    switch (type) {
      case ThriftType.struct:
        for (let id = this.field(0); id !== END_OF_STRUCT; id = this.field(id)) {
          if (this.type !== ThriftType.bool) this.#skipValue(this.type, depth);
        }
        return;
      case ThriftType.list:
      case ThriftType.set: {
        const count = this.list();
        const element = this.elementType;
        for (let i = 0; i < count; i++) this.#skipValue(element, depth);
        return;
      }
      case ThriftType.map: {
        const count = this.#size();
        if (count === 0) return;
        const types = this.#byte();
        const key = typeOf[types >>> 4] as number;
        const value = typeOf[types & 0x0f] as number;
        for (let i = 0; i < count; i++) {
          this.#skipValue(key, depth);
          this.#skipValue(value, depth);
        }
        return;
      }
      default:
        throw malformed('a value of an unknown type', this.at);
    }
  }

  #byte(): number {
    const { at } = this;
    if (at >= this.bytes.length) throw malformed('the message is cut off', at);
    this.at = at + 1;
    return this.bytes[at] as number;
  }

  /** Reads an unsigned size that is no more than the bytes left. */
  #size(): number {
    this.#varint();
    const size = this.low >>> 0;
    if (this.high !== 0 || size > this.bytes.length - this.at) {
      throw malformed(`a run or list of size ${size}`, this.at);
    }
    return size;
  }

  /** Reads an unsigned varint of up to 64 bits into `low` and `high`. */
  #varint(): void {
    const { bytes } = this;
    let { at } = this;
    // With ten bytes left no number is cut off, so that only the rest of a message is read with care.
    if (at + 10 > bytes.length) {
      this.#lastVarint();
      return;
    }
    let byte = bytes[at++] as number;
    let low = byte & 0x7f;
    let high = 0;
    for (let shift = 7; byte >= 0x80 && shift < 28; shift += 7) {
      byte = bytes[at++] as number;
      low |= (byte & 0x7f) << shift;
    }
    if (byte >= 0x80) {
      byte = bytes[at++] as number;
      low |= byte << 28;
      high = (byte & 0x7f) >>> 4;
      for (let shift = 3; byte >= 0x80; shift += 7) {
        if (shift > 31) throw malformed('a number has more than 64 bits', at);
        byte = bytes[at++] as number;
        high |= (byte & 0x7f) << shift;
      }
    }
    this.low = low;
    this.high = high;
    this.at = at;
  }

  #lastVarint(): void {
    const { bytes } = this;
    let { at } = this;
    let low = 0;
    let high = 0;
    let byte = 0x80;
    for (let shift = 0; byte >= 0x80; shift += 7) {
      if (at >= bytes.length) throw malformed('a number is cut off', at);
      byte = bytes[at++] as number;
      const bits = byte & 0x7f;
      if (shift < 32) low |= bits << shift;
      if (shift === 28) high = bits >>> 4;
      else if (shift > 28) high |= bits << (shift - 32);
    }
    this.low = low;
    this.high = high;
    this.at = at;
  }
}
