// Every decoder of the package with the workload in its protocol and the libraries that read the same bytes.
import protobuf from 'protobufjs';
import {
  decodeBatchBinary,
  decodeEmitBatchBinary,
  decodeEmitBatchCompact,
  decodePostSpans,
} from '../src/jaeger/index.ts';
import { jaegerDefinitions } from '../src/jaeger/testing/post-spans-encoder.ts';
import { decodeOtlpJson, decodeOtlpProtobuf } from '../src/otlp/index.ts';
import { otlpDefinitions } from '../src/otlp/testing/reference-encoder.ts';
import { decodeSegmentCollection, decodeSegmentsJson } from '../src/skywalking/index.ts';
import { segmentDefinitions } from '../src/skywalking/testing/segment-encoder.ts';
import {
  decodeZipkinJson,
  decodeZipkinProtobuf,
  decodeZipkinThrift,
  decodeZipkinV1Json,
} from '../src/zipkin/index.ts';
import { zipkinProto } from '../src/zipkin/testing/protobuf-encoder.ts';
import { jaegerBinary, jaegerBinaryUdp, jaegerCompact, jaegerProtobuf } from './jaeger-messages.ts';
import { batch, emitBatchArguments } from './jaeger-structs.ts';
import { otlpJson, otlpProtobuf } from './otlp-messages.ts';
import { protobufPeers } from './protobuf-peers.ts';
import { skyWalkingJson, skyWalkingSegments } from './skywalking-messages.ts';
import { thriftPeer } from './thrift-peer.ts';
import type { Peer, TimedDecoder } from './timing.ts';
import { type BenchMessage, benchMessages } from './workload.ts';
import { zipkinJson, zipkinProtobuf, zipkinThrift, zipkinV1Json } from './zipkin-messages.ts';
import { spans as zipkinSpans } from './zipkin-structs.ts';

const SEED = 20_261_123;

const textDecoder = new TextDecoder();
/** What any decoder on top of JSON.parse needs at least. */
const jsonParse: Peer = {
  name: 'JSON.parse',
  read: (body) => JSON.parse(textDecoder.decode(body)),
};

interface Form {
  readonly name: string;
  readonly encode: (message: BenchMessage) => Uint8Array;
  readonly decode: TimedDecoder['decode'];
  readonly peers: readonly Peer[];
}

/**
 * The decoders with messages of so many spans.
 * @param only part of a name; the others are left out
 */
export function* timedDecoders(
  messages: number,
  spansPerMessage: number,
  only: string,
): Generator<TimedDecoder> {
  const sent = benchMessages(messages, spansPerMessage, SEED);
  for (const { name, encode, decode, peers } of forms()) {
    if (!name.includes(only)) continue;
    yield { name, decode, bodies: sent.map(encode), spans: messages * spansPerMessage, peers };
  }
}

function forms(): readonly Form[] {
  return [
    {
      name: 'OTLP protobuf',
      ...{ encode: otlpProtobuf, decode: decodeOtlpProtobuf },
      peers: protobufPeers(otlpDefinitions, 'ExportTraceServiceRequest'),
    },
    {
      name: 'OTLP JSON',
      ...{ encode: otlpJson, decode: decodeOtlpJson, peers: [jsonParse] },
    },
    {
      name: 'Jaeger Thrift compact, UDP',
      ...{ encode: jaegerCompact, decode: decodeEmitBatchCompact },
      peers: [thriftPeer('compact', true, emitBatchArguments)],
    },
    {
      name: 'Jaeger Thrift binary, UDP',
      ...{ encode: jaegerBinaryUdp, decode: decodeEmitBatchBinary },
      peers: [thriftPeer('binary', true, emitBatchArguments)],
    },
    {
      name: 'Jaeger Thrift binary, HTTP',
      ...{ encode: jaegerBinary, decode: decodeBatchBinary },
      peers: [thriftPeer('binary', false, batch)],
    },
    {
      name: 'Jaeger protobuf',
      ...{ encode: jaegerProtobuf, decode: decodePostSpans },
      peers: protobufPeers(jaegerDefinitions, 'PostSpansRequest'),
    },
    {
      name: 'SkyWalking protobuf',
      ...{ encode: skyWalkingSegments, decode: decodeSegmentCollection },
      peers: protobufPeers(segmentDefinitions, 'SegmentCollection'),
    },
    {
      name: 'SkyWalking JSON',
      ...{ encode: skyWalkingJson, decode: decodeSegmentsJson, peers: [jsonParse] },
    },
    {
      name: 'Zipkin JSON v2',
      ...{ encode: zipkinJson, decode: decodeZipkinJson, peers: [jsonParse] },
    },
    {
      name: 'Zipkin protobuf',
      ...{ encode: zipkinProtobuf, decode: decodeZipkinProtobuf },
      // A map is a list of entries on the wire, and can be described to both libraries.
      peers: protobufPeers(
        protobuf.parse(
          `${zipkinProto.replace('map<string, string>', 'repeated Tag')} message Tag { string key = 1; string value = 2; }`,
        ).root,
        'ListOfSpans',
      ),
    },
    {
      name: 'Zipkin Thrift v1',
      ...{ encode: zipkinThrift, decode: decodeZipkinThrift },
      peers: [thriftPeer('binary', false, zipkinSpans)],
    },
    {
      name: 'Zipkin JSON v1',
      ...{ encode: zipkinV1Json, decode: decodeZipkinV1Json, peers: [jsonParse] },
    },
  ];
}
