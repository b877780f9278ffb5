// For tests and benchmarks only: SkyWalking's segments as protobufjs encodes them, from definitions written after the published
// field numbers, so that the decoder is not held against itself.
import protobuf from 'protobufjs';
import { long } from '../../otlp/testing/reference-encoder.ts';

const definitions = `
syntax = "proto3";
message SegmentCollection { repeated SegmentObject segments = 1; }
message SegmentObject {
  string traceId = 1; string traceSegmentId = 2; repeated SpanObject spans = 3; string service = 4; string serviceInstance = 5;
  bool isSizeLimited = 6;
}
message SpanObject {
  int32 spanId = 1; int32 parentSpanId = 2; int64 startTime = 3; int64 endTime = 4; repeated SegmentReference refs = 5;
  string operationName = 6; string peer = 7; int32 spanType = 8; int32 spanLayer = 9; int32 componentId = 10; bool isError = 11;
  repeated Pair tags = 12; repeated Log logs = 13; bool skipAnalysis = 14;
}
message SegmentReference {
  int32 refType = 1; string traceId = 2; string parentTraceSegmentId = 3; int32 parentSpanId = 4; string parentService = 5;
  string parentServiceInstance = 6; string parentEndpoint = 7; string networkAddressUsedAtPeer = 8;
}
message Pair { string key = 1; string value = 2; }
message Log { int64 time = 1; repeated Pair data = 2; }
`;

/** The definitions, for tests that walk a message by its types. */
export const segmentDefinitions: protobuf.Root = protobuf.parse(definitions).root;

/** A key and a value. */
interface Pair {
  readonly key: string;
  readonly value: string;
}

/** A reference to a segment before. */
export interface SegmentReferenceFields {
  readonly refType: number;
  readonly traceId: string;
  readonly parentTraceSegmentId: string;
  readonly parentSpanId: number;
  readonly parentService: string;
  readonly parentServiceInstance: string;
  readonly parentEndpoint: string;
  readonly networkAddressUsedAtPeer: string;
}

/** A span; times are Unix milliseconds. */
export interface SpanFields {
  readonly spanId: number;
  readonly parentSpanId: number;
  readonly startTime: bigint;
  readonly endTime: bigint;
  readonly refs: readonly SegmentReferenceFields[];
  readonly operationName: string;
  readonly peer: string;
  readonly spanType: number;
  readonly spanLayer: number;
  readonly componentId: number;
  readonly isError: boolean;
  readonly tags: readonly Pair[];
  readonly logs: readonly { readonly time: bigint; readonly data: readonly Pair[] }[];
  readonly skipAnalysis: boolean;
}

/** A segment. */
export interface SegmentFields {
  readonly traceId: string;
  readonly traceSegmentId: string;
  readonly spans: readonly SpanFields[];
  readonly service: string;
  readonly serviceInstance: string;
  readonly isSizeLimited: boolean;
}

/** A span with nothing special about it. */
export const plainSpan: SpanFields = {
  spanId: 0,
  parentSpanId: -1,
  startTime: 1_795_451_126_286n,
  endTime: 1_795_451_126_295n,
  refs: [],
  operationName: 'GET:/stock',
  peer: '',
  spanType: 0,
  spanLayer: 3,
  componentId: 0,
  isError: false,
  tags: [],
  logs: [],
  skipAnalysis: false,
};

/** A segment without spans. */
export const plainSegment: SegmentFields = {
  traceId: '316624b03f7741e3a326ec8c294ed768',
  traceSegmentId: '41aa71672af340d19b2d118ee31d7eea',
  spans: [],
  service: 'stock',
  serviceInstance: 'lab-1',
  isSizeLimited: false,
};

/** A reference with nothing special about it. */
export const plainReference: SegmentReferenceFields = {
  refType: 0,
  traceId: plainSegment.traceId,
  parentTraceSegmentId: '06001211dfc84fceb596a5bb15ae66d3',
  parentSpanId: 2,
  parentService: 'shop',
  parentServiceInstance: 'lab-2',
  parentEndpoint: 'GET:/checkout',
  networkAddressUsedAtPeer: '10.0.0.7:8080',
};

/** The bytes of a message of one of the definitions' types. */
export function encodeSkyWalking(type: string, fields: object): Uint8Array {
  return segmentDefinitions.lookupType(type).encode(fields).finish().slice();
}

/** A SegmentObject; spans may have other fields, too, such as wrong ones. */
export function encodeSegment(segment: Omit<SegmentFields, 'spans'> & Spans): Uint8Array {
  return encodeSkyWalking('SegmentObject', protobufFields(segment));
}

/** A SegmentCollection. */
export function encodeSegments(segments: readonly SegmentFields[]): Uint8Array {
  return encodeSkyWalking('SegmentCollection', { segments: segments.map(protobufFields) });
}

interface Spans {
  readonly spans: readonly Partial<SpanFields>[];
}

function protobufFields(segment: Omit<SegmentFields, 'spans'> & Spans): object {
  return {
    ...segment,
    spans: segment.spans.map(({ startTime = 0n, endTime = 0n, logs = [], ...span }) => ({
      ...span,
      startTime: { ...long(startTime), unsigned: false },
      endTime: { ...long(endTime), unsigned: false },
      logs: logs.map(({ time, data }) => ({ time: { ...long(time), unsigned: false }, data })),
    })),
  };
}
