// The last span of a program, in the ways in which programs end.

import type { AgentCount, AgentReady } from './agent.ts';
import type { Checks } from './checks.ts';
import type { Acknowledged, CollectorReady, CollectorTask } from './collector.ts';
import type { End, LastWordsTask } from './last-words.ts';
import { Program } from './program.ts';

/** How a program ends, and what becomes of its span. */
interface Case {
  readonly end: End;
  readonly transport: LastWordsTask['transport'];
  readonly arrives: boolean;
  /** Null when a signal ends it. */
  readonly code: number | null;
}

/** HTTP needs turns of the event loop that a process does not get at its exit; a signal without a handler leaves no turn to anybody. */
const cases: readonly Case[] = [
  { end: 'runs out of work', transport: 'udp', arrives: true, code: 0 },
  { end: 'runs out of work', transport: 'jaeger-http', arrives: true, code: 0 },
  { end: 'runs out of work', transport: 'otlp-http', arrives: true, code: 0 },
  { end: 'process.exit', transport: 'udp', arrives: true, code: 0 },
  { end: 'process.exit', transport: 'jaeger-http', arrives: false, code: 0 },
  { end: 'uncaught exception', transport: 'udp', arrives: true, code: 1 },
  { end: 'uncaught exception', transport: 'otlp-http', arrives: false, code: 1 },
  { end: 'unhandled rejection', transport: 'udp', arrives: true, code: 1 },
  { end: 'close, then process.exit', transport: 'udp', arrives: true, code: 0 },
  { end: 'close, then process.exit', transport: 'jaeger-http', arrives: true, code: 0 },
  { end: 'close, then process.exit', transport: 'otlp-http', arrives: true, code: 0 },
  { end: 'handler of SIGTERM', transport: 'udp', arrives: true, code: 0 },
  { end: 'SIGTERM', transport: 'udp', arrives: false, code: null },
];

/** Ends programs in every way. */
export async function checkExits(checks: Checks): Promise<void> {
  const agent = Program.start('agent.ts', { port: 0 });
  const collectorTask: CollectorTask = { port: 0, mode: 'takes' };
  const collector = Program.start('collector.ts', collectorTask);
  const udpPort = (await agent.next<AgentReady>('ready')).port;
  const httpPort = (await collector.next<CollectorReady>('ready')).port;
  let acknowledged = 0;
  collector.on<Acknowledged>('acknowledged', ({ numbers }) => {
    acknowledged += numbers.length;
  });
  const arrived = async (transport: Case['transport']): Promise<number> =>
    transport === 'udp'
      ? (await agent.ask<AgentCount>({ kind: 'count' }, 'count')).spans
      : acknowledged;
  for (const { end, transport, arrives, code } of cases) {
    const before = await arrived(transport);
    const port = transport === 'udp' ? udpPort : httpPort;
    const task: LastWordsTask = { transport, port, end };
    const ending = await Program.start('last-words.ts', task).ended();
    const name = `${end} (${transport})`;
    checks.check(`${name}: the program ends as it would`, ending.code === code, {
      code: ending.code,
    });
    if (arrives) {
      await checks.until(`${name}: the span arrives`, async () => {
        return (await arrived(transport)) > before;
      });
    } else {
      checks.note(`${name}: the span is lost`);
    }
  }
  const expected = cases.filter(({ arrives }) => arrives).length;
  const all = (await arrived('udp')) + (await arrived('otlp-http'));
  checks.check('no span arrives twice, or unexpectedly', all === expected, { arrived: all });
  await Promise.all([agent.kill(), collector.kill()]);
}
