// For tests only: writes a message's fields in another order, with unknown fields in between, at every
// level. Any protobuf parser must read it as the same message.
import protobuf from 'protobufjs';
import { otlpDefinitions } from './reference-encoder.ts';

interface Field {
  readonly number: number;
  readonly bytes: Uint8Array;
}

/** The same message in another order of fields. */
export function shuffledMessage(
  type: string,
  message: Uint8Array,
  random: (bound: number) => number,
  definitions: protobuf.Root = otlpDefinitions,
): Uint8Array {
  const { fieldsById } = definitions.lookupType(type);
  const reader = protobuf.Reader.create(message);
  const fields: Field[] = [];
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const tag = reader.uint32();
    const number = tag >>> 3;
    const inner = fieldsById[number]?.resolve().resolvedType;
    if (inner instanceof protobuf.Type) {
      const nested = shuffledMessage(inner.name, reader.bytes(), random, definitions);
      fields.push({ number, bytes: protobuf.Writer.create().uint32(tag).bytes(nested).finish() });
    } else {
      reader.skipType(tag & 7);
      fields.push({ number, bytes: message.subarray(start, reader.pos) });
    }
  }
  if (random(3) === 0) fields.push(unknownField(random));
  return Buffer.concat(shuffledFields(fields, random).map((field) => field.bytes));
}

/** Fields of one number stay in their order, which means something. */
function shuffledFields(fields: readonly Field[], random: (bound: number) => number): Field[] {
  const queues = Map.groupBy(fields, (field) => field.number);
  const numbers = fields.map((field) => field.number);
  for (let last = numbers.length - 1; last > 0; last--) {
    const other = random(last + 1);
    [numbers[last], numbers[other]] = [numbers[other] as number, numbers[last] as number];
  }
  return numbers.map((number) => queues.get(number)?.shift() as Field);
}

function unknownField(random: (bound: number) => number): Field {
  const number = 1000 + random(10);
  const writer = protobuf.Writer.create();
  const tag = (wireType: number) => writer.uint32((number << 3) | wireType);
  switch (random(5)) {
    case 0:
      tag(0).uint64(Number.MAX_SAFE_INTEGER);
      break;
    case 1:
      tag(1).fixed64(1);
      break;
    case 2:
      tag(2).string('of a later version');
      break;
    case 3:
      tag(3).uint32(0x0a).string('in a group').uint32(0x0b).uint32(0x0c);
      tag(4);
      break;
    default:
      tag(5).fixed32(1);
  }
  return { number, bytes: writer.finish().slice() };
}
