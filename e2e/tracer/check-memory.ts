// Nothing is left of tracers that were closed or forgotten, and nothing gathers while one runs.
import { isDeepStrictEqual } from 'node:util';
import type { AgentCount, AgentReady, AgentTask } from './agent.ts';
import { type Checks, count, growth, mib } from './checks.ts';
import type { ManySpansResult, ManySpansTask } from './many-spans.ts';
import type { ManyTracersResult, ManyTracersTask } from './many-tracers.ts';
import { Program } from './program.ts';

/** What a heap may grow by between the halves of a run: what is compiled and optimized on the way. */
const GROWTH_BYTES = 2 ** 20;
/** What a process may grow by beside its heap, whose pages come and go in larger pieces. */
const RESIDENT_GROWTH_BYTES = 64 * 2 ** 20;

/** Opens, closes and forgets tracers. */
export async function checkManyTracers(checks: Checks, tracers: number): Promise<void> {
  const { agent, port } = await startAgent(false);
  const forgotten = tracers / 10;
  const task: ManyTracersTask = { port, tracers, forgotten };
  const program = Program.start('many-tracers.ts', task);
  const result = await program.next<ManyTracersResult>('result');
  const ending = await program.ended();
  const { spans } = await agent.ask<AgentCount>({ kind: 'count' }, 'count');
  await agent.kill();

  const { before, after, stats, held } = result;
  checks.note(
    `${count(tracers)} tracers opened, used and closed, ${count(forgotten)} forgotten, in ${Math.round(result.millis)} ms`,
  );
  checks.note(`${count(spans)} spans arrived; held after gc: ${held.map(mib).join(', ')}`);
  checks.check('no handle, socket, timer or listener is left', isDeepStrictEqual(before, after), {
    before,
    after,
  });
  checks.check('the tracers that were closed are garbage', result.alive === 0, {
    held: result.alive,
  });
  checks.check('so are those without spans that were forgotten', result.aliveForgotten === 0, {
    held: result.aliveForgotten,
  });
  const counted = stats.sent + stats.failed + stats.dropped + stats.queued;
  checks.check('each tracer’s span is counted as sent', stats.sent === tracers, stats);
  checks.check('and no more than once', counted === tracers, { counted });
  const grown = growth(held);
  checks.check(
    'the heap stays flat',
    grown < GROWTH_BYTES,
    `second half ${mib(grown)} above first`,
  );
  checks.check('the program ends by itself and says nothing', isQuiet(ending), ending);
}

/** Sends spans without a pause. */
export async function checkManySpans(checks: Checks, spans: number): Promise<void> {
  const { agent, port } = await startAgent(true);
  const task: ManySpansTask = { port, spans };
  const program = Program.start('many-spans.ts', task);
  const result = await program.next<ManySpansResult>('result');
  const ending = await program.ended();
  const { packets } = await agent.ask<AgentCount>({ kind: 'count' }, 'count');
  await agent.kill();

  const { stats, memory, millis } = result;
  const held = memory.map((one) => one.held);
  const resident = memory.map((one) => one.resident);
  const rate = count(Math.round(result.spans / (millis / 1000)));
  checks.note(
    `${count(result.spans)} spans in ${(millis / 1000).toFixed(1)} s (${rate} a second), ${count(packets)} packets arrived`,
  );
  checks.note(`held after gc: ${held.map(mib).join(', ')}`);
  checks.note(`resident: ${resident.map(mib).join(', ')}`);
  const grown = growth(held);
  checks.check(
    'the heap stays flat',
    grown < GROWTH_BYTES,
    `second half ${mib(grown)} above first`,
  );
  const residentGrown = growth(resident);
  checks.check(
    'so does the memory of the process',
    residentGrown < RESIDENT_GROWTH_BYTES,
    `second half ${mib(residentGrown)} above first`,
  );
  const counted = stats.sent + stats.failed + stats.dropped;
  checks.check(
    'every span is counted once, and none waits after closing',
    counted === result.spans && stats.queued === 0,
    stats,
  );
  checks.check('spans arrive', packets > 0);
  checks.check('no listener is left', result.exitListeners === 0);
  checks.check('the program ends by itself and says nothing', isQuiet(ending), ending);
}

async function startAgent(onlyPackets: boolean): Promise<{ agent: Program; port: number }> {
  const task: AgentTask = { port: 0, onlyPackets };
  const agent = Program.start('agent.ts', task);
  const { port } = await agent.next<AgentReady>('ready');
  return { agent, port };
}

function isQuiet({ code, stderr }: { code: number | null; stderr: string }): boolean {
  return code === 0 && stderr === '';
}
