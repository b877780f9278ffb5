// Loaded into the server before its own modules (`node --import`): tells the benchmark for how long nobody else had a turn.
// CPU of the thread is what a stretch of work takes; time on the clock has other processes' shares of the cores in it.

/** The longest stretch between two turns of the event loop since the figures were last asked for. */
export interface LoopHold {
  readonly cpuMs: number;
  readonly clockMs: number;
}

const TICK_MILLIS = 1;

let cpuMs = 0;
let clockMs = 0;
let lastCpu = threadCpuMillis();
let lastClock = performance.now();

function threadCpuMillis(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function tick(): void {
  const cpu = threadCpuMillis();
  const clock = performance.now();
  cpuMs = Math.max(cpuMs, cpu - lastCpu);
  clockMs = Math.max(clockMs, clock - lastClock);
  lastCpu = cpu;
  lastClock = clock;
}

setInterval(tick, TICK_MILLIS).unref();
process.on('message', () => {
  tick();
  process.send?.({ cpuMs, clockMs } satisfies LoopHold);
  cpuMs = 0;
  clockMs = 0;
});
// The benchmark's pipe keeps no server alive.
process.channel?.unref();
