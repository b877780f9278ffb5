// Damages a protobuf message at some depth and gives what is around it the right lengths again, so that
// the damage reaches the inside of spans and values and is not stopped by the first wrong length.
import protobuf from 'protobufjs';
import { otlpDefinitions } from '../src/otlp/testing/reference-encoder.ts';
import type { Random } from './mutation.ts';

/** A message with one of its parts, or all of it, damaged. */
export function damagedInside(
  type: string,
  message: Uint8Array,
  damage: (part: Uint8Array) => Uint8Array,
  random: Random,
  definitions: protobuf.Root = otlpDefinitions,
): Uint8Array {
  if (random(6) === 0) return damage(message.slice());
  const nested = nestedFields(type, message, definitions);
  if (nested.length === 0) return damage(message.slice());
  const { start, end, tag, inner, payload } = nested[random(nested.length)] as NestedField;
  const damaged = damagedInside(inner, payload, damage, random, definitions);
  return Buffer.concat([
    message.subarray(0, start),
    protobuf.Writer.create().uint32(tag).bytes(damaged).finish(),
    message.subarray(end),
  ]);
}

interface NestedField {
  readonly start: number;
  readonly end: number;
  readonly tag: number;
  readonly inner: string;
  readonly payload: Uint8Array;
}

function nestedFields(
  type: string,
  message: Uint8Array,
  definitions: protobuf.Root,
): readonly NestedField[] {
  const { fieldsById } = definitions.lookupType(type);
  const reader = protobuf.Reader.create(message);
  const nested: NestedField[] = [];
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const tag = reader.uint32();
    const inner = fieldsById[tag >>> 3]?.resolve().resolvedType;
    if (inner instanceof protobuf.Type) {
      const payload = reader.bytes();
      nested.push({ start, end: reader.pos, tag, inner: inner.name, payload });
    } else reader.skipType(tag & 7);
  }
  return nested;
}
