// Whoever leaves something out is quick: what candidates encode is decoded by other code, and must be
// the work that was traced, span by span.
import type { Attribute, Span } from '@clew/model';
import type { ByteSink, Candidate } from './candidate.ts';
import { decodeSpans } from './decode-spans.ts';
import { STATEMENT_MASK, STATEMENTS, WORK } from './workload.ts';

const UNITS = 1000;
/** jaeger-client reads the clock in whole milliseconds, and clocks may be set by a few. */
const CLOCK_SLACK_NANOS = 5_000_000n;
const MOST_COMPLAINTS = 10;

class KeepingSink implements ByteSink {
  readonly batches: Uint8Array[] = [];

  take(bytes: Uint8Array): void {
    this.batches.push(bytes);
  }
}

/** What became of the units that were traced for verification. */
export interface Verified {
  /** What differs, at most ten lines; empty if nothing does. */
  readonly differences: readonly string[];
  readonly bytesPerSpan: number;
}

/** Traces some units and compares what was encoded with what was traced. */
export async function verify(candidate: Candidate): Promise<Verified> {
  const sink = new KeepingSink();
  const subject = candidate.start('encoded', sink);
  const before = BigInt(Date.now()) * 1_000_000n;
  subject.run(0, UNITS);
  await subject.flush();
  await subject.close();
  const after = BigInt(Date.now()) * 1_000_000n;
  const spans = decodeSpans(sink.batches, candidate.decode);
  const found = [
    ...differencesOfIds(spans),
    ...unitsOf(spans).flatMap((unit, i) => differencesOfUnit(unit, i, candidate)),
    ...differencesOfTimes(spans, before - CLOCK_SLACK_NANOS, after + CLOCK_SLACK_NANOS),
  ];
  const bytes = sink.batches.reduce((sum, batch) => sum + batch.length, 0);
  return { differences: found.slice(0, MOST_COMPLAINTS), bytesPerSpan: bytes / (2 * UNITS) };
}

/** Spans by trace; traces in the order of their first span. */
function unitsOf(spans: readonly Span[]): readonly (readonly Span[])[] {
  const units = new Map<string, Span[]>();
  for (const span of spans) {
    const unit = units.get(span.traceId);
    if (unit === undefined) units.set(span.traceId, [span]);
    else unit.push(span);
  }
  return [...units.values()];
}

function differencesOfIds(spans: readonly Span[]): readonly string[] {
  const traces = new Set(spans.map(({ traceId }) => traceId)).size;
  const ids = new Set(spans.map(({ spanId }) => spanId)).size;
  return [
    ...difference('number of spans', spans.length, 2 * UNITS),
    ...difference('number of trace ids', traces, UNITS),
    ...difference('number of span ids', ids, 2 * UNITS),
  ];
}

function differencesOfUnit(
  unit: readonly Span[],
  index: number,
  candidate: Candidate,
): readonly string[] {
  const parent = unit.find(({ name }) => name === WORK.parent);
  const child = unit.find(({ name }) => name === WORK.child);
  if (parent === undefined || child === undefined || unit.length !== 2) {
    return [`unit ${index} has the spans ${JSON.stringify(unit.map(({ name }) => name))}`];
  }
  const parentTags = {
    [WORK.methodKey]: WORK.method,
    [WORK.statusKey]: WORK.status,
    ...candidate.rootTags,
  };
  const childTags = { [WORK.statementKey]: STATEMENTS[index & STATEMENT_MASK] };
  const event = { name: WORK.event, attributes: { [WORK.messageKey]: WORK.message } };
  const at = (what: string): string => `unit ${index}, ${what}`;
  return [
    ...difference(at("the parent's parent"), parent.parentSpanId, ''),
    ...difference(at("the child's parent"), child.parentSpanId, parent.spanId),
    ...difference(at("the parent's service"), parent.resource.serviceName, WORK.service),
    ...difference(at("the child's service"), child.resource.serviceName, WORK.service),
    ...difference(at("the parent's tags"), valuesOf(parent.attributes), parentTags),
    ...difference(at("the child's tags"), valuesOf(child.attributes), childTags),
    ...difference(at("the parent's logs"), eventsOf(parent), []),
    ...difference(at("the child's logs"), eventsOf(child), [event]),
  ];
}

function differencesOfTimes(spans: readonly Span[], from: bigint, to: bigint): readonly string[] {
  const found: string[] = [];
  for (const { name, start, duration, events } of spans) {
    const end = start + duration;
    if (start < from || end > to) {
      found.push(`'${name}' is from ${start} to ${end}, the run was from ${from} to ${to}`);
    }
    for (const { time } of events) {
      if (time < start - CLOCK_SLACK_NANOS || time > end + CLOCK_SLACK_NANOS) {
        found.push(`'${name}' is from ${start} to ${end}, its log is at ${time}`);
      }
    }
  }
  return found;
}

function eventsOf(span: Span): readonly unknown[] {
  return span.events.map(({ name, attributes }) => ({ name, attributes: valuesOf(attributes) }));
}

/** Jaeger's clients send doubles where OpenTelemetry sends integers: both are numbers here. */
function valuesOf(attributes: readonly Attribute[]): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const { key, value } of attributes) {
    const known = key in values ? `${key} (again)` : key;
    values[known] = typeof value === 'bigint' ? Number(value) : value;
  }
  return values;
}

function difference(what: string, got: unknown, wanted: unknown): readonly string[] {
  const [gotText, wantedText] = [textOf(got), textOf(wanted)];
  return gotText === wantedText ? [] : [`${what}: ${gotText} instead of ${wantedText}`];
}

/** As JSON with sorted keys: the order of tags means nothing. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
