// The system that the workload pretends to trace: 30 services that call each other, three instances
// each, and what their instrumentation writes on a span.
import type { SeededRandom } from './seeded-random.ts';

const NAMES = [
  'gateway web mobile-api admin-api search catalog goods price promotion cart order payment',
  'invoice stock warehouse shipping user auth session profile address coupon recommend review',
  'notification mail sms audit risk report',
]
  .join(' ')
  .split(' ');

/** One service. */
export interface Service {
  readonly index: number;
  readonly name: string;
  readonly operations: readonly string[];
  /** Services that it calls. */
  readonly calls: readonly number[];
}

/** An attribute of a span: a text, or a whole number. */
export type Attribute = readonly [key: string, value: string | number];

export const INSTANCES = 3;

/** The services; the first four take requests from outside. */
export function services(random: SeededRandom): readonly Service[] {
  return NAMES.map((name, index) => ({
    index,
    name: `${name}-service`,
    operations: Array.from(
      { length: 4 + random.below(9) },
      (_, i) =>
        `${random.pick(['GET', 'POST', 'PUT'])} /${name}/v${1 + (i % 2)}/${verbs[i % verbs.length]}`,
    ),
    calls: Array.from({ length: 2 + random.below(4) }, () =>
      Math.min(NAMES.length - 1, index + 1 + random.below(9)),
    ),
  }));
}

const verbs = 'list detail create update remove batch check query sync export import status'.split(
  ' ',
);
const tables = 'goods orders stock users coupons invoices sessions'.split(' ');

/** The attributes of a resource. */
export function resourceAttributes(service: Service, instance: number): readonly Attribute[] {
  return [
    ['service.name', service.name],
    ['service.instance.id', `${service.name}-${instance}-7d9f8c6b5`],
    ['service.version', `2.${service.index % 7}.${instance % 2}`],
    ['host.name', `node-${(service.index * INSTANCES + instance) % 17}.prod.example`],
    ['deployment.environment.name', 'production'],
    ['telemetry.sdk.language', service.index % 3 === 0 ? 'go' : 'nodejs'],
  ];
}

/** What a span of each kind carries: 5 to 10 attributes, at least one of them unlike any other's. */
export function spanAttributes(
  random: SeededRandom,
  kind: 'server' | 'client' | 'database' | 'internal',
  operation: string,
  failed: boolean,
): readonly Attribute[] {
  const [method = 'GET', route = '/'] = operation.split(' ');
  switch (kind) {
    case 'server':
      return [
        ['http.request.method', method],
        ['http.route', route],
        ['url.path', `${route}/${random.below(1e9)}`],
        ['http.response.status_code', failed ? 500 : random.unit() < 0.03 ? 404 : 200],
        ['user_agent.original', random.pick(agents)],
        ['client.address', `10.${random.below(4)}.${random.below(256)}.${random.below(256)}`],
        ['user.id', `u-${random.below(50_000)}`],
        ['request.id', random.hex(16)],
        ...(random.unit() < 0.1 ? ([['tenant', `tenant-${random.below(40)}`]] as const) : []),
      ];
    case 'client':
      return [
        ['http.request.method', method],
        ['server.address', `${route.split('/')[1]}-service.prod.svc`],
        ['server.port', 8080],
        ['url.full', `http://${route.split('/')[1]}.prod${route}?id=${random.below(1e9)}`],
        ['http.response.status_code', failed ? 500 : 200],
      ];
    case 'database':
      return [
        ['db.system.name', 'mysql'],
        ['db.namespace', 'shop'],
        ['db.collection.name', random.pick(tables)],
        ['db.query.text', `SELECT * FROM ${random.pick(tables)} WHERE id = ${random.below(1e9)}`],
        ['db.response.returned_rows', random.below(100)],
        ['server.address', `mysql-${random.below(4)}.prod.svc`],
      ];
    case 'internal':
      return [
        ['code.function.name', `handle.${random.pick(verbs)}`],
        ['thread.id', random.below(64)],
        ['thread.name', `worker-${random.below(64)}`],
        ['cache.key', `cache:${random.pick(tables)}:${random.below(1e9)}`],
        ['cache.hit', random.below(2)],
      ];
  }
}

const agents = [
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X)',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/151.0',
  'okhttp/5.1.0',
] as const;
