// Fuzzes every decoder with damaged requests of real clients:
//   node packages/protocols/fuzz/fuzz.ts [--seconds 60] [--seed N] [--runs N] [--json]
// The time is split evenly; `--runs` takes that many runs of each instead. A crash is anything thrown but a
// DecodeError, a count that is not what is in the builder, or a batch that can't be read back; it is printed
// with its input and seed, and ends the program with 1.
import { parseArgs } from 'node:util';
import { SpanBatchBuilder, SpanBatchReader, spanObject } from '@clew/model';
import { DecodeError } from '../src/decode-result.ts';
import { seededRandom } from '../src/otlp/testing/seeded-random.ts';
import { type FuzzedDecoder, fuzzedDecoders } from './decoders.ts';

/** Reading back takes longer than decoding, so only one batch in this many is. */
const READ_BACK_EVERY = 16;
const SAMPLE_MEMORY_EVERY = 512;

interface FuzzResult {
  readonly decoder: string;
  readonly runs: number;
  readonly crashes: number;
  /** Runs in which some span was accepted: low when the damage is so heavy that little is tested. */
  readonly accepted: number;
  readonly slowestMillis: number;
  readonly peakRssGrowthBytes: number;
}

interface Limits {
  readonly millis: number;
  readonly runs: number;
}

function fuzz(decoder: FuzzedDecoder, seed: number, limits: Limits): FuzzResult {
  const random = seededRandom(seed);
  const builder = new SpanBatchBuilder();
  const rssBefore = process.memoryUsage.rss();
  const started = performance.now();
  let rssPeak = rssBefore;
  let slowestMillis = 0;
  let runs = 0;
  let accepted = 0;
  let crashes = 0;
  while (runs < limits.runs && crashes === 0) {
    const input = decoder.input(random);
    const before = performance.now();
    if (before - started > limits.millis) break;
    try {
      accepted += decodesCleanly(decoder, input, builder, runs % READ_BACK_EVERY === 0) ? 1 : 0;
    } catch (error) {
      crashes++;
      console.error(`${decoder.name} crashed in run ${runs} of seed ${seed}:`, error);
      console.error(`input (base64): ${Buffer.from(input).toString('base64')}`);
    }
    slowestMillis = Math.max(slowestMillis, performance.now() - before);
    runs++;
    if (runs % SAMPLE_MEMORY_EVERY === 0) rssPeak = Math.max(rssPeak, process.memoryUsage.rss());
  }
  return {
    ...{ decoder: decoder.name, runs, crashes, accepted },
    slowestMillis: Number(slowestMillis.toFixed(2)),
    peakRssGrowthBytes: rssPeak - rssBefore,
  };
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
  const { decoder, runs, crashes, accepted, slowestMillis, peakRssGrowthBytes } = result;
  const share = Math.round((100 * accepted) / Math.max(1, runs));
  console.log(
    `${decoder}: ${runs} runs (${share} % with spans accepted), ${crashes} crashes, slowest run ` +
      `${slowestMillis} ms, peak RSS growth ${(peakRssGrowthBytes / 2 ** 20).toFixed(1)} MiB`,
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
  if (values.json) console.log(JSON.stringify({ seed, results }));
  if (results.some((result) => result.crashes > 0)) process.exitCode = 1;
}

main();
