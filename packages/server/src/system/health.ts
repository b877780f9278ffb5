// Whether all is well, judged from the figures of one moment, in words that somebody on call can act on.
import type { EngineStats } from '@clew/engine';
import type { Health, HealthFinding } from '../query/system-answer.ts';
import type { DiskSpace } from './disk-space.ts';
import type { FailureWatch, OngoingFailure } from './failure-watch.ts';
import { nanosOfMillis } from './nanos.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
/** Fewer free bytes are gone with the next heads and their segments. */
const DISK_FULL_BYTES = 256 * MIB;
/** A twentieth of a disk, within bounds that make sense for small ones and for large ones. */
const NEARLY_FULL = { share: 0.05, least: GIB, most: 10 * GIB };
/** As long as a write waits for a head to be sealed before it is refused. */
const SEALING_BEHIND_MILLIS = 10_000;
/** Of what requests under way may take. */
const AT_LIMIT_SHARE = 0.9;

/** What health is judged by. */
export interface HealthFacts {
  /** Unix milliseconds. */
  readonly now: number;
  readonly failures: Pick<FailureWatch, 'write' | 'sealing' | 'retention'>;
  readonly stats: EngineStats;
  readonly disk: DiskSpace | undefined;
  /** What counts against the limit, and the limit, with its option. */
  readonly usedBytes: number;
  readonly limitBytes: number | undefined;
  readonly limitOption: '--max-disk' | '--memory-limit';
  readonly retentionMillis: number | undefined;
  /** Spans dropped to stay within the limit. */
  readonly droppedForLimit: number;
  readonly inFlight: { readonly used: number; readonly limit: number };
  readonly faults: number;
}

/** What is wrong or worth knowing, the gravest first. */
export function healthOf(facts: HealthFacts): Health {
  const all = [...ofWriting(facts), ...ofReading(facts), ...ofDisk(facts), ...ofProcess(facts)];
  const findings = (['critical', 'warning', 'notice'] as const).flatMap((severity) =>
    all.filter((finding) => finding.severity === severity),
  );
  const gravest = findings[0]?.severity;
  const status =
    gravest === 'critical' ? 'unhealthy' : gravest === 'warning' ? 'degraded' : 'healthy';
  return { status, findings };
}

function* ofWriting({ now, failures, stats }: HealthFacts): Iterable<HealthFinding> {
  const { write, sealing } = failures;
  if (write !== undefined) {
    yield {
      code: 'write-failed',
      severity: 'critical',
      message: `${last(write.count, 'write')} failed (${write.reason}): senders are told to send again, spans over UDP are lost; see whether the data directory can be written to`,
      ...ongoing(write),
    };
  }
  const { pendingSeals, sealingSince = now } = stats;
  if (sealing !== undefined) {
    yield {
      code: 'sealing-failed',
      severity: 'critical',
      message: `${last(sealing.count, 'attempt')} to write a segment failed (${sealing.reason}): it is tried again, and writes are refused when memory is full; see whether the data directory can be written to`,
      ...ongoing(sealing),
    };
  } else if (now - sealingSince > SEALING_BEHIND_MILLIS) {
    yield {
      code: 'sealing-behind',
      severity: 'warning',
      message: `making segments is behind, ${pendingSeals} full heads wait: spans come in faster than this machine writes them, and writes are refused when it lasts; give it a faster disk or more processors, or sample fewer spans`,
      since: nanosOfMillis(sealingSince),
      count: pendingSeals,
    };
  }
}

function* ofReading({ failures, stats }: HealthFacts): Iterable<HealthFinding> {
  const { unreadableSegments } = stats;
  if (unreadableSegments > 0) {
    yield {
      code: 'segments-unreadable',
      severity: 'critical',
      message: `${unreadableSegments} segments can't be read, their spans are not shown; the log names their files: restore them from a backup and start again`,
      count: unreadableSegments,
    };
  }
  const { retention } = failures;
  if (retention !== undefined) {
    yield {
      code: 'retention-failed',
      severity: 'warning',
      message: `old segments can't be dropped (${retention.reason}): the disk fills up; see whether files in the data directory can be removed`,
      ...ongoing(retention),
    };
  }
}

function* ofDisk(facts: HealthFacts): Iterable<HealthFinding> {
  const { now, disk, stats, usedBytes, limitBytes, limitOption: option, retentionMillis } = facts;
  if (disk !== undefined) {
    const { freeBytes: bytes, sizeBytes } = disk;
    const nearly = Math.min(
      Math.max(sizeBytes * NEARLY_FULL.share, NEARLY_FULL.least),
      NEARLY_FULL.most,
    );
    if (bytes < DISK_FULL_BYTES) {
      yield {
        code: 'disk-full',
        severity: 'critical',
        message: `the disk of the data directory has ${gigabytes(bytes)} left: writes are or will be refused; make room, or lower ${option}`,
        ...{ bytes, option },
      };
    } else if (bytes < nearly) {
      yield {
        code: 'disk-nearly-full',
        severity: 'warning',
        message: `the disk of the data directory has ${gigabytes(bytes)} left; make room, or lower ${option}`,
        ...{ bytes, option },
      };
    }
    if (limitBytes !== undefined && bytes < limitBytes - usedBytes) {
      yield {
        code: 'disk-smaller-than-limit',
        severity: 'notice',
        message: `${option} lets the store grow to ${gigabytes(limitBytes)}, and the disk has ${gigabytes(bytes)} left: it may be full before old spans are dropped; lower ${option}, or make room`,
        ...{ bytes, limitBytes, option },
      };
    }
  }
  const { oldestArrival = now } = stats;
  const isEarly = retentionMillis !== undefined && oldestArrival > now - retentionMillis;
  if (isEarly && facts.droppedForLimit > 0 && limitBytes !== undefined) {
    yield {
      code: 'dropped-before-retention',
      severity: 'notice',
      message: `${facts.droppedForLimit} spans were dropped before --retention was over, to stay within ${option} of ${gigabytes(limitBytes)}: raise it, or sample fewer spans`,
      ...{ count: facts.droppedForLimit, limitBytes, option },
    };
  }
}

function* ofProcess({ inFlight, faults }: HealthFacts): Iterable<HealthFinding> {
  const { used: bytes, limit: limitBytes } = inFlight;
  if (bytes >= limitBytes * AT_LIMIT_SHARE) {
    const option = '--in-flight-limit';
    yield {
      code: 'requests-at-limit',
      severity: 'warning',
      message: `the requests under way take nearly all of ${option}: senders are told to wait; let them send smaller batches, or raise it`,
      ...{ bytes, limitBytes, option },
    };
  }
  if (faults > 0) {
    yield {
      code: 'faults',
      severity: 'notice',
      message: `${faults} errors happened that nobody expected; the log describes them: report them`,
      count: faults,
    };
  }
}

function ongoing({
  since,
  count,
  reason,
}: OngoingFailure): Pick<HealthFinding, 'since' | 'count' | 'reason'> {
  return { since: nanosOfMillis(since), count, reason };
}

function last(count: number, what: string): string {
  return count === 1 ? `the last ${what}` : `the last ${count} ${what}s`;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
