// Traces as Clew's answers to Jaeger's query API have them.
import { setTimeout } from 'node:timers/promises';

/** How long spans may take from the end of a request until they are all shown. */
const PATIENCE_MILLIS = 5_000;
const POLL_MILLIS = 50;

interface ShownSpan {
  readonly spanID: string;
  readonly operationName: string;
  readonly processID: string;
  readonly references: readonly {
    readonly refType: string;
    readonly traceID: string;
    readonly spanID: string;
  }[];
  readonly tags: readonly { readonly key: string; readonly value: unknown }[];
}

/** A trace of Jaeger's JSON; only what is looked at. */
export interface ShownTrace {
  readonly traceID: string;
  readonly spans: readonly ShownSpan[];
  readonly processes: Readonly<Record<string, { readonly serviceName: string }>>;
}

/** Waits until a trace has a number of spans, and gives what there is when that takes too long. */
export async function waitForTrace(
  queryApi: string,
  traceId: string,
  spanCount: number,
  signal: AbortSignal,
): Promise<ShownTrace | undefined> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MILLIS)]);
  for (;;) {
    const [trace] = await query(`${queryApi}/api/traces/${traceId}`, signal);
    if (patience.aborted || (trace && trace.spans.length >= spanCount)) return trace;
    await setTimeout(POLL_MILLIS, undefined, { signal });
  }
}

/** The ids of all traces that a service is in. */
export async function traceIdsOf(
  queryApi: string,
  service: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const parameters = new URLSearchParams({ service, lookback: '1h', limit: '1000' });
  const traces = await query(`${queryApi}/api/traces?${parameters}`, signal);
  return traces.map(({ traceID }) => wideId(traceID)).sort();
}

/** A line for each span, in order: whose it is, what it does, and what its parent does. */
export function outline({ traceID, spans, processes }: ShownTrace): readonly string[] {
  const operations = new Map(spans.map(({ spanID, operationName }) => [spanID, operationName]));
  const lines = spans.map(({ operationName, processID, references, tags }) => {
    const service = processes[processID]?.serviceName;
    const kind = tags.find(({ key }) => key === 'span.kind')?.value;
    const parents = references.map((reference) => {
      const isHere = wideId(reference.traceID) === wideId(traceID);
      const operation = isHere ? operations.get(reference.spanID) : undefined;
      return `${reference.refType} ${operation ?? `absent ${reference.spanID}`}`;
    });
    return spanLine(service, operationName, kind, parents.join(', '));
  });
  return lines.sort();
}

/** A line of {@link outline}; `parent` is empty for a root. */
export function spanLine(
  service: string | undefined,
  operation: string,
  kind: unknown,
  parent: string,
): string {
  return `${service}: ${operation} (${kind}), ${parent === '' ? 'a root' : parent}`;
}

/** A trace id of 64 bits and the same one with zeros before it are one. */
export function wideId(traceId: string): string {
  return traceId.padStart(32, '0');
}

async function query(url: string, signal: AbortSignal): Promise<readonly ShownTrace[]> {
  const response = await fetch(url, { signal });
  if (response.status === 404) return [];
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${await response.text()}`);
  const { data } = (await response.json()) as { readonly data: readonly ShownTrace[] };
  return data;
}
