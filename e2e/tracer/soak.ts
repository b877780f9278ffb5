// Puts the tracer through what applications go through in months:
//   npm run e2e:tracer -- [--tracers 10000] [--spans 10000000] [--quick]
// Thousands of tracers are opened, closed and forgotten, millions of spans are sent, agents and collectors die and come
// back, and programs end in every way. Nothing may be left behind, and nothing lost that is not counted.
import { parseArgs } from 'node:util';
import { checkAgentRestarts } from './check-agent.ts';
import { checkCollector, checkSlowCollector } from './check-collector.ts';
import { checkExits } from './check-exits.ts';
import { checkManySpans, checkManyTracers } from './check-memory.ts';
import { Checks } from './checks.ts';
import { Program } from './program.ts';

interface Options {
  readonly tracers: number;
  readonly spans: number;
  readonly kills: number;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      tracers: { type: 'string' },
      spans: { type: 'string' },
    },
  });
  const { quick } = values;
  const options = {
    tracers: Number(values.tracers ?? (quick ? 2_000 : 10_000)),
    spans: Number(values.spans ?? (quick ? 1_000_000 : 10_000_000)),
    kills: quick ? 2 : 5,
  };
  if (!(options.tracers >= 200 && options.spans >= 10_000)) {
    throw new Error('--tracers takes a number from 200, --spans one from 10000');
  }
  return options;
}

const { tracers, spans, kills } = readOptions();
const checks = new Checks();
const sections: readonly (readonly [string, () => Promise<void>])[] = [
  ['tracers that are opened, closed and forgotten', () => checkManyTracers(checks, tracers)],
  ['spans without end', () => checkManySpans(checks, spans)],
  ['an agent that dies and comes back', () => checkAgentRestarts(checks, kills)],
  ['a collector with bad days, Jaeger’s', () => checkCollector(checks, 'jaeger-http', kills)],
  ['a collector with bad days, OTLP', () => checkCollector(checks, 'otlp-http', kills)],
  ['a collector that takes its time', () => checkSlowCollector(checks)],
  ['programs that end', () => checkExits(checks)],
];
try {
  for (const [name, run] of sections) {
    const start = performance.now();
    console.log(`\n${name}`);
    await run();
    checks.note(`${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
} finally {
  await Program.killAll();
}
console.log(`\n${checks.passed} passed, ${checks.failed} failed`);
process.exitCode = checks.failed > 0 ? 1 : 0;
