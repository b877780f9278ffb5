// Sends the same thousands of spans to a real Zipkin and to Clew, and holds their answers together: every trace, names,
// searches, dependencies; with trace ids taken strictly and leniently. Then looks at Clew with Zipkin's web app.
// Usage: npm run e2e:zipkin -- [FOLDER], where the folder has a zipkin.sh; default: ../shared/services. PICTURES=FOLDER keeps pictures.
import { resolve } from 'node:path';
import { Checks } from '../support/checks.ts';
import { ClewProcess } from '../support/clew-process.ts';
import { checkLens } from './check-lens.ts';
import {
  compareDependencies,
  compareNames,
  compareSearches,
  compareSpans,
  compareTrees,
} from './comparison.ts';
import { randomSearches } from './searches.ts';
import { sendTraces } from './sent-traces.ts';
import { ZipkinProcess } from './zipkin-process.ts';

const TRACES = 400;
const SEARCHES = 150;
const SEED = Number(process.env['SEED'] ?? 20261125);

async function compare(checks: Checks, zipkin: ZipkinProcess, isStrict: boolean): Promise<void> {
  const mode = isStrict ? 'strict' : 'lenient';
  const clew = await ClewProcess.start(
    ...['--storage', 'memory', '--retention', 'off'],
    ...(isStrict ? [] : ['--strict-trace-id', 'off']),
  );
  try {
    const address = await zipkin.start({ STRICT_TRACE_ID: String(isStrict) });
    const servers = { zipkin: address, clew: clew.addresses.zipkin, query: clew.addresses.ui };
    const sent = await sendTraces([servers.zipkin, servers.clew], { seed: SEED, count: TRACES });
    const { spanCount, requestCount, traceIds } = sent;
    console.log(
      `${mode}: ${spanCount} spans and pieces of ${traceIds.length} trace ids, in ${requestCount} requests`,
    );
    const check = (what: string, run: () => Promise<string>): Promise<void> =>
      checks.check(`${mode}: ${what}`, async () => console.log(await run()));
    const [first, middle, last] = sent.times;
    await check('every span of every trace is that of Zipkin', () => compareSpans(servers, sent));
    await check('every trace has the tree of Zipkin', () => compareTrees(servers, sent));
    await check('names are those of Zipkin', () => compareNames(servers));
    // Zipkin, in memory, keeps traces together by the lower 64 bits in either mode: the order of those that have ids of
    // both lengths, and what is counted of them, can be compared only where Clew keeps them together, too.
    const until = isStrict ? middle : last;
    await check('searches find what Zipkin finds, in the same order', () =>
      compareSearches(servers, randomSearches(SEED, SEARCHES, [first, until])),
    );
    const half = (middle - first) / 4;
    const ranges = [first, first + half, first + 2 * half].map(
      (from) => [from, until - 1] as const,
    );
    await check('dependencies are those of Zipkin', () => compareDependencies(servers, ranges));
    if (isStrict) await checkLens(checks, servers, sent, process.env['PICTURES']);
  } finally {
    await clew.process.stop();
    await zipkin.stop();
  }
}

async function main(): Promise<void> {
  const checks = new Checks();
  const zipkin = new ZipkinProcess(resolve(process.argv[2] ?? '../shared/services'));
  try {
    await zipkin.install();
    await compare(checks, zipkin, true);
    await compare(checks, zipkin, false);
  } catch (error) {
    checks.fail('the test runs to its end', error);
  } finally {
    await zipkin.stop();
  }
  checks.finish();
}

await main();
