// Traces as a company's services would report them to Zipkin, and as old and careless clients do: both sides of a call
// under one id, with and without `shared`, under two ids, one side missing, calls of a service to itself, messages,
// databases without spans, errors, spans in pieces, spans sent twice, trace ids cut to 64 bits on the way.
import type { Endpoint, ReportedSpan } from './reported-span.ts';

/** A generator of whole numbers from 0 to below a bound. */
type Random = (bound: number) => number;

/** How far apart traces start, microseconds: longer than any of them takes. */
export const TRACE_MICROS = 500_000;
const MAX_DEPTH = 4;

const services = [
  ...['frontend', 'Orders', 'stock', 'billing', 'Mail', 'search', 'users', 'Gateway'],
];
const databases = ['mysql', 'Redis', 'elasticsearch'];
const brokers = ['kafka', 'RabbitMQ'];
const errors = ['timeout', '库存不足', '500', ''];

/** A trace's spans, in pieces as they are reported, in the order in which they happened. */
export function randomTrace(
  random: Random,
  startMicros: number,
  isMixed: boolean,
): readonly ReportedSpan[] {
  return new TraceMaker(random, startMicros, isMixed).make();
}

class TraceMaker {
  readonly #random: Random;
  readonly #traceId: string;
  /** Services that cut trace ids to 64 bits. */
  readonly #short: ReadonlySet<string>;
  readonly #spans: ReportedSpan[] = [];
  #now: number;
  #names = 0;

  constructor(random: Random, startMicros: number, isMixed: boolean) {
    this.#random = random;
    this.#now = startMicros + random(20_000);
    const low = this.#id();
    const isShort = !isMixed && random(3) === 0;
    this.#traceId = isShort ? low : this.#id() + low;
    this.#short = new Set(isMixed ? services.filter(() => random(2) === 0) : []);
  }

  make(): readonly ReportedSpan[] {
    const service = this.#one(services);
    const root = this.#span(service, undefined, {
      ...this.#pick([{ kind: 'SERVER' }, { kind: 'SERVER' }, { kind: 'CLIENT' }, {}]),
      ...(this.#chance(10) ? { remoteEndpoint: { serviceName: 'browser' } } : {}),
    });
    this.#below(root, 1);
    if (this.#chance(5)) this.#spans.shift();
    return this.#spans.flatMap((span) => this.#reports(span));
  }

  /** What a process does while it has a span. */
  #below(parent: ReportedSpan, depth: number): void {
    const calls = depth >= MAX_DEPTH ? 0 : this.#random(4);
    for (let i = 0; i < calls; i++) {
      const what = this.#random(10);
      if (what < 5) this.#call(parent, depth);
      else if (what < 6) this.#message(parent, depth);
      else if (what < 8) this.#database(parent);
      else this.#local(parent, depth);
    }
  }

  #call(parent: ReportedSpan, depth: number): void {
    const own = parent.localEndpoint?.serviceName ?? 'frontend';
    const other = this.#chance(12) ? own : this.#one(services);
    const client = this.#span(own, parent.id, {
      kind: 'CLIENT',
      ...(this.#chance(50) ? { remoteEndpoint: this.#remote(other) } : {}),
    });
    const how = this.#random(10);
    // The other side has no tracing.
    if (how === 0) return;
    let server: ReportedSpan;
    if (how < 6) {
      server = this.#span(other, this.#chance(90) ? parent.id : undefined, {
        ...{ id: client.id, kind: 'SERVER' },
        // Some clients forget to say so.
        ...(this.#chance(85) ? { shared: true } : {}),
      });
      // A second server that answers the same call, after the first was given up.
      if (this.#chance(6)) {
        const again = services.find((service) => service !== other && service !== own) ?? other;
        const second = this.#span(again, parent.id, {
          id: client.id,
          kind: 'SERVER',
          shared: true,
        });
        this.#below(second, depth + 1);
      }
    } else {
      server = this.#span(other, client.id, {
        kind: 'SERVER',
        // A name of its own would be taken for that of its socket, in version 1 alone.
        ...(other !== own && this.#chance(20) ? { remoteEndpoint: this.#remote(own) } : {}),
      });
      // The caller's span got lost.
      if (how === 9) this.#spans.splice(this.#spans.indexOf(client), 1);
    }
    this.#below(server, depth + 1);
  }

  #message(parent: ReportedSpan, depth: number): void {
    const broker = this.#one(brokers);
    const own = parent.localEndpoint?.serviceName ?? 'frontend';
    const knowsBroker = this.#chance(80) ? { remoteEndpoint: this.#remote(broker) } : {};
    const producer = this.#span(own, parent.id, { kind: 'PRODUCER', ...knowsBroker });
    const consumers = this.#random(3);
    for (let i = 0; i < consumers; i++) {
      const consumer = this.#span(this.#one(services), producer.id, {
        kind: 'CONSUMER',
        ...knowsBroker,
      });
      this.#below(consumer, depth + 1);
    }
  }

  #database(parent: ReportedSpan): void {
    const own = parent.localEndpoint?.serviceName ?? 'frontend';
    const kind = this.#chance(80) ? ({ kind: 'CLIENT' } as const) : {};
    this.#span(own, parent.id, { ...kind, remoteEndpoint: this.#remote(this.#one(databases)) });
  }

  #local(parent: ReportedSpan, depth: number): void {
    const own = parent.localEndpoint?.serviceName ?? 'frontend';
    this.#below(this.#span(own, parent.id, {}), depth + 1);
  }

  #span(
    serviceName: string,
    parentId: string | undefined,
    given: Partial<ReportedSpan>,
  ): ReportedSpan {
    this.#now += 1 + this.#random(300);
    const isError = this.#chance(12);
    const span: ReportedSpan = {
      traceId: this.#short.has(serviceName) ? this.#traceId.slice(-16) : this.#traceId,
      id: this.#id(),
      ...(parentId === undefined ? {} : { parentId }),
      // Each is another one, so that trees can be told by names.
      name: `${this.#pick(['GET', 'get', 'Select', 'publish'])} ${this.#names++}`,
      timestamp: this.#now,
      duration: 1 + this.#random(5000),
      localEndpoint: this.#endpoint(serviceName),
      ...(this.#chance(30)
        ? { annotations: [{ timestamp: this.#now + this.#random(50), value: 'cache.Miss' }] }
        : {}),
      tags: {
        ...(this.#chance(60) ? { 'http.path': `/${this.#pick(['a', 'b/订单'])}` } : {}),
        ...(this.#chance(30) ? { 'http.method': this.#pick(['GET', 'POST']) } : {}),
        ...(isError ? { error: this.#one(errors) } : {}),
      },
      ...given,
    };
    this.#spans.push(span);
    return span;
  }

  /** A service's endpoint is always the same one, as it is one process. */
  #endpoint(serviceName: string): Endpoint {
    const index = services.indexOf(serviceName);
    return {
      serviceName,
      ...(index % 2 === 0 ? { ipv4: `10.0.0.${index + 1}` } : {}),
      ...(index % 3 === 0 ? { port: 8000 + index } : {}),
    };
  }

  #remote(serviceName: string): Endpoint {
    return {
      serviceName,
      ...(this.#chance(40) ? { ipv4: '10.1.0.9' } : {}),
      ...(this.#chance(20) ? { ipv6: '2001:db8::9' } : {}),
      ...(this.#chance(40) ? { port: 3306 } : {}),
    };
  }

  /** What is sent of a span: it, now and then twice or in two pieces. */
  #reports(span: ReportedSpan): readonly ReportedSpan[] {
    if (this.#chance(4)) return [span, span];
    if (this.#chance(4)) return [span, this.#late(span)];
    if (!this.#chance(8)) return [span];
    const { duration, tags, annotations, remoteEndpoint, name, ...begun } = span;
    const { traceId, id, localEndpoint, kind, timestamp, shared } = span;
    const finished = {
      ...{ traceId, id, timestamp, localEndpoint },
      ...(span.parentId === undefined ? {} : { parentId: span.parentId }),
      ...(kind === undefined ? {} : { kind }),
      ...(shared === undefined ? {} : { shared }),
      duration,
      ...(remoteEndpoint === undefined ? {} : { remoteEndpoint }),
      tags,
    };
    return [
      { ...begun, name, ...(annotations === undefined ? {} : { annotations }), tags: {} },
      finished,
    ];
  }

  /** A tag that came to mind after the span was sent: clients do not repeat when, and maybe not where. */
  #late({ traceId, id, parentId, kind, localEndpoint, shared }: ReportedSpan): ReportedSpan {
    return {
      ...{ traceId, id, parentId, kind, shared, tags: { late: this.#pick(['yes', 'no']) } },
      ...(this.#chance(70) ? { localEndpoint } : {}),
    };
  }

  #id(): string {
    let id = '';
    for (let i = 0; i < 4; i++) id += this.#random(0x10000).toString(16).padStart(4, '0');
    return id === '0000000000000000' ? this.#id() : id;
  }

  #chance(percent: number): boolean {
    return this.#random(100) < percent;
  }

  #one(list: readonly string[]): string {
    return list[this.#random(list.length)] as string;
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#random(list.length)] as T;
  }
}
