// For tests only: spans of version 1 as Thrift, from their JSON.
import {
  encodeBinary,
  type ThriftField,
  type ThriftValue,
} from '../../jaeger/testing/thrift-encoder.ts';
import { parseIp } from '../ip-text.ts';
import type { JsonEndpoint } from './protobuf-encoder.ts';

/** A span of version 1 in JSON. */
export interface V1JsonSpan {
  readonly traceId: string;
  readonly id: string;
  readonly parentId?: string;
  readonly name?: string;
  readonly timestamp?: number;
  readonly duration?: number;
  readonly debug?: boolean;
  readonly annotations?: readonly {
    readonly timestamp: number;
    readonly value: string;
    readonly endpoint?: JsonEndpoint | undefined;
  }[];
  readonly binaryAnnotations?: readonly {
    readonly key: string;
    readonly value: string | boolean | number;
    readonly type?: string;
    readonly endpoint?: JsonEndpoint | undefined;
  }[];
}

/** The spans as the body of a request. */
export function encodeV1Thrift(spans: readonly V1JsonSpan[]): Uint8Array {
  return encodeBinary({ type: 'list', element: 'struct', items: spans.map(structOf) });
}

function structOf(span: V1JsonSpan): ThriftValue {
  const traceId = span.traceId.padStart(32, '0');
  const { parentId, name, timestamp, duration, debug } = span;
  const fields: ThriftField[] = [
    [1, int64(BigInt(`0x${traceId.slice(16)}`))],
    [3, { type: 'string', value: name ?? '' }],
    [4, int64(BigInt(`0x${span.id}`))],
    ...optional(5, parentId, (id) => int64(BigInt(`0x${id}`))),
    [
      6,
      structs(span.annotations ?? [], (one) => [
        [1, int64(BigInt(one.timestamp))],
        [2, { type: 'string', value: one.value }],
        ...optional(3, one.endpoint, endpoint),
      ]),
    ],
    [
      8,
      structs(span.binaryAnnotations ?? [], (one) => [
        [1, { type: 'string', value: one.key }],
        [2, { type: 'string', value: binaryValue(one.value) }],
        [3, { type: 'i32', value: typeOf(one.value) }],
        ...optional(4, one.endpoint, endpoint),
      ]),
    ],
    ...optional(9, debug, (value): ThriftValue => ({ type: 'bool', value })),
    ...optional(10, timestamp, (value) => int64(BigInt(value))),
    ...optional(11, duration, (value) => int64(BigInt(value))),
    [12, int64(BigInt(`0x${traceId.slice(0, 16)}`))],
  ];
  return { type: 'struct', fields };
}

function endpoint({ serviceName, ipv4, ipv6, port }: JsonEndpoint): ThriftValue {
  const v4 = parseIp(ipv4 ?? '0.0.0.0') ?? new Uint8Array(4);
  const word = new DataView(v4.buffer, v4.byteOffset).getInt32(0);
  return {
    type: 'struct',
    fields: [
      [1, { type: 'i32', value: word }],
      [2, { type: 'i16', value: ((port ?? 0) << 16) >> 16 }],
      [3, { type: 'string', value: serviceName ?? '' }],
      ...optional(
        4,
        ipv6 === undefined ? undefined : parseIp(ipv6),
        (value): ThriftValue => ({
          type: 'string',
          value,
        }),
      ),
    ],
  };
}

function binaryValue(value: string | boolean | number): string | Uint8Array {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return Uint8Array.of(value ? 1 : 0);
  const bytes = new DataView(new ArrayBuffer(8));
  if (Number.isSafeInteger(value)) bytes.setBigInt64(0, BigInt(value));
  else bytes.setFloat64(0, value);
  return new Uint8Array(bytes.buffer);
}

function typeOf(value: string | boolean | number): number {
  if (typeof value === 'string') return 6;
  if (typeof value === 'boolean') return 0;
  return Number.isSafeInteger(value) ? 4 : 5;
}

function optional<T>(
  id: number,
  value: T | undefined,
  thriftOf: (value: T) => ThriftValue,
): readonly ThriftField[] {
  return value === undefined ? [] : [[id, thriftOf(value)]];
}

function structs<T>(list: readonly T[], fieldsOf: (one: T) => readonly ThriftField[]): ThriftValue {
  const items = list.map((one): ThriftValue => ({ type: 'struct', fields: fieldsOf(one) }));
  return { type: 'list', element: 'struct', items };
}

function int64(value: bigint): ThriftValue {
  return { type: 'i64', value: BigInt.asIntN(64, value) };
}
