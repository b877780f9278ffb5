// Everything that did not get in, of all receivers, in one list.
import type { ReceiverFigures, SystemAnswer } from '../api/system-answer.ts';

/** What was refused: the unit in which it is counted. */
type RefusedUnit = 'requests' | 'datagrams' | 'spans';

/** What one receiver refused for one reason. */
export interface Refusal {
  readonly key: string;
  readonly receiver: string;
  readonly unit: RefusedUnit;
  readonly reason: string;
  readonly count: number;
}

/** What a receiver refused, dropped or left out. */
export function refusalsOf(receiver: ReceiverFigures): readonly Refusal[] {
  const requests = receiver.transport === 'udp' ? 'datagrams' : 'requests';
  const groups = [
    [requests, receiver.refusedRequests],
    ['datagrams', receiver.droppedDatagrams],
    ['spans', receiver.refusedSpans],
  ] as const;
  return groups.flatMap(([unit, counts]) =>
    counts.map(({ reason, count }) => ({
      key: `${receiver.name} ${unit} ${reason}`,
      receiver: receiver.name,
      ...{ unit, reason, count },
    })),
  );
}

/** All of it, what happened most often first. */
export function allRefusals({ receivers }: Pick<SystemAnswer, 'receivers'>): readonly Refusal[] {
  return receivers.flatMap(refusalsOf).sort((a, b) => b.count - a.count);
}

/** How often anything was refused, whatever the unit. */
export function refusedCount(refusals: readonly Refusal[]): number {
  return refusals.reduce((sum, { count }) => sum + count, 0);
}

/** Words for the decoders' reasons for leaving out a span, and what to do about them. */
const SPAN_REASONS = {
  'otlp: malformed span': ['spanMalformed', 'span'],
  'otlp: trace_id is not 16 bytes': ['traceIdLength', 'id'],
  'otlp: trace_id is zero': ['traceIdZero', 'id'],
  'otlp: span_id is not 8 bytes': ['spanIdLength', 'id'],
  'otlp: span_id is zero': ['spanIdZero', 'id'],
  'otlp: parent_span_id is not 8 bytes': ['parentIdLength', 'id'],
  'otlp: link id has a wrong length': ['linkIdLength', 'id'],
  'otlp: attribute value is nested too deeply': ['valueDepth', 'depth'],
  'jaeger: malformed packet': ['packetMalformed', 'malformed'],
  'jaeger: traceId is zero': ['traceIdZero', 'id'],
  'jaeger: spanId is zero': ['spanIdZero', 'id'],
  'jaeger: startTime is negative or too large': ['startRange', 'time'],
  'jaeger: duration is negative or too large': ['durationRange', 'time'],
  'jaeger: log timestamp is negative or too large': ['logTimeRange', 'time'],
  other: ['other', 'span'],
} as const;

/** Reasons that have words of the same name. */
const REASONS = [
  'malformed',
  'too-large',
  'unsupported-type',
  'unsupported-encoding',
  'busy',
  'store-full',
  'store-failed',
  'closing',
  'slow',
  'aborted',
  'internal',
  'kernel',
  'backlog',
] as const;

/** The messages for a reason: what is wrong, and what to do; undefined for one that only a newer server knows. */
export function wordsOf(reason: string) {
  const known = REASONS.find((one) => one === reason);
  if (known !== undefined) {
    return { what: `system.reason.${known}`, remedy: `system.remedy.${known}` } as const;
  }
  if (!Object.hasOwn(SPAN_REASONS, reason)) return undefined;
  const [what, remedy] = SPAN_REASONS[reason as keyof typeof SPAN_REASONS];
  return { what: `system.reason.${what}`, remedy: `system.remedy.${remedy}` } as const;
}
