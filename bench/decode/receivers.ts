// Times every receiver from outside: the CPU that the server's process needs for a span, from the socket to the store in memory.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  jaegerBinary,
  jaegerBinaryUdp,
  jaegerCompact,
  jaegerProtobuf,
} from '@clew/protocols/bench/jaeger-messages.ts';
import { otlpJson, otlpProtobuf } from '@clew/protocols/bench/otlp-messages.ts';
import { skyWalkingJson, skyWalkingSegments } from '@clew/protocols/bench/skywalking-messages.ts';
import {
  zipkinJson,
  zipkinProtobuf,
  zipkinThrift,
  zipkinV1Json,
} from '@clew/protocols/bench/zipkin-messages.ts';
import { type ReceiverFlag, type ServerProcess, startServer } from '../server-process.ts';
import { Bodies, type Encode } from './bodies.ts';
import { overGrpc, overHttp, overUdp, type Send } from './send.ts';

const WRITTEN = 'clew_pipeline_written_spans_total';
/** What fits a datagram of 65,507 bytes. */
const MOST_DATAGRAM_SPANS = 100;
/** Spans a second over UDP, so that few enough wait that none is dropped. */
const UDP_SPANS_PER_SECOND = 50_000;
const PATIENCE_MILLIS = 20_000;

interface ReceiverForm {
  readonly name: string;
  readonly flag: ReceiverFlag;
  readonly encode: Encode;
  /** @param spans in a message */
  readonly send: (spans: number) => Send;
  readonly mostSpans?: number;
}

const thrift = 'application/x-thrift';
const protobuf = 'application/x-protobuf';
const json = 'application/json';
const udp = (spans: number): Send => overUdp(UDP_SPANS_PER_SECOND / spans);

function forms(): readonly ReceiverForm[] {
  const http = (path: string, type: string) => () => overHttp(path, type);
  const grpc = (method: string) => () => overGrpc(method);
  return [
    {
      name: 'OTLP protobuf, HTTP',
      flag: 'otlp-http',
      encode: otlpProtobuf,
      send: http('/v1/traces', protobuf),
    },
    {
      ...{ name: 'OTLP protobuf, gRPC', flag: 'otlp-grpc', encode: otlpProtobuf },
      send: grpc('/opentelemetry.proto.collector.trace.v1.TraceService/Export'),
    },
    {
      name: 'OTLP JSON, HTTP',
      flag: 'otlp-http',
      encode: otlpJson,
      send: http('/v1/traces', json),
    },
    {
      ...{ name: 'Jaeger Thrift compact, UDP', flag: 'jaeger-udp-compact', encode: jaegerCompact },
      ...{ send: udp, mostSpans: MOST_DATAGRAM_SPANS },
    },
    {
      ...{ name: 'Jaeger Thrift binary, UDP', flag: 'jaeger-udp-binary', encode: jaegerBinaryUdp },
      ...{ send: udp, mostSpans: MOST_DATAGRAM_SPANS },
    },
    {
      name: 'Jaeger Thrift binary, HTTP',
      flag: 'jaeger-http',
      encode: jaegerBinary,
      send: http('/api/traces', thrift),
    },
    {
      ...{ name: 'Jaeger protobuf, gRPC', flag: 'jaeger-grpc', encode: jaegerProtobuf },
      send: grpc('/jaeger.api_v2.CollectorService/PostSpans'),
    },
    {
      ...{ name: 'SkyWalking protobuf, gRPC', flag: 'skywalking-grpc', encode: skyWalkingSegments },
      send: grpc('/skywalking.v3.TraceSegmentReportService/collectInSync'),
    },
    {
      name: 'SkyWalking JSON, HTTP',
      flag: 'skywalking-http',
      encode: skyWalkingJson,
      send: http('/v3/segments', json),
    },
    {
      name: 'Zipkin JSON v2, HTTP',
      flag: 'zipkin',
      encode: zipkinJson,
      send: http('/api/v2/spans', json),
    },
    {
      name: 'Zipkin protobuf, HTTP',
      flag: 'zipkin',
      encode: zipkinProtobuf,
      send: http('/api/v2/spans', protobuf),
    },
    {
      name: 'Zipkin JSON v1, HTTP',
      flag: 'zipkin',
      encode: zipkinV1Json,
      send: http('/api/v1/spans', json),
    },
    {
      name: 'Zipkin Thrift v1, HTTP',
      flag: 'zipkin',
      encode: zipkinThrift,
      send: http('/api/v1/spans', thrift),
    },
  ];
}

/** What was measured of a receiver. */
export interface ReceiverTimes {
  readonly receiver: string;
  readonly spansPerMessage: number;
  /** CPU of the server's process, all threads. */
  readonly cpuMicrosPerSpan: number;
}

/**
 * Times the receivers, each in a server of its own, with few and with many spans a message.
 * @param spans how many are sent to each
 * @param only part of a name; the others are left out
 */
export async function* timeReceivers(spans: number, only: string): AsyncGenerator<ReceiverTimes> {
  for (const form of forms()) {
    if (!form.name.includes(only)) continue;
    for (const size of [5, form.mostSpans ?? 512]) {
      yield {
        ...{ receiver: form.name, spansPerMessage: size },
        cpuMicrosPerSpan: await withServer(form.flag, (server, port) =>
          cpuOf(server, port, form, size, spans),
        ),
      };
    }
  }
}

/** Gives a server that keeps spans in memory and takes them in on one port. */
export async function withServer<T>(
  flag: ReceiverFlag,
  use: (server: ServerProcess, port: number) => Promise<T>,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'clew-bench-decode-'));
  try {
    const server = await startServer(directory, { receivers: [flag], storage: 'memory' });
    try {
      return await use(server, server.ports[flag] ?? 0);
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function cpuOf(
  server: ServerProcess,
  port: number,
  { encode, send }: ReceiverForm,
  size: number,
  spans: number,
): Promise<number> {
  const messages = Math.ceil(spans / size);
  const warmUp = Math.ceil(messages / 2);
  await send(size)(port, new Bodies(encode, size, 0), warmUp);
  await waitForSpans(server, warmUp * size);
  const bodies = new Bodies(encode, size, warmUp);
  const before = server.cpuSeconds();
  await send(size)(port, bodies, messages);
  await waitForSpans(server, (warmUp + messages) * size);
  return Number((((server.cpuSeconds() - before) * 1e6) / (messages * size)).toFixed(2));
}

/** Waits until the server has stored so many spans. @throws when it has not for long, since some were lost then */
export async function waitForSpans(server: ServerProcess, count: number): Promise<void> {
  const deadline = performance.now() + PATIENCE_MILLIS;
  for (;;) {
    const written = await server.metric(WRITTEN);
    if (written === count) return;
    if (performance.now() > deadline) throw new Error(`${written} spans were stored of ${count}`);
    await sleep(20);
  }
}
