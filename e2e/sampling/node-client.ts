// Begins traces with a tracer for Node.js, which asks how many of them to record:
//   node-client.ts PACKAGE SERVICE AGENT_HOST:PORT SAMPLING_HOST:PORT
// PACKAGE is jaeger-client or @clew/tracer, which takes its place with the same configuration. One trace every ten
// milliseconds, "buy" and "look" in turns, numbered by the tag n, until SIGTERM.
import type { Tracer } from 'opentracing';

type InitTracer = (config: object, options: object) => Tracer & { close(done: () => void): void };

const [, , library = '', serviceName = '', agent = '', sampling = ''] = process.argv;
const loaded = (await import(library)) as {
  readonly initTracer?: InitTracer;
  readonly default?: { readonly initTracer: InitTracer };
};
const initTracer = loaded.initTracer ?? loaded.default?.initTracer;
if (initTracer === undefined) throw new Error(`${library} has no initTracer`);

const [agentHost, agentPort] = agent.split(':');
const [host, port] = sampling.split(':');
const tracer = initTracer(
  {
    serviceName,
    sampler: { type: 'remote', param: 0, host, port: Number(port), refreshIntervalMs: 200 },
    reporter: { agentHost, agentPort: Number(agentPort), flushIntervalMs: 100 },
  },
  { logger: { info: () => {}, error: (message: string) => console.error(message) } },
);

let n = 0;
const timer = setInterval(() => {
  tracer.startSpan(n % 2 === 1 ? 'look' : 'buy', { tags: { n } }).finish();
  n++;
}, 10);
process.on('SIGTERM', () => {
  clearInterval(timer);
  tracer.close(() => process.exit());
});
