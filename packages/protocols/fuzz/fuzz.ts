// Fuzzes every decoder with damaged requests of real clients:
//   node packages/protocols/fuzz/fuzz.ts [--seconds 60] [--seed N] [--runs N] [--json]
// The time is split evenly; `--runs` takes that many runs of each instead. A crash is anything thrown but a
// DecodeError, a count that is not what is in the builder, a reason that names no protocol, a batch that can't be read back, more than 50 ms
// of CPU (five times in a row), or more memory than four times the input and 1 MiB; it is printed with its input and seed, and ends the
// program with 1. Then come inputs that are made to become much, of up to 1 MiB, or 8 MiB when there are 60 s: no decoder may hold more than
// four times their bytes; what it allocates meanwhile is told.
import { parseArgs } from 'node:util';
import { SpanBatchBuilder, SpanBatchReader, spanObject } from '@clew/model';
import { DecodeError } from '../src/decode-result.ts';
import { seededRandom } from '../src/otlp/testing/seeded-random.ts';
import { type FuzzedDecoder, fuzzedDecoders } from './decoders.ts';
import { hostileInputs } from './hostile-inputs.ts';
import { memoryOf } from './memory.ts';

/** Reading back takes longer than decoding, so only one batch in this many is. */
const READ_BACK_EVERY = 16;
/** A collection of garbage takes longer still. */
const SAMPLE_MEMORY_EVERY = 256;
const MAX_MILLIS = 50;
/** Until the code is compiled. */
const WARM_UP_RUNS = 200;
const MAX_FACTOR = 4;
/** What a decoder may take for any input, such as code that is compiled meanwhile. */
const FREE_BYTES = 1 << 20;
const REASON = /^(?:otlp|jaeger|zipkin|skywalking): \S/;
const HOSTILE_BYTES: readonly number[] = [64 << 10, 1 << 20, 8 << 20];
/** Datagrams are never larger. */
const MOST_DATAGRAM_BYTES = 64 << 10;

interface FuzzResult {
  readonly decoder: string;
  readonly runs: number;
  readonly crashes: number;
  /** Runs in which some span was accepted: low when the damage is so heavy that little is tested. */
  readonly accepted: number;
  readonly slowestMillis: number;
  /** The most memory that damaged inputs took, and what one may take; see memory.ts. */
  readonly mostAllocatedBytes: number;
}

/** What inputs took that are made to become much. */
interface HostileResult {
  readonly decoder: string;
  readonly of: string;
  readonly bytes: number;
  readonly millis: number;
  /** Memory, in times of the input. */
  readonly allocated: number;
  readonly held: number;
}

interface Limits {
  readonly millis: number;
  readonly runs: number;
}

function fuzz(decoder: FuzzedDecoder, seed: number, limits: Limits): FuzzResult {
  const random = seededRandom(seed);
  const builder = new SpanBatchBuilder();
  const started = performance.now();
  let mostAllocatedBytes = 0;
  let slowestMillis = 0;
  let runs = 0;
  let accepted = 0;
  let crashes = 0;
  while (runs < limits.runs && crashes === 0) {
    const input = decoder.input(random);
    if (performance.now() - started > limits.millis) break;
    const before = process.cpuUsage();
    try {
      accepted += decodesCleanly(decoder, input, builder, runs % READ_BACK_EVERY === 0) ? 1 : 0;
      const millis = cpuMillis(before);
      if (runs >= WARM_UP_RUNS)
        slowestMillis = Math.max(slowestMillis, checkedMillis(decoder, input, millis));
      if (runs % SAMPLE_MEMORY_EVERY === 0) {
        const { allocated } = memoryOf(input, decoder.decode);
        mostAllocatedBytes = Math.max(mostAllocatedBytes, allocated);
        if (allocated > MAX_FACTOR * input.length + FREE_BYTES) {
          throw new Error(`took ${allocated} bytes for ${input.length}`);
        }
      }
    } catch (error) {
      crashes++;
      console.error(`${decoder.name} crashed in run ${runs} of seed ${seed}:`, error);
      console.error(`input (base64): ${Buffer.from(input).toString('base64')}`);
    }
    runs++;
  }
  return {
    ...{ decoder: decoder.name, runs, crashes, accepted },
    slowestMillis: Number(slowestMillis.toFixed(2)),
    mostAllocatedBytes,
  };
}

function cpuMillis(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The time of an input that took so long; @throws when that is too long, and stays so */
function checkedMillis(decoder: FuzzedDecoder, input: Uint8Array, first: number): number {
  let millis = first;
  for (let left = 4; left > 0 && millis > MAX_MILLIS; left--)
    millis = Math.min(millis, millisOf(decoder, input));
  if (millis > MAX_MILLIS) throw new Error(`took ${millis} ms for ${input.length} bytes`);
  return millis;
}

function millisOf({ decode }: FuzzedDecoder, input: Uint8Array): number {
  const before = process.cpuUsage();
  try {
    decode(input, new SpanBatchBuilder());
  } catch {
    // That it is refused is fine.
  }
  return cpuMillis(before);
}

/** Decodes what is made to become much. @throws when 64 KiB take too long, or too much is held */
function* hostileResults(decoder: FuzzedDecoder, most: number): Generator<HostileResult> {
  const inputs = hostileInputs[decoder.name];
  if (inputs === undefined) return;
  for (const size of HOSTILE_BYTES) {
    if (size > most || (decoder.name.endsWith('udp') && size > MOST_DATAGRAM_BYTES)) continue;
    for (const [of, input] of Object.entries(inputs(size))) {
      const millis = Math.min(millisOf(decoder, input), millisOf(decoder, input));
      if (size === HOSTILE_BYTES[0]) checkedMillis(decoder, input, millis);
      const { allocated, held } = memoryOf(input, decoder.decode);
      if (held > MAX_FACTOR * input.length + FREE_BYTES) {
        throw new Error(`${decoder.name} holds ${held} bytes for ${input.length} of ${of}`);
      }
      yield {
        ...{ decoder: decoder.name, of, bytes: input.length, millis: Number(millis.toFixed(1)) },
        allocated: Number((allocated / input.length).toFixed(1)),
        held: Number((held / input.length).toFixed(1)),
      };
    }
  }
}

/** Decodes one input as a receiver does and returns whether spans came of it; throws what no receiver expects. */
function decodesCleanly(
  { decode }: FuzzedDecoder,
  input: Uint8Array,
  builder: SpanBatchBuilder,
  readBack: boolean,
): boolean {
  builder.clear();
  const mark = builder.mark();
  try {
    const result = decode(input, builder);
    if (result.accepted !== builder.spanCount) {
      throw new Error(`says ${result.accepted} spans, appended ${builder.spanCount}`);
    }
    for (const reason of result.rejected.keys()) {
      if (!REASON.test(reason)) throw new Error(`a reason that names no protocol: ${reason}`);
    }
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    builder.rollback(mark);
    if (builder.spanCount !== 0) throw new Error('spans are left after a rollback');
  }
  if (readBack) {
    for (const span of new SpanBatchReader(builder.finish()).spans()) spanObject(span);
  }
  return builder.spanCount > 0;
}

function print(result: FuzzResult): void {
  const { decoder, runs, crashes, accepted, slowestMillis, mostAllocatedBytes } = result;
  const share = Math.round((100 * accepted) / Math.max(1, runs));
  console.log(
    `${decoder}: ${runs} runs (${share} % with spans accepted), ${crashes} crashes, slowest run ` +
      `${slowestMillis} ms, at most ${(mostAllocatedBytes / 1024).toFixed(0)} KiB allocated`,
  );
}

function printHostile({ decoder, of, bytes, millis, allocated, held }: HostileResult): void {
  console.log(
    `${decoder}, ${of}: ${bytes} bytes in ${millis} ms, ${allocated} times of that allocated, ${held} times held`,
  );
}

function main(): void {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      seed: { type: 'string' },
      runs: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  const decoders = fuzzedDecoders();
  const limits: Limits =
    values.runs === undefined
      ? {
          millis: (Number(values.seconds) * 1000) / decoders.length,
          runs: Number.POSITIVE_INFINITY,
        }
      : { millis: Number.POSITIVE_INFINITY, runs: Number(values.runs) };
  if (!values.json) console.log(`seed ${seed}`);
  const results = decoders.map((decoder) => {
    const result = fuzz(decoder, seed, limits);
    if (!values.json) print(result);
    return result;
  });
  const most = Number(values.seconds) >= 60 ? 8 << 20 : 1 << 20;
  const hostile = decoders.flatMap((decoder) => [...hostileResults(decoder, most)]);
  if (values.json) console.log(JSON.stringify({ seed, results, hostile }));
  else for (const one of hostile) printHostile(one);
  if (results.some((result) => result.crashes > 0)) process.exitCode = 1;
}

main();
