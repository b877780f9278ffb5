// The spans that the decoders are timed with, in no protocol yet: each from one of 30 services with three instances, 6.5 attributes, random
// ids, one attribute in three of high cardinality. In OTLP's protobuf a span takes about 330 bytes.
import { seededRandom } from '../src/otlp/testing/seeded-random.ts';

/** One span of the workload. */
export interface BenchSpan {
  readonly traceId: bigint;
  readonly spanId: bigint;
  /** 0 for a root. */
  readonly parentId: bigint;
  readonly name: string;
  /** As OTLP counts them: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  /** Unix microseconds. */
  readonly startMicros: bigint;
  readonly durationMicros: bigint;
  readonly attributes: readonly (readonly [key: string, value: string | number])[];
  readonly isError: boolean;
}

/** What one process sends at once. */
export interface BenchMessage {
  readonly service: string;
  readonly instance: string;
  readonly host: string;
  readonly ipv4: string;
  readonly spans: readonly BenchSpan[];
}

type Random = (bound: number) => number;

/** So many messages of so many spans; the same ones each time for a seed. */
export function benchMessages(count: number, spans: number, seed: number): readonly BenchMessage[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const service = index % 30;
    return {
      service: `service-${service}`,
      instance: `service-${service}-${index % 3}`,
      host: `node-${index % 7}`,
      ipv4: `10.1.${service}.${index % 3}`,
      spans: Array.from({ length: spans }, () => benchSpan(random, service)),
    };
  });
}

function benchSpan(random: Random, service: number): BenchSpan {
  const route = random(12);
  return {
    traceId: (id(random) << 64n) | id(random),
    spanId: id(random),
    parentId: random(5) === 0 ? 0n : id(random),
    name: `GET /v1/s${service}/route-${route}`,
    kind: 1 + random(5),
    startMicros: 1_795_451_120_000_000n + BigInt(random(1_000_000)),
    durationMicros: 1n + BigInt(random(100_000)),
    attributes: attributesOf(random, service, route),
    isError: random(50) === 0,
  };
}

/** Never 0, which is no id, and its first bit not set, which JavaScript's Thrift would show as a negative number. */
function id(random: Random): bigint {
  return (BigInt(1 + random(0x7fff_ffff)) << 32n) | BigInt(random(0x1_0000_0000));
}

function attributesOf(random: Random, service: number, route: number): BenchSpan['attributes'] {
  const attributes: (readonly [string, string | number])[] = [
    ['http.request.method', ['GET', 'POST', 'PUT'][random(3)] ?? 'GET'],
    ['http.response.status_code', [200, 200, 200, 404, 500][random(5)] ?? 200],
    ['http.route', `/v1/s${service}/route-${route}`],
    ['url.full', `https://shop.example/items/${random(1e9)}?session=${random(1e9)}`],
    ['server.address', `service-${random(30)}.prod.svc`],
  ];
  if (random(2) === 0) attributes.push(['user.id', `user-${random(100_000)}`]);
  if (random(2) === 0) attributes.push(['thread.id', random(64)]);
  if (random(4) === 0) attributes.push(['db.statement', `select * from t where id=${random(1e9)}`]);
  if (random(4) === 0) attributes.push(['messaging.message.id', `${random(1e9)}-${random(1e9)}`]);
  return attributes;
}
