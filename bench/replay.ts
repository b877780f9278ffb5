// Sends requests as many exporters do: several connections that are kept open, one request on each.
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const CONNECTIONS = 16;

/**
 * Posts every body to an OTLP/HTTP receiver, in order of their start.
 * @throws when one is refused for good
 */
export async function replay(bodies: readonly Buffer[], otlp: string): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let next = 0;
  const send = async (): Promise<void> => {
    while (next < bodies.length) await post(agent, `${otlp}/v1/traces`, bodies[next++] as Buffer);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, send));
  agent.destroy();
}

/** Sends one body, again when the server is busy, as the specification asks of clients. */
async function post(agent: Agent, url: string, body: Buffer): Promise<void> {
  for (;;) {
    const sent = request(url, {
      agent,
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf', 'content-length': body.length },
    });
    sent.end(body);
    const [response] = await once(sent, 'response');
    response.resume();
    await once(response, 'end');
    if (response.statusCode === 200) return;
    if (response.statusCode !== 429 && response.statusCode !== 503) {
      throw new Error(`the server answered ${response.statusCode}`);
    }
    await sleep(200);
  }
}
