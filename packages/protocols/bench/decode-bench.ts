// Times the OTLP decoders on one core, `finish()` of the batch included:
//   node packages/protocols/bench/decode-bench.ts [--rounds 40] [--json]
// The workload: requests of 512 spans, each from one of 30 services with three instances, 6.5 attributes
// and about 330 bytes a span in protobuf, random ids, one attribute in three of high cardinality.
import { parseArgs } from 'node:util';
import { SpanBatchBuilder } from '@clew/model';
import { decodeOtlpProtobuf } from '../src/otlp/index.ts';
import { encodeMessage, long } from '../src/otlp/testing/reference-encoder.ts';
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

function request(index: number): Uint8Array {
  const service = index % 30;
  const spans = Array.from({ length: SPANS }, () => span(service));
  return encodeMessage('ExportTraceServiceRequest', {
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
  });
}

function main(): void {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '40' }, json: { type: 'boolean' } },
  });
  const requests = Array.from({ length: REQUESTS }, (_, index) => request(index));
  const wireBytes = requests.reduce((sum, body) => sum + body.length, 0);
  const builder = new SpanBatchBuilder();
  const times: number[] = [];
  let batchBytes = 0;
  for (let round = -WARM_UP; round < Number(values.rounds); round++) {
    const before = process.cpuUsage();
    batchBytes = 0;
    for (const body of requests) {
      decodeOtlpProtobuf(body, builder);
      batchBytes += builder.finish().bytes.length;
      builder.clear();
    }
    const { user, system } = process.cpuUsage(before);
    if (round >= 0) times.push((user + system) / (REQUESTS * SPANS));
  }
  times.sort((a, b) => a - b);
  const result = {
    decoder: 'otlp protobuf',
    bytesPerSpan: Math.round(wireBytes / (REQUESTS * SPANS)),
    batchBytesPerSpan: Math.round(batchBytes / (REQUESTS * SPANS)),
    bestMicrosPerSpan: Number((times[0] ?? 0).toFixed(3)),
    medianMicrosPerSpan: Number((times[times.length >> 1] ?? 0).toFixed(3)),
  };
  console.log(
    values.json === true
      ? JSON.stringify(result)
      : `${result.decoder}: ${result.medianMicrosPerSpan} µs CPU a span (best ${result.bestMicrosPerSpan}), ` +
          `${result.bytesPerSpan} bytes on the wire, ${result.batchBytesPerSpan} in the batch`,
  );
}

main();
