// Times the OTLP decoders on one core, `finish()` of the batch included:
//   node packages/protocols/bench/decode-bench.ts [--rounds 40] [--json]
// The workload: requests of 512 spans, each from one of 30 services with three instances, 6.5 attributes
// and about 330 bytes a span in protobuf, random ids, one attribute in three of high cardinality.
import { parseArgs } from 'node:util';
import { SpanBatchBuilder } from '@clew/model';
import { decodeOtlpJson, decodeOtlpProtobuf } from '../src/otlp/index.ts';
import { encodeJson, encodeMessage, long } from '../src/otlp/testing/reference-encoder.ts';
import { seededRandom } from '../src/otlp/testing/seeded-random.ts';

const SPANS = 512;
const REQUESTS = 90;
const WARM_UP = 5;

const random = seededRandom(20_261_123);
const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
const int = (key: string, value: number) => ({ key, value: { intValue: value } });
const bytes = (count: number) => Uint8Array.from({ length: count }, () => random(256));

function span(service: number): object {
  const route = random(12);
  const start = 1_795_451_120_000_000_000n + BigInt(random(1_000_000_000));
  const attributes = [
    text('http.request.method', ['GET', 'POST', 'PUT'][random(3)] ?? 'GET'),
    int('http.response.status_code', [200, 200, 200, 404, 500][random(5)] ?? 200),
    text('http.route', `/v1/s${service}/route-${route}`),
    text('url.full', `https://shop.example/items/${random(1e9)}?session=${random(1e9)}`),
    text('server.address', `service-${random(30)}.prod.svc`),
  ];
  if (random(2) === 0) attributes.push(text('user.id', `user-${random(100_000)}`));
  if (random(2) === 0) attributes.push(int('thread.id', random(64)));
  if (random(4) === 0)
    attributes.push(text('db.statement', `select * from t where id=${random(1e9)}`));
  if (random(4) === 0)
    attributes.push(text('messaging.message.id', `${random(1e9)}-${random(1e9)}`));
  return {
    traceId: bytes(16),
    spanId: bytes(8),
    parentSpanId: random(5) === 0 ? bytes(0) : bytes(8),
    name: `GET /v1/s${service}/route-${route}`,
    kind: 1 + random(5),
    startTimeUnixNano: long(start),
    endTimeUnixNano: long(start + BigInt(random(100_000_000))),
    attributes,
    status: random(50) === 0 ? { code: 2, message: 'upstream timed out' } : {},
    flags: 0x101,
  };
}

function request(index: number): object {
  const service = index % 30;
  const spans = Array.from({ length: SPANS }, () => span(service));
  return {
    resourceSpans: [
      {
        resource: {
          attributes: [
            text('service.name', `service-${service}`),
            text('service.instance.id', `service-${service}-${index % 3}`),
            text('host.name', `node-${index % 7}`),
          ],
        },
        scopeSpans: [{ scope: { name: 'http', version: '1.2.3' }, spans }],
      },
    ],
  };
}

interface BenchResult {
  readonly decoder: string;
  readonly bytesPerSpan: number;
  readonly batchBytesPerSpan: number;
  readonly bestMicrosPerSpan: number;
  readonly medianMicrosPerSpan: number;
}

function measure(
  decoder: string,
  decode: typeof decodeOtlpProtobuf,
  bodies: readonly Uint8Array[],
  rounds: number,
): BenchResult {
  const spans = bodies.length * SPANS;
  const builder = new SpanBatchBuilder();
  const times: number[] = [];
  let batchBytes = 0;
  for (let round = -WARM_UP; round < rounds; round++) {
    const before = process.cpuUsage();
    batchBytes = 0;
    for (const body of bodies) {
      decode(body, builder);
      batchBytes += builder.finish().bytes.length;
      builder.clear();
    }
    const { user, system } = process.cpuUsage(before);
    if (round >= 0) times.push((user + system) / spans);
  }
  times.sort((a, b) => a - b);
  const wireBytes = bodies.reduce((sum, body) => sum + body.length, 0);
  return {
    decoder,
    bytesPerSpan: Math.round(wireBytes / spans),
    batchBytesPerSpan: Math.round(batchBytes / spans),
    bestMicrosPerSpan: Number((times[0] ?? 0).toFixed(3)),
    medianMicrosPerSpan: Number((times[times.length >> 1] ?? 0).toFixed(3)),
  };
}

function main(): void {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '40' },
      json: { type: 'boolean', default: false },
    },
  });
  const rounds = Number(values.rounds);
  const requests = Array.from({ length: REQUESTS }, (_, index) => request(index));
  const protobuf = requests.map((fields) => encodeMessage('ExportTraceServiceRequest', fields));
  const json = requests.slice(0, REQUESTS / 3).map(encodeJson);
  const results = [
    measure('otlp protobuf', decodeOtlpProtobuf, protobuf, rounds),
    measure('otlp json', decodeOtlpJson, json, Math.ceil(rounds / 4)),
  ];
  if (values.json) {
    console.log(JSON.stringify(results));
    return;
  }
  for (const one of results) {
    console.log(
      `${one.decoder}: ${one.medianMicrosPerSpan} µs CPU a span (best ${one.bestMicrosPerSpan}), ` +
        `${one.bytesPerSpan} bytes on the wire, ${one.batchBytesPerSpan} in the batch`,
    );
  }
}

main();
