// Asks a server a fixed number of times, over connections that are kept open, one request on each.
import { randomBytes } from 'node:crypto';
import { Agent, get } from 'node:http';

const CONNECTIONS = 16;

/** A client that sends a sampled trace context, in Jaeger's form and in W3C's, with each request. */
export class HttpLoad {
  readonly #agent: Agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

  /** @returns the trace ids that were sent, in 32 hexadecimal digits */
  async run(port: number, requests: number): Promise<ReadonlySet<string>> {
    const traceIds = new Set<string>();
    let left = requests;
    const send = async (): Promise<void> => {
      while (left-- > 0) {
        const traceId = randomId();
        const spanId = randomId();
        traceIds.add(traceId.padStart(32, '0'));
        await this.#ask(port, {
          'uber-trace-id': `${traceId}:${spanId}:0:1`,
          traceparent: `00-${traceId.padStart(32, '0')}-${spanId}-01`,
        });
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, send));
    return traceIds;
  }

  #ask(port: number, headers: Readonly<Record<string, string>>): Promise<void> {
    return new Promise((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port,
        path: '/goods?shelf=7',
        agent: this.#agent,
        headers,
      };
      get(options, (response) => {
        if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}`));
        response.resume();
        response.on('end', resolve);
        response.on('error', reject);
      }).on('error', reject);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** 16 hexadecimal digits; the first is none of zero, so that every form of the id is the same. */
function randomId(): string {
  const bytes = randomBytes(8);
  bytes[0] = (bytes[0] as number) | 0x80;
  return bytes.toString('hex');
}
