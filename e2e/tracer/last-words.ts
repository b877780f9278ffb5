// Finishes a span and ends in one of the ways in which programs do.
import { type BaseTracer, initTracer } from '@clew/tracer';
import { task } from './program.ts';

/** How the program ends. */
export type End =
  | 'runs out of work'
  | 'process.exit'
  | 'uncaught exception'
  | 'unhandled rejection'
  | 'close, then process.exit'
  | 'handler of SIGTERM'
  | 'SIGTERM';

export interface LastWordsTask {
  readonly transport: 'udp' | 'jaeger-http' | 'otlp-http';
  readonly port: number;
  readonly end: End;
}

const { transport, port, end } = task<LastWordsTask>();
// Nothing but the tracer is to keep this program alive, or not.
process.disconnect();

const reporters = {
  udp: { agentPort: port, agentProtocol: 'compact' },
  'jaeger-http': { collectorEndpoint: `http://127.0.0.1:${port}/api/traces` },
  'otlp-http': { otlpEndpoint: `http://127.0.0.1:${port}/v1/traces` },
} as const;
const tracer: BaseTracer = initTracer({
  serviceName: 'last words',
  sampler: { type: 'const', param: 1 },
  reporter: reporters[transport],
});
tracer.startSpan('last words').setTag('number', 7).finish();

/** Ends this program, or leaves it to itself. */
async function finish(): Promise<void> {
  switch (end) {
    case 'runs out of work':
      return;
    case 'process.exit':
      return process.exit(0);
    case 'uncaught exception':
      setImmediate(() => {
        throw new Error('of the application');
      });
      return;
    case 'unhandled rejection':
      throw new Error('of the application');
    case 'close, then process.exit':
      await tracer.close();
      return process.exit(0);
    case 'handler of SIGTERM':
      process.on('SIGTERM', () => process.exit(0));
      break;
    case 'SIGTERM':
      break;
  }
  setInterval(() => {}, 1000);
  process.kill(process.pid, 'SIGTERM');
}

void finish();
