// For tests only: an agent that answers over HTTP what a test tells it to.
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An agent on a port of its own. */
export class FakeAgent {
  /** The paths and queries that were asked for. */
  readonly questions: string[] = [];
  /** How the next questions are answered; changed by tests. */
  answer: (response: ServerResponse) => void = (response) => void response.writeHead(404).end();
  #server: Server;

  constructor() {
    this.#server = this.#makeServer();
  }

  #makeServer(): Server {
    return createServer((request, response) => {
      this.questions.push(request.url ?? '');
      this.answer(response);
    });
  }

  /** Answers with JSON from now on. */
  answerWith(value: unknown): void {
    this.answer = (response) => void response.end(JSON.stringify(value));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get hostPort(): string {
    return `127.0.0.1:${this.port}`;
  }

  async start(port = 0): Promise<this> {
    this.#server = this.#makeServer();
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}
