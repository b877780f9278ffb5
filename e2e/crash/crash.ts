// Kills a server that is under load, starts it again on the same data directory, and asks for everything
// that it had acknowledged:
//   npm run e2e:crash -- [--rounds 30] [--seed N] [--seconds-per-round 2]
// Every third round is on a directory where retention by bytes is at work. The last line says how many
// acknowledged spans there are that retention did not drop, how many of them were found, and how many not.
// The seed repeats what is sent and when it is killed, as far as processes can be repeated.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { History, type Verdict } from './history.ts';
import { killMoment } from './kill-moment.ts';
import { crashRound, range } from './round.ts';

const MIB = 2 ** 20;
/** The least that the server allows. */
const MAX_DISK_BYTES = 256 * MIB;

interface Options {
  readonly rounds: number;
  readonly seed: number;
  readonly maxMillis: number;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '30' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
      'seconds-per-round': { type: 'string', default: '2' },
    },
  });
  const options = {
    rounds: Number(values.rounds),
    seed: Number(values.seed),
    maxMillis: Number(values['seconds-per-round']) * 1000,
  };
  if (!Object.values(options).every((value) => value >= 0)) {
    throw new Error('--rounds, --seed and --seconds-per-round take numbers');
  }
  return options;
}

/** Numbers from 0 to below 1 that a seed repeats (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One directory that keeps everything, and one that is full. */
function createHistories(root: string, seed: number): readonly [History, History] {
  const common = { seed: String(seed) };
  const keeping = new History({
    ...common,
    name: 'keeping',
    dataDir: join(root, 'keeping'),
    // Many small spans, and enough large ones to fill a head in a round.
    shape: { tracesPerRequest: 2, payloadSize: (request) => (request % 2 === 0 ? 12_288 : 64) },
  });
  const dropping = new History({
    ...common,
    name: 'dropping',
    dataDir: join(root, 'dropping'),
    shape: { tracesPerRequest: 1, payloadSize: () => 24_576 },
    maxDiskBytes: MAX_DISK_BYTES,
  });
  return [keeping, dropping];
}

/** Crashes until all rounds are through or one shows a problem, which is then returned. */
async function runRounds(
  { rounds, seed, maxMillis }: Options,
  [keeping, dropping]: readonly [History, History],
): Promise<Verdict | undefined> {
  const random = seededRandom(seed);
  for (const round of range(0, rounds)) {
    const history = round % 3 === 2 ? dropping : keeping;
    const moment = killMoment(round);
    const result = await crashRound({ history, moment, maxMillis, random });
    const { verdict } = result;
    console.log(
      [
        `round ${round + 1}: ${history.name}`,
        `killed after ${Math.round(result.loadMillis)} ms (${moment})`,
        `${result.acknowledged} spans acknowledged`,
        `ready again in ${Math.round(result.startMillis)} ms`,
        `${verdict.found} of ${verdict.acknowledged} asked for were there`,
      ].join(', '),
    );
    if (verdict.problems.length > 0) return verdict;
  }
  return undefined;
}

/** Stops and starts each server, and asks it for everything. */
async function checkEverything(histories: readonly History[]): Promise<Verdict> {
  const verdicts: Verdict[] = [];
  for (const history of histories) {
    if (history.ledger.numbers === 0) continue;
    await history.stop();
    const verdict = await history.check(range(0, history.ledger.numbers));
    console.log(
      [
        `${history.name}: ${verdict.found} of ${verdict.acknowledged} spans there`,
        `${verdict.dropped} more were dropped by retention`,
        `slowest start ${Math.round(history.slowestStartMillis)} ms`,
      ].join(', '),
    );
    verdicts.push(verdict);
    await history.stop();
  }
  const sum = (key: 'acknowledged' | 'found' | 'dropped'): number =>
    verdicts.reduce((total, verdict) => total + verdict[key], 0);
  return {
    acknowledged: sum('acknowledged'),
    found: sum('found'),
    dropped: sum('dropped'),
    problems: verdicts.flatMap(({ problems }) => problems),
  };
}

async function main(): Promise<void> {
  const options = readOptions();
  const root = await mkdtemp(join(tmpdir(), 'clew-crash-'));
  console.log(`seed ${options.seed}, ${options.rounds} rounds, in ${root}`);
  const filesStay = `failed with seed ${options.seed}; the data directories stay in ${root}`;
  const histories = createHistories(root, options.seed);
  const endServers = async (): Promise<void> => {
    await Promise.all(histories.map((history) => history.discard()));
  };
  const interrupted = new AbortController();
  const interrupt = (): void => {
    interrupted.abort();
    const exit = (): void => process.exit(130);
    endServers()
      .then(() => rm(root, { recursive: true }))
      .then(exit, exit);
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    const failed = await runRounds(options, histories);
    const { acknowledged, found, problems } = failed ?? (await checkEverything(histories));
    if (problems.length > 0) {
      for (const line of [...problems, filesStay]) console.error(line);
      process.exitCode = 1;
    } else await rm(root, { recursive: true });
    console.log(`acknowledged=${acknowledged} found=${found} missing=${acknowledged - found}`);
  } catch (error) {
    if (interrupted.signal.aborted) return;
    console.error(error);
    console.error(filesStay);
    process.exitCode = 1;
  } finally {
    await endServers();
  }
}

await main();
