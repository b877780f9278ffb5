// Writes Thrift in both encodings, for tests only: the plainest way that follows the specifications,
// sharing nothing with the readers it is held against.

/** A Thrift value with its type. */
export type ThriftValue =
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'byte' | 'i16' | 'i32'; readonly value: number }
  | { readonly type: 'i64'; readonly value: bigint }
  | { readonly type: 'double'; readonly value: number }
  | { readonly type: 'string'; readonly value: string | Uint8Array }
  | { readonly type: 'struct'; readonly fields: readonly ThriftField[] }
  | {
      readonly type: 'list' | 'set';
      readonly element: ThriftValue['type'];
      readonly items: readonly ThriftValue[];
    }
  | {
      readonly type: 'map';
      readonly key: ThriftValue['type'];
      readonly value: ThriftValue['type'];
      readonly entries: readonly (readonly [ThriftValue, ThriftValue])[];
    };

/** A field: its id and its value, in the order in which it is to be written. */
export type ThriftField = readonly [id: number, value: ThriftValue];

/** How a message calls `emitBatch`. */
export interface MessageForm {
  readonly encoding: 'compact' | 'binary';
  readonly type: 'call' | 'oneway';
  /** Binary only: without a version, as old clients write. */
  readonly old?: boolean;
  readonly name?: string;
}

const binaryType = {
  bool: 2,
  byte: 3,
  double: 4,
  i16: 6,
  i32: 8,
  i64: 10,
  string: 11,
  struct: 12,
  map: 13,
  set: 14,
  list: 15,
} as const;

const compactType = {
  bool: 1,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  string: 8,
  list: 9,
  set: 10,
  map: 11,
  struct: 12,
} as const;

/** A struct in the binary encoding. */
export function encodeBinary(value: ThriftValue): Uint8Array {
  const out: number[] = [];
  writeBinary(out, value);
  return Uint8Array.from(out);
}

/** A whole message whose arguments are one struct. */
export function encodeMessage(form: MessageForm, args: ThriftValue): Uint8Array {
  const name = new TextEncoder().encode(form.name ?? 'emitBatch');
  const type = form.type === 'call' ? 1 : 4;
  const out: number[] = [];
  if (form.encoding === 'compact') {
    out.push(0x82, (type << 5) | 1);
    writeVarint(out, 77n);
    writeVarint(out, BigInt(name.length));
    push(out, name);
    writeCompact(out, args);
  } else {
    if (form.old !== true) out.push(0x80, 1, 0, type);
    writeBigEndian(out, BigInt(name.length), 4);
    push(out, name);
    if (form.old === true) out.push(type);
    writeBigEndian(out, 77n, 4);
    writeBinary(out, args);
  }
  return Uint8Array.from(out);
}

function writeBinary(out: number[], value: ThriftValue): void {
  switch (value.type) {
    case 'bool':
      out.push(value.value ? 1 : 0);
      return;
    case 'byte':
      writeBigEndian(out, BigInt(value.value), 1);
      return;
    case 'i16':
      writeBigEndian(out, BigInt(value.value), 2);
      return;
    case 'i32':
      writeBigEndian(out, BigInt(value.value), 4);
      return;
    case 'i64':
      writeBigEndian(out, value.value, 8);
      return;
    case 'double':
      push(out, doubleBytes(value.value).reverse());
      return;
    case 'string': {
      const bytes = bytesOf(value.value);
      writeBigEndian(out, BigInt(bytes.length), 4);
      push(out, bytes);
      return;
    }
    case 'struct':
      for (const [id, field] of value.fields) {
        out.push(binaryType[field.type]);
        writeBigEndian(out, BigInt(id), 2);
        writeBinary(out, field);
      }
      out.push(0);
      return;
    case 'map':
      out.push(binaryType[value.key], binaryType[value.value]);
      writeBigEndian(out, BigInt(value.entries.length), 4);
      for (const [key, entry] of value.entries) {
        writeBinary(out, key);
        writeBinary(out, entry);
      }
      return;
    default:
      out.push(binaryType[value.element]);
      writeBigEndian(out, BigInt(value.items.length), 4);
      for (const item of value.items) writeBinary(out, item);
  }
}

function writeCompact(out: number[], value: ThriftValue): void {
  switch (value.type) {
    case 'bool':
      out.push(value.value ? 1 : 2);
      return;
    case 'byte':
      out.push(value.value & 0xff);
      return;
    case 'i16':
    case 'i32':
      writeVarint(out, zigzag(BigInt(value.value)));
      return;
    case 'i64':
      writeVarint(out, zigzag(value.value));
      return;
    case 'double':
      push(out, doubleBytes(value.value));
      return;
    case 'string': {
      const bytes = bytesOf(value.value);
      writeVarint(out, BigInt(bytes.length));
      push(out, bytes);
      return;
    }
    case 'struct':
      writeCompactFields(out, value.fields);
      return;
    case 'map':
      writeVarint(out, BigInt(value.entries.length));
      if (value.entries.length === 0) return;
      out.push((compactType[value.key] << 4) | compactType[value.value]);
      for (const [key, entry] of value.entries) {
        writeCompact(out, key);
        writeCompact(out, entry);
      }
      return;
    default: {
      const { length } = value.items;
      out.push((Math.min(length, 15) << 4) | compactType[value.element]);
      if (length >= 15) writeVarint(out, BigInt(length));
      for (const item of value.items) writeCompact(out, item);
    }
  }
}

function writeCompactFields(out: number[], fields: readonly ThriftField[]): void {
  let previous = 0;
  for (const [id, field] of fields) {
    const type = field.type === 'bool' && !field.value ? 2 : compactType[field.type];
    const delta = id - previous;
    if (delta > 0 && delta <= 15) out.push((delta << 4) | type);
    else {
      out.push(type);
      writeVarint(out, zigzag(BigInt(id)));
    }
    if (field.type !== 'bool') writeCompact(out, field);
    previous = id;
  }
  out.push(0);
}

function writeBigEndian(out: number[], value: bigint, bytes: number): void {
  for (let shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
    out.push(Number((value >> BigInt(shift)) & 0xffn));
  }
}

function writeVarint(out: number[], value: bigint): void {
  let rest = BigInt.asUintN(64, value);
  while (rest >= 0x80n) {
    out.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  out.push(Number(rest));
}

function zigzag(value: bigint): bigint {
  return value >= 0n ? value * 2n : -value * 2n - 1n;
}

function doubleBytes(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return bytes;
}

function bytesOf(value: string | Uint8Array): Uint8Array {
  return typeof value === 'string' ? new TextEncoder().encode(value) : value;
}

function push(out: number[], bytes: Uint8Array): void {
  for (const byte of bytes) out.push(byte);
}
