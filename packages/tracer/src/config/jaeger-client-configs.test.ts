// The same configurations and variables, given to jaeger-client and to this tracer: both must take them, and agree on the
// service, on what is recorded, on the tags of the process and on where spans go.
import { createRequire } from 'node:module';
import type { Span } from '@clew/model';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { initTracer } from './init-tracer.ts';
import { initTracerFromEnv } from './init-tracer-from-env.ts';
import { keptLines, spansIn, startAgent, startServer } from './testing/receivers.ts';
import type { TracingConfig, TracingOptions } from './tracing-config.ts';

/** What both make, as far as it is used here; jaeger-client comes without types. */
interface SomeTracer {
  startSpan(name: string): { finish(): void };
  close?(callback: () => void): unknown;
}

interface Client {
  initTracer(config: TracingConfig, options?: TracingOptions): SomeTracer;
  initTracerFromEnv(config?: TracingConfig, options?: TracingOptions): SomeTracer;
}

const jaegerClient = createRequire(import.meta.url)('jaeger-client') as Client;
const clew: Client = { initTracer, initTracerFromEnv };
const clients = [
  ['jaeger-client', jaegerClient],
  ['this tracer', clew],
] as const;

interface Places {
  readonly agentPort: number;
  /** A collector's, and a sampling server's, whose answer comes too late to count. */
  readonly url: string;
}

interface Typical {
  readonly name: string;
  readonly config: (places: Places) => TracingConfig;
  readonly options?: TracingOptions;
  /** Where a span is to arrive; nowhere where it is not recorded. */
  readonly arrives?: 'agent' | 'collector';
}

const all = { type: 'const', param: 1 } as const;

const typical: readonly Typical[] = [
  { name: 'only a service', config: () => ({ serviceName: 'shop' }) },
  { name: 'disabled', config: () => ({ serviceName: 'shop', disable: true }) },
  { name: 'disabled, without a service', config: () => ({ disable: true }) },
  {
    name: 'everything to an agent',
    config: ({ agentPort }) => ({
      serviceName: 'shop',
      sampler: all,
      reporter: { logSpans: true, agentHost: 'localhost', agentPort },
    }),
    arrives: 'agent',
  },
  {
    name: 'nothing',
    config: ({ agentPort }) => ({
      serviceName: 'shop',
      sampler: { type: 'const', param: 0 },
      reporter: { agentPort },
    }),
  },
  {
    name: 'a share of traces',
    config: ({ agentPort }) => ({
      serviceName: 'shop',
      sampler: { type: 'probabilistic', param: 1 },
      reporter: { agentHost: '127.0.0.1', agentPort, flushIntervalMs: 500 },
    }),
    arrives: 'agent',
  },
  {
    name: 'so many traces a second',
    config: ({ agentPort }) => ({
      serviceName: 'shop',
      sampler: { type: 'ratelimiting', param: 10 },
      reporter: { agentPort, agentSocketType: 'udp4' },
    }),
    arrives: 'agent',
  },
  {
    name: 'a sampler that asks host and port',
    config: ({ agentPort, url }) => ({
      serviceName: 'shop',
      sampler: {
        ...{ type: 'remote', param: 1, host: '127.0.0.1', port: Number(new URL(url).port) },
        ...{ samplingPath: '/sampling', refreshIntervalMs: 60_000 },
      },
      reporter: { agentPort },
    }),
    arrives: 'agent',
  },
  {
    name: 'a sampler that asks an address',
    config: ({ agentPort, url }) => ({
      serviceName: 'shop',
      sampler: { type: 'remote', param: 1, hostPort: `${url}/sampling` },
      reporter: { agentPort },
    }),
    arrives: 'agent',
  },
  {
    name: 'a throttler',
    config: ({ agentPort, url }) => ({
      serviceName: 'shop',
      sampler: all,
      reporter: { agentPort },
      throttler: { host: '127.0.0.1', port: Number(new URL(url).port), refreshIntervalMs: 60_000 },
    }),
    arrives: 'agent',
  },
  {
    name: 'a collector',
    config: ({ url }) => ({
      serviceName: 'shop',
      sampler: all,
      reporter: { collectorEndpoint: `${url}/api/traces`, timeoutMs: 3000 },
    }),
    arrives: 'collector',
  },
  {
    name: 'a collector with a login',
    config: ({ url }) => ({
      serviceName: 'shop',
      sampler: all,
      reporter: { collectorEndpoint: `${url}/api/traces`, username: 'clew', password: 'secret' },
    }),
    arrives: 'collector',
  },
  {
    name: 'options',
    config: ({ agentPort }) => ({ serviceName: 'shop', sampler: all, reporter: { agentPort } }),
    options: {
      tags: { 'shop.version': '1.1.2', replica: '3' },
      metrics: {
        createCounter: () => ({ increment() {} }),
        createGauge: () => ({ update() {} }),
      },
      traceId128bit: true,
      shareRpcSpan: true,
      contextKey: 'x-trace',
      baggagePrefix: 'x-baggage-',
    },
    arrives: 'agent',
  },
];

const closing = (tracer: SomeTracer): Promise<void> =>
  new Promise((resolve) => {
    if (tracer.close) tracer.close(resolve);
    else resolve();
  });

/** What a client makes arrive of one span. */
async function arrived(
  make: (places: Places) => SomeTracer,
  arrives: Typical['arrives'],
): Promise<readonly Span[]> {
  const agent = await startAgent(onTestFinished);
  const server = await startServer(onTestFinished, (path) =>
    path === '/api/traces' ? '' : undefined,
  );
  const tracer = make({ agentPort: agent.port, url: server.url });
  tracer.startSpan('pay').finish();
  await closing(tracer);
  if (arrives === 'agent') return spansIn(await agent.next(), 'binary');
  if (arrives === undefined) return [];
  for (;;) {
    const { path, body } = await server.next();
    if (path === '/api/traces') return spansIn(body, 'batch');
  }
}

const OF_EACH_CLIENT = new Set(['jaeger.version', 'client-uuid']);

/** What two clients are to agree on. */
function gist(spans: readonly Span[]): unknown {
  return spans.map(({ name, traceId, resource }) => ({
    name,
    hasWideTraceId: !traceId.startsWith('0'.repeat(16)),
    process: Object.fromEntries(
      resource.attributes
        .filter(({ key }) => !OF_EACH_CLIENT.has(key))
        .map(({ key, value }) => [key, value]),
    ),
  }));
}

describe.each(typical)('$name', ({ config, options, arrives }) => {
  test('is taken, and does the same', async () => {
    // Rate limiters begin with a random balance.
    const random = vi.spyOn(Math, 'random').mockReturnValue(0.5);
    onTestFinished(() => random.mockRestore());
    const [theirs, ours] = await Promise.all(
      clients.map(([, client]) =>
        arrived(
          (places) => client.initTracer(config(places), { ...options, logger: keptLines() }),
          arrives,
        ),
      ),
    );
    expect(ours).toHaveLength(arrives === undefined ? 0 : 1);
    expect(gist(ours ?? [])).toEqual(gist(theirs ?? []));
  });
});

describe('variables', () => {
  const reference = (text: string): string => `\${${text}}`;

  const variables: readonly (readonly [
    name: string,
    Record<string, string>,
    Typical['arrives'],
  ])[] = [
    ['an agent', { JAEGER_AGENT_HOST: 'localhost', JAEGER_AGENT_PORT: '{agentPort}' }, 'agent'],
    ['an agent, by old names', { JAEGER_REPORTER_AGENT_PORT: '{agentPort}' }, 'agent'],
    ['a collector', { JAEGER_ENDPOINT: '{url}/api/traces' }, 'collector'],
    [
      'a collector with a login',
      { JAEGER_ENDPOINT: '{url}/api/traces', JAEGER_USER: 'clew', JAEGER_PASSWORD: 'secret' },
      'collector',
    ],
    [
      'tags',
      {
        JAEGER_TAGS: `zone=cn-east, pod=${reference('POD:none')}, node=${reference('NODE')}`,
        NODE: 'node-7',
        JAEGER_AGENT_PORT: '{agentPort}',
      },
      'agent',
    ],
    [
      'times',
      {
        JAEGER_REPORTER_FLUSH_INTERVAL: '500',
        JAEGER_REPORTER_TIMEOUT: '3000',
        JAEGER_REPORTER_LOG_SPANS: 'true',
        JAEGER_AGENT_PORT: '{agentPort}',
      },
      'agent',
    ],
    ['turned off', { JAEGER_DISABLED: 'true' }, undefined],
  ];

  test.each(variables)('for %s are taken, and do the same', async (_name, values, arrives) => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    onTestFinished(() => {
      vi.unstubAllEnvs();
      vi.restoreAllMocks();
    });
    const make = (client: Client) =>
      arrived(({ agentPort, url }) => {
        const base = {
          JAEGER_SERVICE_NAME: 'shop',
          JAEGER_SAMPLER_TYPE: 'const',
          JAEGER_SAMPLER_PARAM: '1',
        };
        for (const [key, value] of Object.entries({ ...base, ...values })) {
          vi.stubEnv(key, value.replace('{agentPort}', String(agentPort)).replace('{url}', url));
        }
        return client.initTracerFromEnv({}, { logger: keptLines() });
      }, arrives);
    const theirs = await make(jaegerClient);
    const ours = await make(clew);
    expect(ours).toHaveLength(arrives === undefined ? 0 : 1);
    expect(gist(ours)).toEqual(gist(theirs));
  });
});

describe.each(clients)('%s refuses', (_name, { initTracer: init }) => {
  test('a configuration without a service', () => {
    expect(() => init({})).toThrow('serviceName must be');
  });

  test('a sampler without a param', () => {
    expect(() => init({ serviceName: 'shop', sampler: { type: 'const' } })).toThrow(
      'sampler.param',
    );
  });
});
