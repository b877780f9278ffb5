// What the readers of Thrift's two encodings have in common, so that one decoder walks either. They
// are cursors: what was read last stands in their fields, and nothing is allocated for a value.
// https://github.com/apache/thrift/blob/master/doc/specs/thrift-binary-protocol.md
import { DecodeError } from '../decode-result.ts';

/** Type numbers as the binary encoding has them; the compact reader translates its own. */
export const ThriftType = {
  bool: 2,
  byte: 3,
  double: 4,
  int16: 6,
  int32: 8,
  int64: 10,
  string: 11,
  struct: 12,
  map: 13,
  set: 14,
  list: 15,
} as const;

/** How a message is meant to be answered, the same in both encodings. */
export const MessageType = { call: 1, oneway: 4 } as const;

/** What `field` gives at the end of a struct; ids have 16 bits. */
export const END_OF_STRUCT = 0x10000;

/** How deep values of unknown fields may nest. */
export const MAX_SKIP_DEPTH = 32;

/** A cursor over one message. Every method throws {@link DecodeError} when the bytes are no Thrift. */
export interface ThriftReader {
  readonly bytes: Uint8Array;
  /** The next byte to read; may be set to read something again. */
  at: number;
  /** The type of the field whose header was read last. */
  readonly type: number;
  /** The type of the elements of the list whose header was read last. */
  readonly elementType: number;
  /** The words of the 64-bit integer read last, signed. */
  readonly low: number;
  readonly high: number;
  /** The run of the string read last. */
  readonly start: number;
  readonly end: number;

  /** Starts to read a message. */
  open(bytes: Uint8Array): void;
  /** Lets go of the message. */
  close(): void;
  /** Reads a message header and gives its type; the name is the run. */
  message(): number;
  /** Reads a field header and gives its id, or {@link END_OF_STRUCT}; the compact encoding needs the id before. */
  field(previousId: number): number;
  /** The value of a field that is a bool. */
  boolean(): boolean;
  int32(): number;
  int64(): void;
  double(): number;
  run(): void;
  /** Reads a list header and gives how many elements follow; each takes a byte at least, and so many bytes are left. */
  list(): number;
  /** Skips the value of the field whose header was read last. */
  skip(): void;
  /** Skips the elements of the list whose header was read last. */
  skipElements(count: number): void;
}

/** The error for bytes that are no Thrift message of the expected form. */
export function malformed(what: string, at: number): DecodeError {
  return new DecodeError(`the body is malformed Thrift: ${what} at byte ${at}`);
}
