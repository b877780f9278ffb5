// An agent that keeps what programs send to it, as texts.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Span, SpanBatchBuilder, SpanBatchReader, spanObject } from '@clew/model';
import { decodeEmitBatchCompact } from '@clew/protocols/jaeger';

/** How long packets may be under way on this machine. */
const PATIENCE_MILLIS = 3_000;
const POLL_MILLIS = 5;

/** Takes packets of Jaeger's compact protocol on a free port. */
export class Agent {
  readonly #socket: Socket;
  readonly #packets: Uint8Array[] = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (packet) => this.#packets.push(packet));
  }

  static async open(): Promise<Agent> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new Agent(socket);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  close(): void {
    this.#socket.close();
  }

  /** The spans as texts in the order of the alphabet, once there are so many; what there is when that takes too long. */
  async spans(count: number): Promise<readonly string[]> {
    const giveUp = performance.now() + PATIENCE_MILLIS;
    for (;;) {
      const spans = this.#decoded();
      if (spans.length >= count || performance.now() > giveUp) return spans.map(text(spans)).sort();
      await sleep(POLL_MILLIS);
    }
  }

  #decoded(): readonly Span[] {
    const builder = new SpanBatchBuilder();
    for (const packet of this.#packets) decodeEmitBatchCompact(packet, builder);
    return [...new SpanBatchReader(builder.finish()).spans()].map(spanObject);
  }
}

function text(spans: readonly Span[]): (span: Span) => string {
  return ({ name, traceId, parentSpanId, resource, attributes, events }) => {
    const parent = spans.find((one) => one.spanId === parentSpanId && one.traceId === traceId);
    const nobody = parentSpanId === '' ? 'nothing' : `unknown ${parentSpanId}`;
    const tag = (key: string): unknown => attributes.find((one) => one.key === key)?.value;
    const parts = [`${resource.serviceName}: ${name} of ${parent?.name ?? nobody}`];
    if (tag('answer') !== undefined) parts.push(`answer ${tag('answer')}`);
    if (tag('error') !== undefined) parts.push('error');
    for (const event of events) if (event.name === 'begun') parts.push(`log ${event.name}`);
    return parts.join(', ');
  };
}
