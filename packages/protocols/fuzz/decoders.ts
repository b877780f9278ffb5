// The decoders that are fuzzed, each with captured requests of real clients to start from.
import { readFileSync } from 'node:fs';
import type { SpanBatchBuilder } from '@clew/model';
import protobuf, { type Root } from 'protobufjs';
import type { DecodeResult } from '../src/decode-result.ts';
import {
  decodeBatchBinary,
  decodeEmitBatchBinary,
  decodeEmitBatchCompact,
  decodePostSpans,
} from '../src/jaeger/index.ts';
import { jaegerDefinitions } from '../src/jaeger/testing/post-spans-encoder.ts';
import { decodeOtlpJson, decodeOtlpProtobuf } from '../src/otlp/index.ts';
import { otlpDefinitions } from '../src/otlp/testing/reference-encoder.ts';
import {
  decodeSegment,
  decodeSegmentCollection,
  decodeSegmentsJson,
} from '../src/skywalking/index.ts';
import { segmentDefinitions } from '../src/skywalking/testing/segment-encoder.ts';
import {
  decodeZipkinJson,
  decodeZipkinProtobuf,
  decodeZipkinThrift,
  decodeZipkinV1Json,
} from '../src/zipkin/index.ts';
import { damagedJson, type JsonSeed, jsonSeed } from './json-damage.ts';
import { damagedInside } from './message-damage.ts';
import { damaged, mutated, type Random } from './mutation.ts';

/** A decoder under test. */
export interface FuzzedDecoder {
  readonly name: string;
  readonly decode: (body: Uint8Array, builder: SpanBatchBuilder) => DecodeResult;
  /** The next damaged input. */
  readonly input: (random: Random) => Uint8Array;
}

/** Every decoder of the package. */
export function fuzzedDecoders(): readonly FuzzedDecoder[] {
  const protobufSeeds = fixtures('otlp', [
    ...['node-otel-otlp-grpc', 'node-otel-otlp-proto', 'node-otel-sdk'],
  ]);
  const jsonSeeds = fixtures('otlp', ['node-otel-otlp-http', 'node-otel-shim']);
  const postSpansSeeds = fixtures('jaeger', [
    ...['jaeger-agent.go-jaeger-udp', 'jaeger-agent.py-jaeger-client-128'],
    'jaeger-agent.node-otel1-jaeger-udp',
  ]);
  const segmentSeeds = fixtures('skywalking', ['node-skywalking.1', 'node-skywalking.2']);
  const zipkinSeeds = ['go-zipkin-json', 'node-zipkin-v2-64', 'node-otel-zipkin'].map((name) =>
    fixture(`zipkin/fixtures/${name}.json`),
  );
  return [
    {
      name: 'otlp protobuf',
      decode: decodeOtlpProtobuf,
      input: protobufDamageOf('ExportTraceServiceRequest', protobufSeeds, otlpDefinitions),
    },
    {
      name: 'otlp json',
      decode: decodeOtlpJson,
      input: jsonDamageOf(jsonSeeds),
    },
    { name: 'zipkin json', decode: decodeZipkinJson, input: jsonDamageOf(zipkinSeeds) },
    {
      name: 'jaeger protobuf',
      decode: decodePostSpans,
      input: protobufDamageOf('PostSpansRequest', postSpansSeeds, jaegerDefinitions),
    },
    {
      name: 'zipkin protobuf',
      decode: decodeZipkinProtobuf,
      input: damageOf([fixture('zipkin/fixtures/go-zipkin-proto.bin')]),
    },
    {
      name: 'skywalking segment',
      decode: decodeSegment,
      input: protobufDamageOf('SegmentObject', segmentSeeds, segmentDefinitions),
    },
    {
      name: 'skywalking collection',
      decode: decodeSegmentCollection,
      input: protobufDamageOf(
        'SegmentCollection',
        [segmentCollection(segmentSeeds)],
        segmentDefinitions,
      ),
    },
    { name: 'skywalking json', decode: decodeSegmentsJson, input: jsonDamageOf([segmentsJson()]) },
    {
      name: 'zipkin v1 json',
      decode: decodeZipkinV1Json,
      input: jsonDamageOf([fixture('zipkin/fixtures/node-zipkin-v1.json')]),
    },
    {
      name: 'zipkin v1 thrift',
      decode: decodeZipkinThrift,
      input: damageOf([fixture('zipkin/fixtures/node-zipkin-thrift.bin')]),
    },
    {
      name: 'jaeger compact udp',
      decode: decodeEmitBatchCompact,
      input: damageOf(
        fixtures('jaeger', ['go-jaeger-udp.1', 'py-jaeger-client.1', 'seed-go-gin.1']),
      ),
    },
    {
      name: 'jaeger binary udp',
      decode: decodeEmitBatchBinary,
      input: damageOf(fixtures('jaeger', ['node-jaeger-client-udp.1', 'node-otel1-jaeger-udp.1'])),
    },
    {
      name: 'jaeger binary http',
      decode: decodeBatchBinary,
      input: damageOf(
        fixtures('jaeger', [
          ...['go-jaeger-http.1', 'node-jaeger-client-http.1', 'node-otel1-jaeger-http.1'],
        ]),
      ),
    },
  ];
}

/** The segments of a real agent as JSON. */
function segmentsJson(): Uint8Array {
  const segments = ['node-skywalking.1', 'node-skywalking.2'].map((name) => {
    const type = segmentDefinitions.lookupType('SegmentObject');
    const message = type.decode(fixture(`skywalking/fixtures/${name}.bin`));
    return type.toObject(message, { longs: Number });
  });
  return Buffer.from(JSON.stringify(segments));
}

/** Segments as one message: each is field 1 of it. */
function segmentCollection(segments: readonly Uint8Array[]): Uint8Array {
  const writer = protobuf.Writer.create();
  for (const segment of segments) writer.uint32(0x0a).bytes(segment);
  return new Uint8Array(writer.finish());
}

function damageOf(seeds: readonly Uint8Array[]): (random: Random) => Uint8Array {
  return (random) => mutated(seeds, random);
}

/** Wrong lengths end most messages early, so that most damage is done inside of right ones. */
function protobufDamageOf(
  type: string,
  seeds: readonly Uint8Array[],
  definitions: Root,
): (random: Random) => Uint8Array {
  return (random) => {
    if (random(3) === 0) return mutated(seeds, random);
    const seed = seeds[random(seeds.length)] as Uint8Array;
    return damagedInside(type, seed, (part) => damaged(part, seeds, random), random, definitions);
  };
}

/** Damaged bytes are mostly no JSON any more, so that most inputs exchange values instead. */
function jsonDamageOf(seeds: readonly Uint8Array[]): (random: Random) => Uint8Array {
  const texts = seeds.map(jsonSeed);
  return (random) =>
    random(4) === 0
      ? mutated(seeds, random)
      : damagedJson(texts[random(texts.length)] as JsonSeed, random);
}

function fixtures(protocol: string, names: readonly string[]): readonly Uint8Array[] {
  return names.map((name) => fixture(`${protocol}/fixtures/${name}.bin`));
}

function fixture(path: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../src/${path}`, import.meta.url)));
}
