// A real SkyWalking server, installed and started by the script of a folder of services, and asked over GraphQL.
import type { OapSpan } from '@clew/protocols/skywalking/testing/oap-span.ts';
import { freePort } from '../support/free-port.ts';
import { ServiceScript } from '../support/service-script.ts';

const QUERY = `query ($id: ID!) { trace: queryTrace(traceId: $id) { spans {
  traceId segmentId spanId parentSpanId refs { traceId parentSegmentId parentSpanId type }
  serviceCode serviceInstanceName startTime endTime endpointName type peer isError layer
  tags { key value } logs { time data { key value } }
} } }`;

/** SkyWalking's server, as a script runs it. */
export class OapProcess {
  readonly #script: ServiceScript;
  #ports: readonly number[] = [];

  /** @param services the folder with `skywalking-oap.sh` */
  constructor(services: string) {
    this.#script = new ServiceScript(services, 'skywalking-oap');
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

  async #call(command: 'install' | 'start' | 'stop'): Promise<void> {
    const [grpc = '', rest = '', zipkin = '', zipkinQuery = ''] = this.#ports.map(String);
    await this.#script.call(command, {
      ...{ SW_CORE_GRPC_PORT: grpc, SW_CORE_REST_PORT: rest },
      ...{ SW_RECEIVER_ZIPKIN_REST_PORT: zipkin, SW_QUERY_ZIPKIN_REST_PORT: zipkinQuery },
    });
  }
}
