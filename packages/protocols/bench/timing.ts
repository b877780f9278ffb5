// Times decoders and their peers in turns, so that what else the machine does meanwhile touches all of them alike. CPU time of the whole
// process, collections of garbage included.
import { SpanBatchBuilder } from '@clew/model';
import type { DecodeResult } from '../src/decode-result.ts';

/** Another implementation that reads the same bytes. */
export interface Peer {
  readonly name: string;
  readonly read: (body: Uint8Array) => unknown;
}

/** A decoder, what it is given, and who else reads that. */
export interface TimedDecoder {
  readonly name: string;
  readonly decode: (body: Uint8Array, builder: SpanBatchBuilder) => DecodeResult;
  readonly bodies: readonly Uint8Array[];
  readonly spans: number;
  readonly peers: readonly Peer[];
}

/** CPU microseconds a span over the rounds. */
export interface Figure {
  readonly median: number;
  readonly best: number;
}

/** What was measured of a decoder. */
export interface DecoderTimes {
  readonly decoder: string;
  readonly bytesPerSpan: number;
  readonly batchBytesPerSpan: number;
  /** With `finish()` of the batch. */
  readonly decode: Figure;
  /** Of that, encoding the batch. */
  readonly finish: Figure;
  /** Wire bytes a second of CPU, at the median with `finish()`. */
  readonly megabytesPerSecond: number;
  readonly peers: readonly (Figure & { readonly name: string })[];
}

const WARM_UP_ROUNDS = 5;

/** @throws when a decoder refuses a span of the workload, since then it would be timed doing less */
export function timeDecoder(timed: TimedDecoder, rounds: number): DecoderTimes {
  const { bodies, spans, peers } = timed;
  const builder = new SpanBatchBuilder();
  const whole: number[] = [];
  const decoding: number[] = [];
  const read: number[][] = peers.map(() => []);
  let batchBytes = 0;
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    const isMeasured = round >= 0;
    let taken = cpuMicrosOf(() => {
      batchBytes = decodeAll(timed, builder, true);
    });
    if (isMeasured) whole.push(taken / spans);
    for (const [index, peer] of peers.entries()) {
      taken = cpuMicrosOf(() => {
        for (const body of bodies) peer.read(body);
      });
      if (isMeasured) read[index]?.push(taken / spans);
    }
    taken = cpuMicrosOf(() => decodeAll(timed, builder, false));
    if (isMeasured) decoding.push(taken / spans);
  }
  const wireBytes = bodies.reduce((sum, body) => sum + body.length, 0);
  const decode = figureOf(whole);
  const finish = figureOf(whole.map((micros, round) => micros - (decoding[round] ?? 0)));
  return {
    decoder: timed.name,
    bytesPerSpan: Math.round(wireBytes / spans),
    batchBytesPerSpan: Math.round(batchBytes / spans),
    ...{ decode, finish },
    megabytesPerSecond: Math.round(wireBytes / spans / decode.median),
    peers: peers.map(({ name }, index) => ({ name, ...figureOf(read[index] ?? []) })),
  };
}

/** Decodes every body into a batch of its own; returns the batches' bytes. */
function decodeAll(timed: TimedDecoder, builder: SpanBatchBuilder, finish: boolean): number {
  let batchBytes = 0;
  let spans = 0;
  for (const body of timed.bodies) {
    spans += timed.decode(body, builder).accepted;
    if (finish) batchBytes += builder.finish().bytes.length;
    builder.clear();
  }
  if (spans !== timed.spans) throw new Error(`${timed.name} took ${spans} of ${timed.spans} spans`);
  return batchBytes;
}

function cpuMicrosOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

function figureOf(times: readonly number[]): Figure {
  const sorted = times.toSorted((a, b) => a - b);
  return { median: rounded(sorted[sorted.length >> 1]), best: rounded(sorted[0]) };
}

function rounded(micros: number | undefined): number {
  return Number((micros ?? Number.NaN).toFixed(3));
}
