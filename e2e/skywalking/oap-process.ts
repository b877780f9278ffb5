// A real SkyWalking server, installed and started by the script of a folder of services, and asked over GraphQL.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { OapSpan } from '@clew/protocols/skywalking/testing/oap-span.ts';

const HOME = fileURLToPath(new URL('../../node_modules/.cache/skywalking', import.meta.url));
/** With downloads. */
const PATIENCE_MILLIS = 300_000;

const QUERY = `query ($id: ID!) { trace: queryTrace(traceId: $id) { spans {
  traceId segmentId spanId parentSpanId refs { traceId parentSegmentId parentSpanId type }
  serviceCode serviceInstanceName startTime endTime endpointName type peer isError layer
  tags { key value } logs { time data { key value } }
} } }`;

const run = promisify(execFile);

/** SkyWalking's server, as a script runs it. */
export class OapProcess {
  readonly #script: string;
  #ports: readonly number[] = [];

  /** @param services the folder with `skywalking-oap.sh` */
  constructor(services: string) {
    this.#script = join(services, 'skywalking-oap.sh');
  }

  /**
   * Installs what is not there yet, and starts a server that keeps nothing, on free ports.
   * @returns where agents find it
   */
  async start(): Promise<string> {
    this.#ports = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
    await this.#call('install');
    await this.#call('start');
    return `127.0.0.1:${this.#ports[0]}`;
  }

  /** A trace as it shows it; empty while it has none. */
  async trace(id: string): Promise<readonly OapSpan[]> {
    const response = await fetch(`http://127.0.0.1:${this.#ports[1]}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: QUERY, variables: { id } }),
    });
    const answer = (await response.json()) as {
      readonly data?: { readonly trace: { readonly spans: readonly OapSpan[] } };
    };
    if (answer.data === undefined) throw new Error(`GraphQL answers ${JSON.stringify(answer)}`);
    return answer.data.trace.spans;
  }

  /** Ends it, if it runs. */
  async stop(): Promise<void> {
    if (this.#ports.length > 0) await this.#call('stop');
  }

  async #call(command: string): Promise<void> {
    const [grpc, rest, zipkin, zipkinQuery] = this.#ports.map(String);
    await run('bash', [this.#script, command], {
      env: {
        ...process.env,
        ...{ SERVICES_HOME: HOME, SW_CORE_GRPC_PORT: grpc, SW_CORE_REST_PORT: rest },
        SW_RECEIVER_ZIPKIN_REST_PORT: zipkin,
        SW_QUERY_ZIPKIN_REST_PORT: zipkinQuery,
      },
      timeout: PATIENCE_MILLIS,
    });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
