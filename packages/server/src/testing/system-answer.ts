// An answer of the system route, for tests of who serves it and who shows it.
import type { SystemAnswer } from '../query/system-answer.ts';

/** A store in memory that is well, a minute after its start, with what a test wants otherwise. */
export function systemAnswer(given: Partial<SystemAnswer> = {}): SystemAnswer {
  return {
    version: '0.0.0',
    nodeVersion: 'v24.0.0',
    now: '1795451160000000000',
    startedAt: '1795451100000000000',
    uptime: '60000000000',
    health: { status: 'healthy', findings: [] },
    process: {
      memoryBytes: 150_000_000,
      heapBytes: 40_000_000,
      memoryLimitBytes: 8_000_000_000,
      cpuTime: '1500000000',
      processors: 2,
    },
    receivers: [],
    recent: { end: '1795451160000000000', interval: '5000000000', stored: [], failed: [] },
    storage: {
      kind: 'memory',
      segments: 0,
      spans: { segments: 0, heads: 0 },
      bytes: { segments: 0, heads: 0, logs: 0 },
      usedBytes: 0,
      limitBytes: 512_000_000,
      droppedSpans: [],
      pendingBatches: 0,
      pendingHeads: 0,
    },
    query: [],
    ...given,
  };
}
