// An agent that dies under load and comes back.
import type { AgentCount, AgentReady, AgentTask } from './agent.ts';
import type { ApplicationTask, Request, State } from './application.ts';
import { type Checks, mib } from './checks.ts';
import { Program } from './program.ts';

/** So many spans that their sending takes some time. */
const MANY_SPANS = 1000;

/** Kills an agent and starts it again, while an application sends to it. */
export async function checkAgentRestarts(checks: Checks, restarts: number): Promise<void> {
  let { agent, port } = await startAgent(0);
  const task: ApplicationTask = {
    transport: 'udp',
    port,
    spansPerTick: 20,
    maxQueueBytes: 1 << 20,
    timeoutMs: 1000,
  };
  const application = Program.start('application.ts', task);
  await application.next('ready');
  await ask(application, 'resume');
  const held: number[] = [];
  let arrived = 0;
  for (let i = 1; i <= restarts; i++) {
    await checks.until(`agent ${i}: spans arrive`, async () => (await spansOf(agent)) > MANY_SPANS);
    arrived += await spansOf(agent);
    const { failed } = (await ask(application, 'state')).stats;
    await agent.kill();
    await checks.until(`agent ${i} is killed: spans are counted as failed`, async () => {
      return (await ask(application, 'state')).stats.failed > failed;
    });
    held.push((await ask(application, 'measure')).held);
    ({ agent, port } = await startAgent(port));
  }
  await checks.until('spans arrive again', async () => (await spansOf(agent)) > 0);
  await ask(application, 'pause');
  const { reported, stats, faults } = await ask(application, 'close');
  await agent.kill();
  const ending = await application.ended();

  checks.note(
    `${reported} spans reported; held while the agent was away: ${held.map(mib).join(', ')}`,
  );
  const counted = stats.sent + stats.failed + stats.dropped;
  const isWhole = counted === reported && stats.queued === 0;
  checks.check('every span is counted once', isWhole, stats);
  // A packet may have arrived in the moment before the agent dies, of which the sender can't be sure.
  checks.check('what arrived counts as sent', stats.sent > arrived / 2, {
    arrived,
    sent: stats.sent,
  });
  checks.check('nothing is thrown into the application', faults.length === 0, faults);
  checks.check('it ends by itself', ending.code === 0, ending);
  const complaints = ending.stderr.split('\n').filter((line) => line.includes('Warning')).length;
  checks.check('it is told at most ten times a minute', complaints <= 10, `${complaints} warnings`);
}

async function startAgent(port: number): Promise<{ agent: Program; port: number }> {
  const task: AgentTask = { port };
  const agent = Program.start('agent.ts', task);
  return { agent, port: (await agent.next<AgentReady>('ready')).port };
}

async function spansOf(agent: Program): Promise<number> {
  return (await agent.ask<AgentCount>({ kind: 'count' }, 'count')).spans;
}

async function ask(application: Program, kind: Request['kind']): Promise<State> {
  return await application.ask<State>({ kind }, 'state');
}
