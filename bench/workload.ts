// Makes the workload: requests through 30 services, each of whose 90 processes sends its own spans in
// batches of its own, as exporters do. The same seed gives the same bytes.
import { createHash } from 'node:crypto';
import { encodeRequest, type WorkSpan } from './otlp-writer.ts';
import { SeededRandom } from './seeded-random.ts';
import {
  type Attribute,
  INSTANCES,
  resourceAttributes,
  type Service,
  services,
  spanAttributes,
} from './shop.ts';

/** What to make. */
export interface WorkloadOptions {
  readonly seed: number;
  readonly spans: number;
}

/** A trace to ask for later. */
export interface KnownTrace {
  readonly id: string;
  readonly spans: number;
}

/** The requests, in the order in which they are sent, and what is known of them. */
export interface Workload {
  readonly bodies: readonly Buffer[];
  /** Indexes of bodies that are the same as an earlier one. */
  readonly resent: ReadonlySet<number>;
  readonly spans: number;
  readonly traces: number;
  readonly largestTrace: number;
  readonly lateTraces: number;
  readonly bytes: number;
  readonly hash: string;
  readonly known: readonly KnownTrace[];
  /** Unix nanoseconds between which spans start. */
  readonly from: bigint;
  readonly to: bigint;
  /** Values to search for that occur, each with how it was chosen. */
  readonly requestIds: readonly string[];
}

/** The first request comes at this time: a fixed one, so that the bytes are the same each day. */
const BEGIN = 1_795_420_800_000_000_000n;
const SECOND = 1_000_000_000;
/** An exporter sends when it has so many spans, or after so long. */
const EXPORT_SPANS = 512;
const EXPORT_EVERY = 5 * SECOND;
/** Requests from outside a second, on average. */
const REQUESTS_A_SECOND = 600;
const LATE_TRACES = 0.02;
const LATE_BY = 40 * SECOND;
const RESENT_REQUESTS = 0.01;
const MAX_TRACE_SPANS = 4000;
const MAX_DEPTH = 12;

interface Sent {
  /** Nanoseconds after the beginning at which the exporter sends. */
  readonly at: number;
  readonly body: Buffer;
}

/** Makes a workload. */
export function makeWorkload({ seed, spans }: WorkloadOptions): Workload {
  const maker = new WorkloadMaker(new SeededRandom(seed));
  while (maker.spans < spans) maker.addTrace(spans - maker.spans);
  return maker.finish();
}

class WorkloadMaker {
  readonly #random: SeededRandom;
  readonly #services: readonly Service[];
  readonly #exporters: Exporter[];
  readonly #known: KnownTrace[] = [];
  readonly #requestIds: string[] = [];
  spans = 0;
  #traces = 0;
  #late = 0;
  #largest = 0;
  #now = 0;

  constructor(random: SeededRandom) {
    this.#random = random;
    this.#services = services(random);
    this.#exporters = this.#services.flatMap((service) =>
      Array.from(
        { length: INSTANCES },
        (_, instance) => new Exporter(resourceAttributes(service, instance)),
      ),
    );
  }

  addTrace(most: number): void {
    const random = this.#random;
    this.#now += (-Math.log(1 - random.unit()) / REQUESTS_A_SECOND) * SECOND;
    // Most requests touch few services, some fan out to hundreds of calls.
    const size = Math.max(1, Math.min(most, MAX_TRACE_SPANS, Math.round(random.logNormal(6, 1.1))));
    const traceId = this.#id(16);
    const trace = new TraceMaker(random, this.#services, traceId, size, (spanId) =>
      this.#id(spanId),
    );
    const started = Math.round(this.#now);
    const placed = trace.make(BEGIN + BigInt(started));
    const late = random.unit() < LATE_TRACES ? random.pick(placed) : undefined;
    const lateSpans: WorkSpan[] = [];
    for (const { span, service, instance } of placed) {
      if (service === late?.service && instance === late.instance) lateSpans.push(span);
      else this.#exporters[service * INSTANCES + instance]?.add(span, endOf(span));
      if (span.kind === 2 && random.unit() < 0.001) {
        const id = span.attributes.find(([key]) => key === 'request.id')?.[1];
        if (typeof id === 'string') this.#requestIds.push(id);
      }
    }
    if (late !== undefined) {
      this.#exporters[late.service * INSTANCES + late.instance]?.addLate(lateSpans);
      this.#late += 1;
    }
    this.spans += trace.count;
    this.#traces += 1;
    this.#largest = Math.max(this.#largest, trace.count);
    if (random.unit() < 0.02) {
      this.#known.push({ id: Buffer.from(traceId).toString('hex'), spans: trace.count });
    }
  }

  finish(): Workload {
    const sent = this.#exporters.flatMap((exporter) => exporter.finish());
    sent.sort((a, b) => a.at - b.at);
    const bodies: Buffer[] = [];
    const resent = new Set<number>();
    const hash = createHash('sha256');
    let bytes = 0;
    const send = (body: Buffer): void => {
      bodies.push(body);
      hash.update(body);
    };
    for (const { body } of sent) {
      bytes += body.length;
      send(body);
      if (this.#random.unit() >= RESENT_REQUESTS) continue;
      resent.add(bodies.length);
      send(body);
    }
    return {
      bodies,
      resent,
      spans: this.spans,
      traces: this.#traces,
      largestTrace: this.#largest,
      lateTraces: this.#late,
      bytes,
      hash: hash.digest('hex').slice(0, 16),
      known: this.#known,
      from: BEGIN,
      to: BEGIN + BigInt(Math.round(this.#now)) + BigInt(3600 * SECOND),
      requestIds: this.#requestIds,
    };
  }

  #id(length: number): Uint8Array {
    const id = new Uint8Array(length);
    for (let i = 0; i < length; i++) id[i] = this.#random.word();
    return id;
  }
}

/** Nanoseconds after the beginning at which a span ends. */
function endOf(span: WorkSpan): number {
  return Number(span.start + span.duration - BEGIN);
}

interface Placed {
  readonly span: WorkSpan;
  readonly service: number;
  readonly instance: number;
}

/** Makes the spans of one trace: calls between services, queries and steps within them. */
class TraceMaker {
  readonly #random: SeededRandom;
  readonly #services: readonly Service[];
  readonly #traceId: Uint8Array;
  readonly #newId: (length: number) => Uint8Array;
  readonly #spans: Placed[] = [];
  #left: number;

  constructor(
    random: SeededRandom,
    all: readonly Service[],
    traceId: Uint8Array,
    size: number,
    newId: (length: number) => Uint8Array,
  ) {
    this.#random = random;
    this.#services = all;
    this.#traceId = traceId;
    this.#left = size;
    this.#newId = newId;
  }

  get count(): number {
    return this.#spans.length;
  }

  make(start: bigint): readonly Placed[] {
    const duration = Math.round(this.#random.logNormal(40e6, 0.9));
    this.#serve(this.#random.below(4), undefined, start, duration, 0);
    return this.#spans;
  }

  /** A service handles a request: a server span and what happens below it. */
  #serve(
    index: number,
    parent: Uint8Array | undefined,
    start: bigint,
    duration: number,
    depth: number,
  ): void {
    const random = this.#random;
    const service = this.#services[index] as Service;
    const instance = random.below(INSTANCES);
    const operation = random.pick(service.operations);
    const failed = random.unit() < 0.01;
    const place = { service: index, instance };
    const id = this.#add(place, parent, operation, 'server', start, duration, failed);
    let at = duration * 0.05;
    // The root goes on until its trace has the size that was drawn for it.
    const steps = depth === 0 ? Number.POSITIVE_INFINITY : random.below(5);
    for (let step = 0; step < steps && this.#left > 0; step++) {
      const rest = Math.max(20_000, (duration - at) * random.unit() * 0.5);
      const stepStart = start + BigInt(Math.round(at));
      at = Math.min(duration * 0.95, at + rest);
      const what = random.unit();
      if (what < 0.45 && depth < MAX_DEPTH) this.#call(place, id, stepStart, rest, depth);
      else if (what < 0.75) {
        const name = `SELECT shop.${service.name.split('-')[0]}`;
        this.#add(place, id, name, 'database', stepStart, rest, random.unit() < 0.003);
      } else {
        this.#add(place, id, `step ${step % 8}`, 'internal', stepStart, rest, false);
      }
    }
  }

  #call(
    place: { readonly service: number; readonly instance: number },
    parent: Uint8Array,
    start: bigint,
    duration: number,
    depth: number,
  ): void {
    const random = this.#random;
    const target = random.pick((this.#services[place.service] as Service).calls);
    const operation = random.pick((this.#services[target] as Service).operations);
    const failed = random.unit() < 0.008;
    const id = this.#add(place, parent, operation, 'client', start, duration, failed);
    if (this.#left <= 0) return;
    const latency = Math.round(duration * 0.08);
    this.#serve(target, id, start + BigInt(latency), duration - 2 * latency, depth + 1);
  }

  #add(
    { service, instance }: { readonly service: number; readonly instance: number },
    parentSpanId: Uint8Array | undefined,
    name: string,
    kind: 'server' | 'client' | 'database' | 'internal',
    start: bigint,
    duration: number,
    failed: boolean,
  ): Uint8Array {
    this.#left -= 1;
    const spanId = this.#newId(8);
    const attributes: readonly Attribute[] = spanAttributes(this.#random, kind, name, failed);
    const span: WorkSpan = {
      traceId: this.#traceId,
      spanId,
      parentSpanId,
      name,
      kind: kind === 'server' ? 2 : kind === 'internal' ? 1 : 3,
      start,
      duration: BigInt(Math.max(1, Math.round(duration))),
      attributes,
      failed,
    };
    this.#spans.push({ span, service, instance });
    return spanId;
  }
}

/** One process's exporter: batches by number and time. */
class Exporter {
  readonly #resource: readonly Attribute[];
  readonly #sent: Sent[] = [];
  #waiting: WorkSpan[] = [];
  #firstAt = 0;

  constructor(resource: readonly Attribute[]) {
    this.#resource = resource;
  }

  /** @param end nanoseconds after the beginning at which the span ended */
  add(span: WorkSpan, end: number): void {
    if (this.#waiting.length > 0 && end - this.#firstAt > EXPORT_EVERY) this.#send(end);
    if (this.#waiting.length === 0) this.#firstAt = end;
    this.#waiting.push(span);
    if (this.#waiting.length >= EXPORT_SPANS) this.#send(end);
  }

  /** Spans that stayed in this process for a while, as behind a broken connection. */
  addLate(spans: readonly WorkSpan[]): void {
    const at = Math.max(...spans.map(endOf)) + LATE_BY;
    this.#sent.push({ at, body: encodeRequest(this.#resource, spans) });
  }

  finish(): readonly Sent[] {
    if (this.#waiting.length > 0) this.#send(this.#firstAt + EXPORT_EVERY);
    return this.#sent;
  }

  #send(at: number): void {
    this.#sent.push({ at, body: encodeRequest(this.#resource, this.#waiting) });
    this.#waiting = [];
  }
}
