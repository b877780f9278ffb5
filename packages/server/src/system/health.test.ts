import { expect, test } from 'vitest';
import { type HealthFacts, healthOf } from './health.ts';

const GIB = 2 ** 30;
const NOW = 1_000_000_000;

const well: HealthFacts = {
  now: NOW,
  failures: { write: undefined, sealing: undefined, retention: undefined },
  stats: {
    segments: 3,
    segmentSpans: 100,
    segmentBytes: 10_000,
    headSpans: 10,
    headBytes: 5_000,
    logBytes: 5_000,
    pendingBatches: 1,
    pendingSeals: 0,
    sealingSince: undefined,
    oldestArrival: NOW - 5_000_000,
    newestArrival: NOW,
    unreadableSegments: 0,
    cacheBytes: 0,
  },
  disk: { freeBytes: 500 * GIB, sizeBytes: 1000 * GIB },
  usedBytes: 15_000,
  limitBytes: 20 * GIB,
  limitOption: '--max-disk',
  retentionMillis: 6_000_000,
  droppedForLimit: 0,
  inFlight: { used: 0, limit: 100 },
  faults: 0,
};

/** Status and codes of what differs from a store that is well. */
function judge(facts: Partial<HealthFacts>): readonly string[] {
  const { status, findings } = healthOf({ ...well, ...facts });
  return [status, ...findings.map(({ code }) => code)];
}

const failure = { since: NOW - 60_000, count: 2, reason: 'no space left' };
const disk = (free: number, size: number): Partial<HealthFacts> => ({
  disk: { freeBytes: free * GIB, sizeBytes: size * GIB },
  limitBytes: undefined,
});

test('a store that is well has nothing to tell', () => {
  expect(healthOf(well)).toEqual({ status: 'healthy', findings: [] });
});

test('spans that are not stored are the gravest, with when it began and what the system says', () => {
  const { status, findings } = healthOf({
    ...well,
    faults: 1,
    failures: { ...well.failures, write: failure },
  });
  expect(status).toBe('unhealthy');
  expect(findings.map(({ code }) => code)).toEqual(['write-failed', 'faults']);
  expect(findings[0]).toMatchObject({
    since: '999940000000000',
    count: 2,
    reason: 'no space left',
  });
  expect(findings[0]?.message).toContain('no space left');
});

test('sealing is behind when a head has waited as long as writes would', () => {
  const { stats } = well;
  const waiting = (millis: number) => ({
    stats: { ...stats, pendingSeals: 2, sealingSince: NOW - millis },
  });
  expect(judge(waiting(10_000))).toEqual(['healthy']);
  expect(judge(waiting(10_001))).toEqual(['degraded', 'sealing-behind']);
  const failures = { ...well.failures, sealing: failure };
  expect(judge({ ...waiting(60_000), failures })).toEqual(['unhealthy', 'sealing-failed']);
});

test('what is kept but not shown, or not dropped, is told', () => {
  expect(judge({ stats: { ...well.stats, unreadableSegments: 1 } })).toEqual([
    'unhealthy',
    'segments-unreadable',
  ]);
  expect(judge({ failures: { ...well.failures, retention: failure } })).toEqual([
    'degraded',
    'retention-failed',
  ]);
});

test('a disk is nearly full by a share that makes sense for its size', () => {
  expect(judge(disk(0.9, 8))).toEqual(['degraded', 'disk-nearly-full']);
  expect(judge(disk(1.1, 8))).toEqual(['healthy']);
  expect(judge(disk(4, 100))).toEqual(['degraded', 'disk-nearly-full']);
  expect(judge(disk(11, 4000))).toEqual(['healthy']);
  expect(judge(disk(0.2, 100))).toEqual(['unhealthy', 'disk-full']);
  expect(judge({ disk: undefined })).toEqual(['healthy']);
});

test('a limit that the disk can not hold is a notice, however full it is', () => {
  expect(judge({ ...disk(15, 100), limitBytes: 20 * GIB })).toEqual([
    'healthy',
    'disk-smaller-than-limit',
  ]);
  expect(judge({ ...disk(15, 100), limitBytes: 20 * GIB, usedBytes: 6 * GIB })).toEqual([
    'healthy',
  ]);
});

test('spans that went before their time are told, not those that were old enough', () => {
  expect(judge({ droppedForLimit: 5 })).toEqual(['healthy', 'dropped-before-retention']);
  expect(judge({ droppedForLimit: 5, retentionMillis: 4_000_000 })).toEqual(['healthy']);
  expect(judge({ droppedForLimit: 5, retentionMillis: undefined })).toEqual(['healthy']);
});

test('requests that take all the memory they may are told', () => {
  expect(judge({ inFlight: { used: 89, limit: 100 } })).toEqual(['healthy']);
  expect(judge({ inFlight: { used: 90, limit: 100 } })).toEqual(['degraded', 'requests-at-limit']);
});
