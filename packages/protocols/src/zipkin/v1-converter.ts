// Makes spans of one of version 1, by the rules that Zipkin itself follows: annotations of two letters tell kinds and times,
// binary annotations of two letters the other side. Hot: nothing is made for a span or an annotation.
// https://zipkin.io/zipkin-api/, https://github.com/openzipkin/zipkin/blob/master/zipkin/src/main/java/zipkin2/v1/V1SpanConverter.java
import { isZero, type SpanBatchBuilder, SpanKind, ZipkinFlag } from '@clew/model';
import { UnsignedMicros } from '../unsigned-micros.ts';
import type { SpanColumns } from './span-columns.ts';
import { V1Sides } from './v1-sides.ts';
import { NO_ENDPOINT, type V1Span, ValueType } from './v1-span.ts';
import { ZipkinFault } from './zipkin-fault.ts';

const A = 0x61;
const C = 0x63;
const L = 0x6c;
const M = 0x6d;
const R = 0x72;
const S = 0x73;
const W = 0x77;

/** Annotations that say what a side did: client, server, message and wire, sent and received. */
const Core = { cs: 0, cr: 1, ss: 2, sr: 3, ms: 4, mr: 5, ws: 6, wr: 7 } as const;
const CORES = 8;
const coreKinds: readonly number[] = [
  ...[SpanKind.client, SpanKind.client, SpanKind.server, SpanKind.server],
  ...[SpanKind.producer, SpanKind.consumer, 0, 0],
];
/** An annotation that is no core one. */
const PLAIN = -1;

/** Converts spans, one after another. */
export class V1Converter {
  readonly #columns: SpanColumns;
  readonly #sides: V1Sides = new V1Sides();
  readonly #micros: UnsignedMicros = new UnsignedMicros();
  /** By core: the endpoint, or {@link NO_ENDPOINT} where it is missing; the time; the annotation, or −1. */
  readonly #endpoint: Int32Array = new Int32Array(CORES);
  readonly #time: Float64Array = new Float64Array(CORES);
  readonly #annotation: Int32Array = new Int32Array(CORES);
  /** By annotation and by binary annotation: the side whose event or attribute it is, or −1. */
  #eventSide: Int32Array = new Int32Array(32);
  #tagSide: Int32Array = new Int32Array(32);

  constructor(columns: SpanColumns) {
    this.#columns = columns;
  }

  /** Appends what a span becomes. @returns why nothing was appended, or 0 */
  append(span: V1Span, builder: SpanBatchBuilder): number {
    if (isZero(span.traceId, 0, 16)) return ZipkinFault.traceIdZero;
    if (isZero(span.id, 0, 8)) return ZipkinFault.idZero;
    const sides = this.#sides;
    span.sort();
    sides.open(span);
    for (let core = 0; core < CORES; core++) {
      this.#endpoint[core] = NO_ENDPOINT;
      this.#annotation[core] = -1;
    }
    this.#annotations(span);
    this.#call(span);
    this.#message(span);
    this.#binaryAnnotations(span);
    if (sides.overflowed) return ZipkinFault.tooManyServices;
    for (let side = 0; side < sides.count; side++) this.#appendSide(span, side, builder);
    return 0;
  }

  #annotations(span: V1Span): void {
    const sides = this.#sides;
    this.#eventSide = withRoom(this.#eventSide, span.annotationOrder);
    for (let i = 0; i < span.annotationCount; i++) {
      const annotation = span.annotationOrder[i] as number;
      const endpoint = span.endpointOf(annotation);
      const side = sides.of(endpoint);
      const core = endpoint === NO_ENDPOINT ? PLAIN : coreOf(span, annotation);
      this.#eventSide[annotation] = core === PLAIN ? side : -1;
      if (core === PLAIN) continue;
      const kind = coreKinds[core] as number;
      if (kind !== SpanKind.unspecified) sides.kind[side] = kind;
      this.#endpoint[core] = endpoint;
      this.#time[core] = span.annotationTimes[annotation] as number;
      this.#annotation[core] = annotation;
    }
  }

  /** Times of a call: of both sides, of one, or of what there is. */
  #call(span: V1Span): void {
    const sides = this.#sides;
    const time = this.#time;
    const endpoint = this.#endpoint;
    this.#addStart(span, Core.cs, Core.cr);
    this.#addStart(span, Core.sr, Core.ss);
    const hasClient = this.#has(Core.cs);
    const hasServer = this.#has(Core.sr);
    if (hasClient && hasServer) {
      // The client's side owns the span's time.
      this.#timeOf(span, Core.cs, this.#has(Core.cr) ? Core.cr : PLAIN);
      const client = endpoint[Core.cs] as number;
      const server = this.#otherSide(span, client, endpoint[Core.sr] as number, SpanKind.client);
      const started = time[Core.sr] as number;
      sides.shared[server] = 1;
      sides.timestamp[server] = started;
      if (this.#has(Core.ss)) sides.time(server, started, (time[Core.ss] as number) - started);
      // A call without an answer has no duration.
      if (!this.#has(Core.cr) && span.duration === 0) sides.duration[sides.of(client)] = 0;
    } else if (hasClient && this.#has(Core.cr)) this.#timeOf(span, Core.cs, Core.cr);
    else if (hasServer && this.#has(Core.ss)) this.#timeOf(span, Core.sr, Core.ss);
    else this.#incompleteCall(span);

    // Version 1 does not say that a span is shared: who did not start it left out its timestamp or its duration.
    const isAnswered = this.#has(Core.ss) && span.duration === 0;
    if (!hasClient && hasServer && (span.timestamp === 0 || isAnswered)) {
      sides.shared[sides.of(endpoint[Core.sr] as number)] = 1;
    }
  }

  /** Where only the end of a side is there, and the span's time ends with it, the side started with the span. */
  #addStart(span: V1Span, start: number, end: number): void {
    if (this.#has(start) || !this.#has(end) || span.timestamp === 0 || span.duration === 0) return;
    if (span.timestamp + span.duration !== this.#time[end]) return;
    this.#endpoint[start] = this.#endpoint[end] as number;
    this.#time[start] = span.timestamp;
  }

  /**
   * The side that receives what another sends: one of its own, also where a service calls itself.
   * @param kind of the side that sends
   */
  #otherSide(span: V1Span, sender: number, receiver: number, kind: SpanKind): number {
    const sides = this.#sides;
    if (!span.isSameService(sender, receiver)) return sides.of(receiver);
    sides.kind[sides.of(sender)] = kind;
    const side = sides.add(receiver);
    sides.kind[side] = kind === SpanKind.client ? SpanKind.server : SpanKind.consumer;
    return side;
  }

  #incompleteCall(span: V1Span): void {
    const sides = this.#sides;
    for (let side = 0; side < sides.count; side++) {
      const kind = sides.kind[side];
      if (kind === SpanKind.client) this.#startAndEvent(side, Core.cs, Core.cr);
      else if (kind === SpanKind.server) this.#startAndEvent(side, Core.sr, Core.ss);
    }
    if (span.timestamp !== 0) sides.time(0, span.timestamp, span.duration);
  }

  /** What is there of a side that is not whole: its start as a time, its end as an event. */
  #startAndEvent(side: number, start: number, end: number): void {
    if (this.#has(start)) this.#sides.timestamp[side] = this.#time[start] as number;
    this.#keepAsEvent(end, side);
  }

  #keepAsEvent(core: number, side: number): void {
    const annotation = this.#annotation[core] as number;
    if (annotation >= 0) this.#eventSide[annotation] = side;
  }

  /** Times of a message: when it was sent and received, and when the wire took it. */
  #message(span: V1Span): void {
    const sides = this.#sides;
    const time = this.#time;
    const endpoint = this.#endpoint;
    const sent = this.#has(Core.ms);
    const received = this.#has(Core.mr);
    if (sent && received) {
      const producer = endpoint[Core.ms] as number;
      const receiver = endpoint[Core.mr] as number;
      const consumer = this.#otherSide(span, producer, receiver, SpanKind.producer);
      sides.shared[consumer] = 1;
      const end = time[Core.mr] as number;
      if (this.#has(Core.wr)) {
        sides.time(consumer, time[Core.wr] as number, end - (time[Core.wr] as number));
      } else sides.timestamp[consumer] = end;
      const start = time[Core.ms] as number;
      const wire = this.#has(Core.ws) ? (time[Core.ws] as number) - start : 0;
      sides.time(sides.of(producer), start, wire);
    } else if (sent) this.#timeOf(span, Core.ms, this.#has(Core.ws) ? Core.ws : PLAIN);
    else if (received && this.#has(Core.wr)) this.#timeOf(span, Core.wr, Core.mr);
    else if (received) this.#timeOf(span, Core.mr, PLAIN);
    else {
      if (this.#has(Core.ws)) this.#keepAsEvent(Core.ws, sides.of(endpoint[Core.ws] as number));
      if (this.#has(Core.wr)) this.#keepAsEvent(Core.wr, sides.of(endpoint[Core.wr] as number));
    }
  }

  /** The time of the side where something began: the span's own, where it has one, else that of its annotations. */
  #timeOf(span: V1Span, begin: number, end: number): void {
    const sides = this.#sides;
    const side = sides.of(this.#endpoint[begin] as number);
    if (span.timestamp !== 0 && span.duration !== 0) {
      sides.time(side, span.timestamp, span.duration);
      return;
    }
    const start = this.#time[begin] as number;
    sides.timestamp[side] = start;
    if (end !== PLAIN) sides.time(side, start, (this.#time[end] as number) - start);
  }

  #binaryAnnotations(span: V1Span): void {
    const sides = this.#sides;
    let client = NO_ENDPOINT;
    let server = NO_ENDPOINT;
    let broker = NO_ENDPOINT;
    this.#tagSide = withRoom(this.#tagSide, span.binaryOrder);
    for (let i = 0; i < span.binaryCount; i++) {
      const binary = span.binaryOrder[i] as number;
      const endpoint = span.binaryEndpoint(binary);
      this.#tagSide[binary] = -1;
      const address = addressOf(span, binary);
      if (address === C) client = endpoint;
      else if (address === S) server = endpoint;
      else if (address === M) broker = endpoint;
      else {
        const side = sides.of(endpoint);
        if (!isLocalMark(span, binary)) this.#tagSide[binary] = side;
      }
    }
    this.#addresses(span, client, server, broker);
  }

  /** The other side of what each side did. */
  #addresses(span: V1Span, client: number, server: number, broker: number): void {
    const sides = this.#sides;
    const at = this.#endpoint;
    const isCall =
      this.#has(Core.cs) || this.#has(Core.cr) || this.#has(Core.ss) || this.#has(Core.sr);
    if (!isCall && (client !== NO_ENDPOINT || server !== NO_ENDPOINT)) {
      if (client === NO_ENDPOINT) sides.remote[0] = server;
      else if (server !== NO_ENDPOINT) sides.remote[sides.of(client)] = server;
      else {
        sides.kind[0] = SpanKind.server;
        sides.remote[0] = client;
      }
      return;
    }
    const host = at[this.#has(Core.sr) ? Core.sr : Core.ss] as number;
    if (client !== NO_ENDPOINT && host !== NO_ENDPOINT && !span.isSameEndpoint(client, host)) {
      const side = sides.of(host);
      sides.remote[side] = client;
      // Finagle's servers give the client's socket their own name.
      sides.isRemoteNameless[side] = span.isSameService(client, host) ? 1 : 0;
    }
    if (server !== NO_ENDPOINT) {
      const caller = at[this.#has(Core.cs) ? Core.cs : Core.cr] as number;
      if (caller !== NO_ENDPOINT) sides.remote[sides.of(caller)] = server;
    }
    if (broker === NO_ENDPOINT) return;
    if (this.#has(Core.ms)) sides.remote[sides.of(at[Core.ms] as number)] = broker;
    if (this.#has(Core.mr)) sides.remote[sides.of(at[Core.mr] as number)] = broker;
  }

  #has(core: number): boolean {
    return this.#endpoint[core] !== NO_ENDPOINT;
  }

  #appendSide(span: V1Span, side: number, builder: SpanBatchBuilder): void {
    const columns = this.#columns;
    const sides = this.#sides;
    const { source } = span;
    columns.begin(builder);
    builder.setTraceId(span.traceId, 0);
    builder.setSpanId(span.id, 0);
    if (!isSameId(span.parentId, span.id)) builder.setParentSpanId(span.parentId, 0);
    columns.name(builder, source, span.nameStart, span.nameEnd);
    const local = sides.local[side] as number;
    const remote = sides.remote[side] as number;
    if (local !== NO_ENDPOINT) span.readLocal(local, columns.local);
    if (remote !== NO_ENDPOINT) {
      span.readEndpoint(remote, columns.remote, sides.isRemoteNameless[side] === 0);
    }
    this.#appendTags(span, side, builder);
    const first = this.#appendEvents(span, side, builder);
    const timestamp = sides.timestamp[side] as number;
    const isTimed = timestamp > 0;
    if (isTimed || first > 0) {
      this.#nanos(isTimed ? timestamp : first);
      builder.setStart(this.#micros.low, this.#micros.high);
    } else columns.startWithTrace(builder);
    this.#nanos(sides.duration[side] as number);
    builder.setDuration(this.#micros.low, this.#micros.high);
    const kind = sides.kind[side] as SpanKind;
    columns.end(
      builder,
      columns.kind(builder, kind, sides.shared[side] === 1) |
        (span.debug ? ZipkinFlag.sampled | ZipkinFlag.debug : 0) |
        (isTimed ? 0 : ZipkinFlag.untimed),
    );
  }

  #appendTags(span: V1Span, side: number, builder: SpanBatchBuilder): void {
    for (let i = 0; i < span.binaryCount; i++) {
      const binary = span.binaryOrder[i] as number;
      if (this.#tagSide[binary] === side) this.#columns.v1Tag(builder, span, binary);
    }
  }

  /** Appends a side's events. @returns the time of the first, or 0 */
  #appendEvents(span: V1Span, side: number, builder: SpanBatchBuilder): number {
    let first = 0;
    for (let i = 0; i < span.annotationCount; i++) {
      const annotation = span.annotationOrder[i] as number;
      if (this.#eventSide[annotation] !== side) continue;
      const time = span.annotationTimes[annotation] as number;
      if (first === 0) first = time;
      this.#nanos(time);
      const { low, high } = this.#micros;
      const start = span.valueStart(annotation);
      const end = span.valueEnd(annotation);
      this.#columns.annotation(builder, span.source, start, end, low, high);
    }
    return first;
  }

  #nanos(micros: number): void {
    this.#micros.read(micros >>> 0, Math.floor(micros / 0x1_0000_0000));
  }
}

/** As much room as a span has, which gives it back when it had very much. */
function withRoom(sides: Int32Array, { length }: Int32Array): Int32Array {
  return sides.length === length ? sides : new Int32Array(length);
}

/** Which core annotation an annotation is. */
function coreOf(span: V1Span, annotation: number): number {
  const start = span.valueStart(annotation);
  if (span.valueEnd(annotation) - start !== 2) return PLAIN;
  const who = span.source[start];
  const what = span.source[start + 1];
  if (what !== S && what !== R) return PLAIN;
  const sent = what === S;
  switch (who) {
    case C:
      return sent ? Core.cs : Core.cr;
    case S:
      return sent ? Core.ss : Core.sr;
    case M:
      return sent ? Core.ms : Core.mr;
    case W:
      return sent ? Core.ws : Core.wr;
    default:
      return PLAIN;
  }
}

/** The first letter of `ca`, `sa` or `ma`, which name the other side, whatever their value; else 0. */
function addressOf(span: V1Span, binary: number): number {
  const start = span.keyStart(binary);
  if (span.keyEnd(binary) - start !== 2 || span.source[start + 1] !== A) return 0;
  const who = span.source[start] as number;
  return who === C || who === S || who === M ? who : 0;
}

/** Whether a binary annotation is the `lc` without a value that some write to name the host. */
function isLocalMark(span: V1Span, binary: number): boolean {
  const start = span.keyStart(binary);
  return (
    span.keyEnd(binary) - start === 2 &&
    span.source[start] === L &&
    span.source[start + 1] === C &&
    span.binaryStart(binary) === span.binaryEnd(binary) &&
    span.binaryType(binary) === ValueType.string
  );
}

function isSameId(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < 8; i++) if (a[i] !== b[i]) return false;
  return true;
}
