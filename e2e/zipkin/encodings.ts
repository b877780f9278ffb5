// The encodings in which Zipkin's clients post spans. Version 1 says by annotations what version 2 has fields for.
// https://zipkin.io/zipkin-api/, zipkin.proto and zipkinCore.thrift of openzipkin/zipkin-api
import { BinaryType, ProtobufWriter, ThriftBinaryWriter } from '@clew/protocols/writers';
import type { Endpoint, ReportedSpan } from './reported-span.ts';

/** A body, and where and as what it is posted. */
export interface EncodedRequest {
  readonly path: string;
  readonly contentType: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** By name, how spans are posted. */
export const encodings: Readonly<
  Record<string, (spans: readonly ReportedSpan[]) => EncodedRequest>
> = {
  'v2 JSON': (spans) => ({
    ...{ path: '/api/v2/spans', contentType: 'application/json' },
    body: Buffer.from(JSON.stringify(spans)),
  }),
  'v2 protobuf': (spans) => ({
    ...{ path: '/api/v2/spans', contentType: 'application/x-protobuf' },
    body: protobufOf(spans),
  }),
  'v1 JSON': (spans) => ({
    ...{ path: '/api/v1/spans', contentType: 'application/json' },
    body: Buffer.from(JSON.stringify(spans.map(v1JsonOf))),
  }),
  'v1 Thrift': (spans) => ({
    ...{ path: '/api/v1/spans', contentType: 'application/x-thrift' },
    body: thriftOf(spans),
  }),
};

/** An annotation of version 1, which says where it was made. */
interface Annotation {
  readonly timestamp: number;
  readonly value: string;
  readonly endpoint: Endpoint;
}

/** A tag of version 1, or, with the value `true`, the address of the other side. */
interface BinaryAnnotation {
  readonly key: string;
  readonly value: string | true;
  readonly endpoint: Endpoint;
}

/** What version 1 says of a kind at the beginning, at the end, and of the other side. */
const marks = {
  CLIENT: ['cs', 'cr', 'sa'],
  SERVER: ['sr', 'ss', 'ca'],
  PRODUCER: ['ms', 'ws', 'ma'],
  CONSUMER: ['wr', 'mr', 'ma'],
} as const;

function annotationsOf(span: ReportedSpan): readonly Annotation[] {
  const { kind, timestamp, duration, localEndpoint: endpoint = {}, annotations = [] } = span;
  const list = annotations.map((one) => ({ ...one, endpoint }));
  if (kind === undefined || timestamp === undefined) return list;
  const [begin, end] = marks[kind];
  if (kind === 'CONSUMER' && duration === undefined) {
    return [{ timestamp, value: end, endpoint }, ...list];
  }
  if (duration === undefined) return [{ timestamp, value: begin, endpoint }, ...list];
  return [
    { timestamp, value: begin, endpoint },
    ...list,
    { timestamp: timestamp + duration, value: end, endpoint },
  ];
}

function binaryAnnotationsOf(span: ReportedSpan): readonly BinaryAnnotation[] {
  const { kind, localEndpoint: endpoint = {}, remoteEndpoint, tags = {}, annotations } = span;
  const list: BinaryAnnotation[] = Object.entries(tags).map(([key, value]) => ({
    ...{ key, value, endpoint },
  }));
  // Else nothing would say where it was.
  if (kind === undefined && list.length === 0 && annotations === undefined) {
    list.push({ key: 'lc', value: '', endpoint });
  }
  if (remoteEndpoint !== undefined) {
    const key = kind === undefined ? 'sa' : marks[kind][2];
    list.push({ key, value: true, endpoint: remoteEndpoint });
  }
  return list;
}

/** Only who owns a span says when it was: the server that shares its id does not. */
function timesOf({ timestamp, duration, shared }: ReportedSpan): Partial<ReportedSpan> {
  if (shared) return {};
  return {
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(duration === undefined ? {} : { duration }),
  };
}

function v1JsonOf(span: ReportedSpan): object {
  const { traceId, id, parentId, name = '', debug } = span;
  return {
    ...{ traceId, id, name },
    ...(parentId === undefined ? {} : { parentId }),
    ...timesOf(span),
    ...(debug === undefined ? {} : { debug }),
    annotations: annotationsOf(span),
    binaryAnnotations: binaryAnnotationsOf(span),
  };
}

function protobufOf(spans: readonly ReportedSpan[]): Uint8Array<ArrayBuffer> {
  const writer = new ProtobufWriter();
  for (const span of spans) {
    const start = writer.begin(0x0a);
    writer.bytesField(0x0a, Buffer.from(span.traceId, 'hex'));
    if (span.parentId !== undefined) writer.bytesField(0x12, Buffer.from(span.parentId, 'hex'));
    writer.bytesField(0x1a, Buffer.from(span.id, 'hex'));
    if (span.kind !== undefined) {
      writer.reserve(2);
      writer.byte(0x20);
      writer.byte(['CLIENT', 'SERVER', 'PRODUCER', 'CONSUMER'].indexOf(span.kind) + 1);
    }
    if (span.name !== undefined) writer.stringField(0x2a, span.name);
    if (span.timestamp !== undefined) fixed64(writer, 0x31, span.timestamp);
    if (span.duration !== undefined) varint(writer, 0x38, span.duration);
    if (span.localEndpoint !== undefined) protobufEndpoint(writer, 0x42, span.localEndpoint);
    if (span.remoteEndpoint !== undefined) protobufEndpoint(writer, 0x4a, span.remoteEndpoint);
    for (const { timestamp, value } of span.annotations ?? []) {
      const at = writer.begin(0x52);
      fixed64(writer, 0x09, timestamp);
      writer.stringField(0x12, value);
      writer.end(at);
    }
    for (const [key, value] of Object.entries(span.tags ?? {})) {
      const at = writer.begin(0x5a);
      writer.stringField(0x0a, key);
      writer.stringField(0x12, value);
      writer.end(at);
    }
    if (span.debug) varint(writer, 0x60, 1);
    if (span.shared) varint(writer, 0x68, 1);
    writer.end(start);
  }
  return writer.bytes.slice(0, writer.length);
}

function protobufEndpoint(writer: ProtobufWriter, tag: number, endpoint: Endpoint): void {
  const start = writer.begin(tag);
  if (endpoint.serviceName !== undefined) writer.stringField(0x0a, endpoint.serviceName);
  if (endpoint.ipv4 !== undefined) writer.bytesField(0x12, ipv4Bytes(endpoint.ipv4));
  if (endpoint.ipv6 !== undefined) writer.bytesField(0x1a, ipv6Bytes(endpoint.ipv6));
  if (endpoint.port !== undefined) varint(writer, 0x20, endpoint.port);
  writer.end(start);
}

function fixed64(writer: ProtobufWriter, tag: number, value: number): void {
  writer.reserve(9);
  writer.byte(tag);
  writer.fixed64(Math.floor(value / 0x1_0000_0000), value >>> 0);
}

function varint(writer: ProtobufWriter, tag: number, value: number): void {
  writer.reserve(6);
  writer.byte(tag);
  writer.varint32(value);
}

function thriftOf(spans: readonly ReportedSpan[]): Uint8Array<ArrayBuffer> {
  const writer = new ThriftBinaryWriter();
  writer.reserve(5);
  writer.listHeader(BinaryType.struct, spans.length);
  for (const span of spans) thriftSpan(writer, span);
  return writer.bytes.slice(0, writer.length);
}

function thriftSpan(writer: ThriftBinaryWriter, span: ReportedSpan): void {
  const wide = span.traceId.padStart(32, '0');
  thriftId(writer, 1, wide.slice(16));
  thriftText(writer, 3, span.name ?? '');
  thriftId(writer, 4, span.id);
  if (span.parentId !== undefined) thriftId(writer, 5, span.parentId);
  const annotations = annotationsOf(span);
  writer.reserve(8);
  writer.field(BinaryType.list, 6);
  writer.listHeader(BinaryType.struct, annotations.length);
  for (const { timestamp, value, endpoint } of annotations) {
    thriftNumber(writer, 1, timestamp);
    thriftText(writer, 2, value);
    thriftEndpoint(writer, 3, endpoint);
    stop(writer);
  }
  const binary = binaryAnnotationsOf(span);
  writer.reserve(8);
  writer.field(BinaryType.list, 8);
  writer.listHeader(BinaryType.struct, binary.length);
  for (const { key, value, endpoint } of binary) {
    thriftText(writer, 1, key);
    thriftText(writer, 2, value === true ? '\u0001' : value);
    writer.reserve(8);
    writer.field(BinaryType.i32, 3);
    writer.int32BigEndian(value === true ? 0 : 6);
    thriftEndpoint(writer, 4, endpoint);
    stop(writer);
  }
  const { timestamp, duration } = timesOf(span);
  if (timestamp !== undefined) thriftNumber(writer, 10, timestamp);
  if (duration !== undefined) thriftNumber(writer, 11, duration);
  if (!/^0+$/.test(wide.slice(0, 16))) thriftId(writer, 12, wide.slice(0, 16));
  stop(writer);
}

function thriftEndpoint(writer: ThriftBinaryWriter, id: number, endpoint: Endpoint): void {
  writer.reserve(16);
  writer.field(BinaryType.struct, id);
  writer.field(BinaryType.i32, 1);
  const ipv4 =
    endpoint.ipv4 === undefined ? 0 : Buffer.from(ipv4Bytes(endpoint.ipv4)).readInt32BE();
  writer.int32BigEndian(ipv4);
  writer.field(THRIFT_I16, 2);
  writer.byte((endpoint.port ?? 0) >> 8);
  writer.byte((endpoint.port ?? 0) & 0xff);
  thriftText(writer, 3, endpoint.serviceName ?? '');
  if (endpoint.ipv6 !== undefined) {
    writer.reserve(24);
    writer.field(BinaryType.binary, 4);
    writer.int32BigEndian(16);
    for (const byte of ipv6Bytes(endpoint.ipv6)) writer.byte(byte);
  }
  stop(writer);
}

const THRIFT_I16 = 6;

function thriftText(writer: ThriftBinaryWriter, id: number, text: string): void {
  writer.reserve(3);
  writer.field(BinaryType.binary, id);
  writer.string(text);
}

function thriftNumber(writer: ThriftBinaryWriter, id: number, value: number): void {
  writer.reserve(11);
  writer.field(BinaryType.i64, id);
  writer.i64(Math.floor(value / 0x1_0000_0000), value >>> 0);
}

function thriftId(writer: ThriftBinaryWriter, id: number, hex: string): void {
  writer.reserve(11);
  writer.field(BinaryType.i64, id);
  writer.i64(Number.parseInt(hex.slice(0, 8), 16) | 0, Number.parseInt(hex.slice(8), 16) | 0);
}

function stop(writer: ThriftBinaryWriter): void {
  writer.reserve(1);
  writer.byte(0);
}

function ipv4Bytes(address: string): Uint8Array {
  return Uint8Array.from(address.split('.'), Number);
}

/** Of an address with one run of zeros left out. */
function ipv6Bytes(address: string): Uint8Array {
  const [head = '', tail = ''] = address.split('::');
  const groups = (text: string): readonly number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [first, last] = [groups(head), groups(tail)];
  const zeros = new Array<number>(8 - first.length - last.length).fill(0);
  return Uint8Array.from(
    [...first, ...zeros, ...last].flatMap((group) => [group >> 8, group & 0xff]),
  );
}
