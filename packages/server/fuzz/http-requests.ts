// Damaged requests of the query APIs, made from what Jaeger's and Zipkin's web apps, Grafana and Clew's own send.
import { mutated, type Random } from '@clew/protocols/fuzz/mutation.ts';

/** The servers that answer HTTP. */
export type ServerName = 'query' | 'zipkin' | 'sampling' | 'collector';

/** One request. */
export interface HttpRequest {
  readonly server: ServerName;
  readonly method: string;
  /** Path and query, as they stand in the request line. */
  readonly target: string;
  readonly body?: Uint8Array;
}

/** Names and ids that the store has. */
export interface Known {
  readonly traceIds: readonly string[];
  readonly services: readonly string[];
  readonly operations: readonly string[];
  /** A time at which spans start, microseconds. */
  readonly micros: number;
}

type Parameters = readonly (readonly [name: string, value: string])[];

interface Seed {
  readonly server: ServerName;
  readonly path: string;
  readonly parameters: Parameters;
  readonly body?: string;
}

const ODD_VALUES: readonly string[] = [
  ...['', '0', '-1', '1', '1.5', '1e300', 'NaN', 'Infinity', '0x10', '00', ' ', 'null', 'true'],
  ...['9223372036854775807', '9223372036854775808', '18446744073709551616', '9'.repeat(400)],
  ...['\u0000', '%', '%zz', '%ff', '/', '..', '../..', '{', '}', '[', '"', '\\', '\ud800', '😀'],
  ...['{"a":"b"}', '{"__proto__":{"a":1}}', '{"a":{"b":[1]}}', '[[]]', '{"a":"b"', '__proto__'],
  ...['constructor', 'a=b and c or "d"', 'error', 'error=false and x', ' and ', '=', 'a:b', ':'],
  ...['1s', '-1s', '1h2m3.4s', '99999999999h', '1', '1us', '2026-11-25T12:00:00Z', '0001-01-01'],
  ...[
    '{ name = "a" }',
    '{ .a =~ "(a+)+$" }',
    '{ duration > 1ms } && { span.x = 1 }',
    '{'.repeat(3000),
  ],
  ...[
    '('.repeat(3000),
    '['.repeat(3000),
    '!'.repeat(3000),
    'a'.repeat(9000),
    '{ true } '.repeat(300),
  ],
  ...[
    'f'.repeat(32),
    '0'.repeat(32),
    'f'.repeat(33),
    'F00D',
    'g'.repeat(16),
    'a,b,c',
    ','.repeat(2000),
  ],
];
const METHODS: readonly string[] = ['POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH'];
/** Node refuses a request line beyond 16 KiB itself; some inputs shall get there. */
const LONGEST_REPEAT = 60_000;

function seeds({ traceIds, services, operations, micros }: Known): readonly Seed[] {
  const [id = '', other = ''] = traceIds;
  const [service = ''] = services;
  const [operation = ''] = operations;
  const millis = String(Math.round(micros / 1000) + 1000);
  const nanos = (seconds: number): string => `${Math.round(micros / 1e6) + seconds}000000000`;
  const iso = (seconds: number): string => new Date(micros / 1000 + seconds * 1000).toISOString();
  const from = String(micros - 3_600_000_000);
  const to = String(micros + 3_600_000_000);
  const query = (path: string, ...parameters: Parameters): Seed => ({
    ...{ server: 'query', path, parameters },
  });
  const zipkin = (path: string, ...parameters: Parameters): Seed => ({
    ...{ server: 'zipkin', path, parameters },
  });
  const jaegerSearch: Parameters = [
    ...([
      ['service', service],
      ['operation', operation],
      ['limit', '20'],
      ['lookback', '1h'],
    ] as const),
    ...([
      ['start', from],
      ['end', to],
      ['minDuration', '1us'],
      ['maxDuration', '10s'],
    ] as const),
    ...([
      ['tags', '{"http.request.method":"GET","error":"true"}'],
      ['tag', 'a:b'],
    ] as const),
  ];
  const v3Search: Parameters = [
    ['query.service_name', service],
    ['query.operation_name', operation],
    ['query.start_time_min', iso(-3600)],
    ['query.start_time_max', iso(3600)],
    ['query.duration_min', '1us'],
    ['query.duration_max', '10s'],
    ['query.num_traces', '20'],
    ['query.attributes', '{"http.request.method":"GET"}'],
  ];
  const clewSearch: Parameters = [
    ...([
      ['q', '{ resource.service.name = "service-1" && duration > 1us }'],
      ['limit', '20'],
    ] as const),
    ...([
      ['start', nanos(-3600)],
      ['end', nanos(3600)],
      ['order', 'newest'],
    ] as const),
  ];
  return [
    query('/api/services'),
    query('/api/operations', ['service', service], ['spanKind', 'server']),
    query(`/api/services/${service}/operations`),
    query(`/api/traces/${id}`, ['raw', 'true'], ['prettyPrint', 'true']),
    query('/api/traces', ...jaegerSearch),
    query('/api/traces', ['traceID', id], ['traceID', other]),
    query('/api/dependencies', ['endTs', millis], ['lookback', '604800000']),
    query('/api/metrics/latencies', ['service', service], ['quantile', '0.95']),
    { ...query(`/api/archive/${id}`), body: '' },
    { ...query('/api/transform'), body: OTLP },
    query('/api/v3/services'),
    query('/api/v3/operations', ['service', service], ['span_kind', 'server']),
    query(
      `/api/v3/traces/${id}`,
      ['start_time', iso(-3600)],
      ['end_time', iso(3600)],
      ['raw_traces', 'true'],
    ),
    query('/api/v3/traces', ...v3Search),
    query('/api/v3/trace-summaries', ...v3Search),
    query('/api/v3/dependencies', ['start_time', iso(-3600)], ['end_time', iso(3600)]),
    query('/api/clew/v1/search', ...clewSearch),
    query('/api/clew/v1/search', [
      'q',
      `{ link:traceID = "${id}" || link:spanID != "${id.slice(16)}" || link.a != nil }`,
    ]),
    query('/api/clew/v1/histogram', ...clewSearch, ['buckets', '40']),
    query('/api/clew/v1/services', ['start', nanos(-3600)], ['end', nanos(3600)]),
    query('/api/clew/v1/operations', ['service', service]),
    query('/api/clew/v1/attribute-keys', ['scope', 'span']),
    query(
      '/api/clew/v1/attribute-values',
      ['key', 'http.route'],
      ['prefix', '/v1'],
      ['limit', '20'],
    ),
    query('/api/clew/v1/status'),
    query('/api/clew/v1/system'),
    query('/api/clew/v1/openapi.json'),
    query(`/api/clew/v1/traces/${id}`),
    query(`/api/clew/v1/traces/${id}/skeleton`),
    query(`/api/clew/v1/traces/${id}/spans`, ['from', '0'], ['to', '3']),
    query(`/api/clew/v1/traces/${id}/jaeger.json`),
    query(`/api/clew/v1/traces/${id}/otlp.json`),
    zipkin('/api/v2/services'),
    zipkin('/api/v2/spans', ['serviceName', service]),
    zipkin('/api/v2/remoteServices', ['serviceName', service]),
    zipkin(
      '/api/v2/traces',
      ...([
        ['serviceName', service],
        ['spanName', operation],
        ['remoteServiceName', 'x'],
      ] as const),
      ...([
        ['annotationQuery', 'error and http.route=/v1'],
        ['minDuration', '1'],
      ] as const),
      ...([
        ['maxDuration', '10000000'],
        ['endTs', millis],
        ['lookback', '3600000'],
        ['limit', '10'],
      ] as const),
    ),
    zipkin(`/api/v2/trace/${id}`),
    zipkin('/api/v2/traceMany', ['traceIds', `${id},${other}`]),
    zipkin('/api/v2/dependencies', ['endTs', millis], ['lookback', '86400000']),
    zipkin('/api/v2/autocompleteKeys'),
    zipkin('/api/v2/autocompleteValues', ['key', 'http.route']),
    zipkin('/health'),
    zipkin('/info'),
    zipkin('/config.json'),
    zipkin('/metrics'),
    zipkin('/prometheus'),
    zipkin(`/zipkin/traces/${id}`),
    { ...zipkin('/api/v2/spans'), body: ZIPKIN },
    { ...zipkin('/api/v1/spans'), body: ZIPKIN },
    { server: 'sampling', path: '/sampling', parameters: [['service', service]] },
    { server: 'sampling', path: '/', parameters: [['service', service]] },
    { server: 'sampling', path: '/baggageRestrictions', parameters: [['service', service]] },
    { server: 'collector', path: '/api/sampling', parameters: [['service', service]] },
  ];
}

const OTLP =
  '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"a"}]}]}]}';
const ZIPKIN =
  '[{"traceId":"5b8efff798038103","id":"d269b633813fc60c","timestamp":1795451120000000,"duration":5,"kind":"SERVER","localEndpoint":{"serviceName":"z"}}]';

/** Makes requests without end. */
export function damagedRequests(known: Known): (random: Random) => HttpRequest {
  const all = seeds(known);
  const values = [
    ...all.flatMap(({ parameters }) => parameters.map(([, value]) => value)),
    ...known.traceIds,
  ];
  return (random) => damagedRequest(pick(all, random), all, values, random);
}

function damagedRequest(
  seed: Seed,
  all: readonly Seed[],
  values: readonly string[],
  random: Random,
): HttpRequest {
  let { path } = seed;
  const parameters = seed.parameters.filter(() => random(8) !== 0).map((one) => [...one]);
  for (let left = random(3); left > 0; left--) {
    const parameter = pick(parameters, random);
    switch (random(6)) {
      case 0:
        if (parameter !== undefined) parameters.push([...parameter]);
        break;
      case 1: {
        const other = pick(pick(all, random).parameters, random);
        if (other !== undefined) parameters.push([...other]);
        break;
      }
      default:
        if (parameter !== undefined) parameter[1] = oddValue(parameter[1] ?? '', values, random);
    }
  }
  if (random(4) === 0) {
    const parts = path.split('/');
    parts[1 + random(parts.length - 1)] = encoded(
      oddValue(pick(parts, random) ?? '', values, random),
      random,
    );
    path = parts.join('/');
  }
  const query = parameters
    .map(([name = '', value = '']) => `${encoded(name, random)}=${encoded(value, random)}`)
    .join('&');
  let target = query === '' && random(10) !== 0 ? path : `${path}?${query}`;
  if (random(10) === 0) target = mutatedText(target, random);
  const method =
    random(20) === 0 ? pick(METHODS, random) : seed.body === undefined ? 'GET' : 'POST';
  const body = seed.body === undefined ? undefined : mutated([Buffer.from(seed.body)], random);
  return {
    server: seed.server,
    method,
    target: sendable(target),
    ...(body === undefined || method === 'GET' || method === 'HEAD' ? {} : { body }),
  };
}

function oddValue(value: string, values: readonly string[], random: Random): string {
  switch (random(8)) {
    case 0:
      return pick(values, random);
    case 1:
      return mutatedText(value, random);
    case 2:
      return (value || 'x')
        .repeat(1 + random(random(10) === 0 ? LONGEST_REPEAT : 50))
        .slice(0, LONGEST_REPEAT);
    case 3:
      return `${value}${pick(ODD_VALUES, random)}`;
    default:
      return pick(ODD_VALUES, random);
  }
}

function mutatedText(text: string, random: Random): string {
  return Buffer.from(mutated([Buffer.from(text.slice(0, 4000), 'latin1')], random)).toString(
    'latin1',
  );
}

/** As a browser writes it, mostly. */
function encoded(text: string, random: Random): string {
  return random(20) === 0 ? text : encodeURIComponent(text.toWellFormed());
}

/** Without what ends a request line; a client can't be made to send it. */
function sendable(target: string): string {
  const path = target.startsWith('/') ? target : `/${target}`;
  return Buffer.from(path)
    .toString('latin1')
    .replaceAll(
      /[^\u0021-\u00ff]/g,
      (letter) => `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`,
    );
}

function pick<T>(list: readonly T[], random: Random): T {
  return list[random(Math.max(1, list.length))] as T;
}
