// Reads the protobuf wire format in place. Hot: one reader serves many messages, nothing here
// allocates, and a fault does not throw but sticks: it moves `at` to the end of the bytes, so that
// every loop `while (reader.at < end)` ends by itself and whoever contains the fault looks once.
// https://protobuf.dev/programming-guides/encoding/

/** The fault of bytes that are no protobuf: cut off, or a tag, length or number that can't be. */
export const MALFORMED = 1;

/** How deep the groups of unknown fields may nest. */
const MAX_GROUP_DEPTH = 32;
const MAX_VARINT_BYTES = 10;

const NOTHING: Uint8Array = new Uint8Array(0);
const NO_VIEW: DataView = new DataView(NOTHING.buffer);

/**
 * A position in the bytes of a message. Every reading method takes the `end` of the message that is being
 * read, reads nothing past it, and returns 0 after a fault unless it says otherwise.
 */
export class ProtobufReader {
  bytes: Uint8Array = NOTHING;
  /** Made when it is needed first, which it is not in every protocol. */
  #view: DataView = NO_VIEW;
  at = 0;
  /** 0, or the first fault since {@link open} or {@link resume}. */
  fault = 0;
  /** The upper word of the last number that {@link varint} or {@link fixed64} read. */
  high = 0;

  /** Starts at the first of these bytes, which must not change meanwhile. */
  open(bytes: Uint8Array): void {
    // Node's Buffer is another hidden class: a plain view keeps whoever reads the bytes monomorphic.
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#view = NO_VIEW;
    this.at = 0;
    this.fault = 0;
  }

  /** Lets go of the bytes. */
  close(): void {
    this.bytes = NOTHING;
    this.#view = NO_VIEW;
    this.at = 0;
    this.fault = 0;
  }

  /** Notes a fault and goes to the end of the bytes; a fault that is there already stays. */
  fail(fault: number): number {
    if (this.fault === 0) this.fault = fault;
    this.at = this.bytes.length;
    return 0;
  }

  /** Forgets the fault and goes on at a position, past the message that is at fault. */
  resume(at: number): void {
    this.fault = 0;
    this.at = at;
  }

  /** A field's tag: its number shifted left by three, and its wire type. */
  tag(end: number): number {
    const { at } = this;
    if (at < end) {
      const byte = this.bytes[at] as number;
      if (byte < 0x80) {
        this.at = at + 1;
        return byte;
      }
    }
    const low = this.#longVarint(end);
    return this.high === 0 ? low >>> 0 : this.fail(MALFORMED);
  }

  /** A varint's lower word, signed; the upper one is in `high`. */
  varint(end: number): number {
    const { at } = this;
    if (at < end) {
      const byte = this.bytes[at] as number;
      if (byte < 0x80) {
        this.at = at + 1;
        this.high = 0;
        return byte;
      }
    }
    return this.#longVarint(end);
  }

  /** A `uint32`. */
  uint32(end: number): number {
    return this.varint(end) >>> 0;
  }

  /** Reads the length of a string, bytes or message and returns where that ends; `at` is where it starts. */
  run(end: number): number {
    const { at } = this;
    let length = 0;
    if (at < end) {
      length = this.bytes[at] as number;
      if (length < 0x80) {
        this.at = at + 1;
        if (length <= end - this.at) return this.at + length;
        this.fail(MALFORMED);
        return this.at;
      }
    }
    length = this.#longVarint(end) >>> 0;
    if (this.high !== 0 || length > end - this.at) this.fail(MALFORMED);
    // After a fault this is an empty run at the end of the bytes.
    return this.fault === 0 ? this.at + length : this.at;
  }

  #viewed(): DataView {
    if (this.#view !== NO_VIEW) return this.#view;
    const { buffer, byteOffset, length } = this.bytes;
    this.#view = new DataView(buffer, byteOffset, length);
    return this.#view;
  }

  /** The lower word of eight bytes, signed; the upper one is in `high`. */
  fixed64(end: number): number {
    const { at } = this;
    if (end - at < 8) {
      this.high = 0;
      return this.fail(MALFORMED);
    }
    this.at = at + 8;
    const view = this.#viewed();
    this.high = view.getInt32(at + 4, true);
    return view.getInt32(at, true);
  }

  /** A `double`. */
  double(end: number): number {
    const { at } = this;
    if (end - at < 8) return this.fail(MALFORMED);
    this.at = at + 8;
    return this.#viewed().getFloat64(at, true);
  }

  /** A `fixed32`, unsigned. */
  fixed32(end: number): number {
    const { at } = this;
    if (end - at < 4) return this.fail(MALFORMED);
    this.at = at + 4;
    return this.#viewed().getUint32(at, true);
  }

  /** Goes past the value of a field that nobody knows, groups included. */
  skip(tag: number, end: number): void {
    this.#skip(tag, end, 0);
  }

  #skip(tag: number, end: number, depth: number): void {
    if (tag < 8 || depth > MAX_GROUP_DEPTH) {
      this.fail(MALFORMED);
      return;
    }
    switch (tag & 7) {
      case 0:
        this.varint(end);
        return;
      case 1:
        this.#advance(8, end);
        return;
      case 2:
        this.at = this.run(end);
        return;
      case 3:
        this.#skipGroup(tag, end, depth);
        return;
      case 5:
        this.#advance(4, end);
        return;
      default:
        this.fail(MALFORMED);
    }
  }

  #skipGroup(start: number, end: number, depth: number): void {
    const close = start + 1; // the same field number with wire type 4
    while (this.at < end) {
      const tag = this.tag(end);
      if (tag === close) return;
      this.#skip(tag, end, depth + 1);
    }
    this.fail(MALFORMED);
  }

  #advance(count: number, end: number): void {
    if (end - this.at < count) this.fail(MALFORMED);
    else this.at += count;
  }

  #longVarint(end: number): number {
    const { bytes } = this;
    let { at } = this;
    let low = 0;
    let high = 0;
    const last = Math.min(end, at + MAX_VARINT_BYTES);
    for (let shift = 0; at < last; shift += 7) {
      const byte = bytes[at++] as number;
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high |= bits >> 4;
      } else high |= bits << (shift - 32);
      if (byte < 0x80) {
        this.at = at;
        this.high = high;
        return low;
      }
    }
    this.high = 0;
    return this.fail(MALFORMED);
  }
}
