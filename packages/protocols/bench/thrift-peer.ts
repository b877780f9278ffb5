/// <reference path="./thrift.d.ts" />
// What Apache's `thrift` needs for the same bytes. Its compiler's code for a struct is a loop with a switch over the fields, which calls the
// protocol; here the cases are entries of a list, and all else is the library's.
import thrift, { type Protocol } from 'thrift';
import type { Peer } from './timing.ts';

type Read = (protocol: Protocol) => unknown;
/** The fields of a struct by id: name and how the value is read. */
export type StructFields = readonly (readonly [id: number, name: string, read: Read])[];

export const i16: Read = (protocol) => protocol.readI16();
export const i32: Read = (protocol) => protocol.readI32();
export const i64: Read = (protocol) => protocol.readI64();
export const bool: Read = (protocol) => protocol.readBool();
export const double: Read = (protocol) => protocol.readDouble();
export const text: Read = (protocol) => protocol.readString();

const STOP = 0;

/** How a struct is read into an object. */
export function struct(fields: StructFields): Read {
  const names: string[] = [];
  const reads: (Read | undefined)[] = [];
  for (const [id, name, read] of fields) {
    names[id] = name;
    reads[id] = read;
  }
  return (protocol) => {
    const made: Record<string, unknown> = Object.fromEntries(
      fields.map(([, name]) => [name, null]),
    );
    protocol.readStructBegin();
    for (;;) {
      const { ftype, fid } = protocol.readFieldBegin();
      if (ftype === STOP) break;
      const read = reads[fid];
      if (read === undefined) protocol.skip(ftype);
      else made[names[fid] as string] = read(protocol);
      protocol.readFieldEnd();
    }
    protocol.readStructEnd();
    return made;
  };
}

/** How a list is read into an array. */
export function list(item: Read): Read {
  return (protocol) => {
    const items: unknown[] = [];
    const { size } = protocol.readListBegin();
    for (let i = 0; i < size; i++) items.push(item(protocol));
    protocol.readListEnd();
    return items;
  };
}

/** The library, reading what a body holds; `isMessage` when that is a call's arguments. */
export function thriftPeer(encoding: 'compact' | 'binary', isMessage: boolean, read: Read): Peer {
  const Encoding = encoding === 'compact' ? thrift.TCompactProtocol : thrift.TBinaryProtocol;
  return {
    name: 'thrift',
    read: (body) => {
      const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
      const protocol = new Encoding(new thrift.TFramedTransport(bytes));
      if (isMessage) protocol.readMessageBegin();
      return read(protocol);
    },
  };
}
