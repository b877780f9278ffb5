// For tests only: Zipkin's spans as protobufjs encodes them, from definitions written after the published field numbers.
import protobuf from 'protobufjs';
import { parseIp } from '../ip-text.ts';

/** The definitions. */
export const zipkinProto = `
syntax = "proto3";
message ListOfSpans { repeated Span spans = 1; }
message Span {
  bytes trace_id = 1; bytes parent_id = 2; bytes id = 3; uint32 kind = 4; string name = 5;
  fixed64 timestamp = 6; uint64 duration = 7; Endpoint local_endpoint = 8; Endpoint remote_endpoint = 9;
  repeated Annotation annotations = 10; map<string, string> tags = 11; bool debug = 12; bool shared = 13;
}
message Endpoint { string service_name = 1; bytes ipv4 = 2; bytes ipv6 = 3; int32 port = 4; }
message Annotation { fixed64 timestamp = 1; string value = 2; }
`;
const list = protobuf.parse(zipkinProto).root.lookupType('ListOfSpans');

/** An endpoint as Zipkin's JSON has it. */
export interface JsonEndpoint {
  readonly serviceName?: string;
  readonly ipv4?: string;
  readonly ipv6?: string;
  readonly port?: number;
}

const kinds = ['', 'CLIENT', 'SERVER', 'PRODUCER', 'CONSUMER'];

/** Fields of a ListOfSpans' spans, by protobufjs' names, as bytes. */
export function encodeList(spans: readonly object[]): Uint8Array {
  return list.encode({ spans }).finish().slice();
}

/** A span of Zipkin's JSON, as fields of the message. */
export function protobufSpan(span: object): object {
  const { traceId, parentId, id, kind, localEndpoint, remoteEndpoint, ...rest } = span as {
    readonly localEndpoint?: JsonEndpoint;
    readonly remoteEndpoint?: JsonEndpoint;
    readonly [key: string]: unknown;
  };
  return {
    ...rest,
    traceId: hex(traceId),
    id: hex(id),
    ...(parentId === undefined ? {} : { parentId: hex(parentId) }),
    ...(kind === undefined ? {} : { kind: kinds.indexOf(String(kind)) }),
    ...(localEndpoint === undefined ? {} : { localEndpoint: endpoint(localEndpoint) }),
    ...(remoteEndpoint === undefined ? {} : { remoteEndpoint: endpoint(remoteEndpoint) }),
  };
}

function hex(id: unknown): Uint8Array {
  return Buffer.from(String(id), 'hex');
}

function endpoint({ ipv4, ipv6, ...rest }: JsonEndpoint): object {
  return {
    ...rest,
    ...(ipv4 === undefined ? {} : { ipv4: parseIp(ipv4) }),
    ...(ipv6 === undefined ? {} : { ipv6: parseIp(ipv6) }),
  };
}
