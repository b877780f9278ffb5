// Holds what the server answers against what was sent: every acknowledged span is there once and
// undamaged, what was not acknowledged may be, and nothing else is.
import type { Ledger, SentRequest } from './ledger.ts';
import type { SentSpan, Workload } from './workload.ts';

/** How many traces are asked for at a time. */
const CONCURRENCY = 4;
/** How many problems are worth reading. */
const MAX_PROBLEMS = 10;

/** Spans of one request that are not there though they were acknowledged. */
interface Missing {
  readonly request: SentRequest;
  spans: number;
}

/** What came of some requests. */
export interface Findings {
  readonly acknowledged: number;
  readonly found: number;
  readonly missing: readonly Missing[];
  /** When the first of what is there was acknowledged at the latest; Infinity where nothing is. */
  readonly firstFoundAt: number;
  /** What is there and should not be, or not in this way. */
  readonly problems: readonly string[];
}

/** What is asked. */
export interface Question {
  /** The query API's address. */
  readonly url: string;
  readonly workload: Workload;
  readonly ledger: Ledger;
}

/** Asks for all traces of some request numbers. */
export async function findAll(question: Question, numbers: readonly number[]): Promise<Findings> {
  const { url, workload, ledger } = question;
  const missing = new Map<SentRequest, Missing>();
  const problems: string[] = [];
  let acknowledged = 0;
  let found = 0;
  let firstFoundAt = Number.POSITIVE_INFINITY;

  const checkTrace = async (number: number, trace: number, traceId: Buffer): Promise<void> => {
    const answered = await spansOfTrace(url, traceId.toString('hex'));
    for (const request of ledger.sent(number)) {
      const { sender, acknowledgedAt } = request;
      for (const sent of workload.fragment(sender, number, trace)) {
        const spanId = sent.spanId.toString('hex');
        const same = answered.get(spanId) ?? [];
        answered.delete(spanId);
        const isThere = same.length > 0;
        if (same.length > 1) problems.push(`span ${spanId} is there ${same.length} times`);
        for (const span of same) problems.push(...damage(sent, workload.service(sender), span));
        if (acknowledgedAt === undefined) continue;
        acknowledged += 1;
        if (isThere) {
          found += 1;
          firstFoundAt = Math.min(firstFoundAt, acknowledgedAt);
        } else {
          const entry = missing.get(request) ?? { request, spans: 0 };
          entry.spans += 1;
          missing.set(request, entry);
        }
      }
    }
    for (const spanId of answered.keys()) problems.push(`span ${spanId} was never sent`);
  };

  const work = numbers.flatMap((number) =>
    workload.traceIds(number).map((traceId, trace) => ({ number, trace, traceId })),
  );
  const worker = async (): Promise<void> => {
    for (let next = work.shift(); next !== undefined; next = work.shift()) {
      await checkTrace(next.number, next.trace, next.traceId);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return {
    ...{ acknowledged, found, firstFoundAt },
    missing: [...missing.values()],
    problems: problems.slice(0, MAX_PROBLEMS),
  };
}

/** What the query API tells of a span; only what is looked at. */
interface AnsweredSpan {
  readonly spanID: string;
  readonly operationName: string;
  readonly startTime: number;
  readonly duration: number;
  readonly references: readonly { readonly refType: string; readonly spanID: string }[];
  readonly tags: readonly { readonly key: string; readonly value: unknown }[];
  readonly processID: string;
}

interface AnsweredTrace {
  readonly spans: readonly AnsweredSpan[];
  readonly processes: Readonly<Record<string, { readonly serviceName: string }>>;
}

interface FoundSpan {
  readonly span: AnsweredSpan;
  readonly service: string | undefined;
}

/** The spans of a trace as they were stored, by their ids. */
async function spansOfTrace(url: string, traceId: string): Promise<Map<string, FoundSpan[]>> {
  // Not adjusted: adjusting would hide duplicates.
  const response = await fetch(`${url}/api/traces/${traceId}?raw=true`);
  const body = await response.text();
  const spans = new Map<string, FoundSpan[]>();
  if (response.status === 404) return spans;
  if (response.status !== 200) throw new Error(`trace ${traceId}: ${response.status} ${body}`);
  const { data } = JSON.parse(body) as { readonly data: readonly AnsweredTrace[] };
  for (const trace of data) {
    for (const span of trace.spans) {
      const service = trace.processes[span.processID]?.serviceName;
      spans.set(span.spanID, [...(spans.get(span.spanID) ?? []), { span, service }]);
    }
  }
  return spans;
}

/** What differs between a span as it was sent and as it is answered. */
function damage(sent: SentSpan, service: string, answered: FoundSpan): readonly string[] {
  const { span } = answered;
  const tag = (key: string): unknown => span.tags.find((one) => one.key === key)?.value;
  const expected: Readonly<Record<string, readonly [expected: unknown, answered: unknown]>> = {
    service: [service, answered.service],
    operation: [sent.name, span.operationName],
    start: [sent.startMicros, span.startTime],
    duration: [sent.durationMicros, span.duration],
    parent: [sent.parentSpanId?.toString('hex'), span.references[0]?.spanID],
    url: [sent.url, tag('http.url')],
    status: [sent.status, tag('http.status_code')],
    payload: [sent.payload.toString('base64'), tag('payload')],
  };
  return Object.entries(expected)
    .filter(([, [want, got]]) => want !== got)
    .map(([field, [want, got]]) => {
      const show = (value: unknown): string => String(value).slice(0, 80);
      return `span ${span.spanID} has ${field} ${show(got)} in place of ${show(want)}`;
    });
}
