// Asks Zipkin and Clew the same, and tells where their answers differ.
import { assembleTrace, SpanBatch, SpanBatchReader } from '@clew/model';
import { comparable, mergedTrace, parentNames } from './merged-trace.ts';
import type { ReportedSpan } from './reported-span.ts';
import type { SentTraces } from './sent-traces.ts';

/** How many differences are told of. */
const MAX_TOLD = 5;

/** Two servers that were sent the same. */
export interface Servers {
  readonly zipkin: string;
  readonly clew: string;
}

/** Fails with the first few differences. @returns how many were compared */
function expectNone(differences: readonly string[], compared: number): string {
  if (differences.length === 0) return `${compared} compared`;
  const told = differences.slice(0, MAX_TOLD).join('\n');
  throw new Error(`${differences.length} of ${compared} differ:\n${told}`);
}

async function jsonOf<T>(url: string): Promise<T | undefined> {
  const response = await fetch(url);
  if (response.status === 200) return (await response.json()) as T;
  await response.arrayBuffer();
  return undefined;
}

/** Asks both the same. */
async function both<T>({ zipkin, clew }: Servers, path: string): Promise<[T, T]> {
  const answers = await Promise.all([jsonOf<T>(zipkin + path), jsonOf<T>(clew + path)]);
  if (answers[0] === undefined) throw new Error(`Zipkin does not answer ${path}`);
  if (answers[1] === undefined) throw new Error(`Clew does not answer ${path}`);
  return answers as [T, T];
}

/** Compares every trace, span by span. */
export async function compareSpans(servers: Servers, { traceIds }: SentTraces): Promise<string> {
  const differences: string[] = [];
  for (const id of traceIds) {
    const [theirs, ours] = await both<readonly ReportedSpan[]>(servers, `/api/v2/trace/${id}`);
    const expected = mergedTrace(theirs).map(comparable).sort();
    const found = ours.map(comparable).sort();
    const lacking = expected.filter((span) => !found.includes(span));
    const further = found.filter((span) => !expected.includes(span));
    if (lacking.length + further.length === 0 && expected.length === found.length) continue;
    differences.push(
      `${id}\n  Zipkin: ${lacking.join('\n    ')}\n  Clew:   ${further.join('\n    ')}`,
    );
  }
  return expectNone(differences, traceIds.length);
}

/** Compares the trees that Zipkin's web app would draw with those that Clew's does. */
export async function compareTrees(
  servers: Servers & { readonly query: string },
  { traceIds }: SentTraces,
): Promise<string> {
  const differences: string[] = [];
  for (const id of traceIds) {
    const [theirs] = await both<readonly ReportedSpan[]>(servers, `/api/v2/trace/${id}`);
    const parents = parentNames(mergedTrace(theirs));
    const drawn = await parentsInClew(servers.query, id);
    const expected = sortedText(parents);
    const found = sortedText(new Map([...drawn].filter(([name]) => parents.has(name))));
    if (expected !== found) differences.push(`${id}\n  Zipkin: ${expected}\n  Clew:   ${found}`);
  }
  return expectNone(differences, traceIds.length);
}

/** Whose child each span is, by names, as Clew's web app draws it. */
async function parentsInClew(query: string, id: string): Promise<ReadonlyMap<string, string>> {
  const response = await fetch(`${query}/api/clew/v1/traces/${id}/skeleton`);
  const batch = new SpanBatch(new Uint8Array(await response.arrayBuffer()));
  const reader = new SpanBatchReader(batch);
  const { count, ordinal, parent } = assembleTrace(id.padStart(32, '0'), batch);
  const nameOf = (row: number): string => (row < 0 ? '' : reader.span(ordinal[row] as number).name);
  const rows = Array.from({ length: count }, (_, row) => row);
  return new Map(
    rows.flatMap((row) => {
      const name = nameOf(row);
      return name === '' ? [] : [[name, nameOf(parent[row] as number)]];
    }),
  );
}

function sortedText(parents: ReadonlyMap<string, string>): string {
  return [...parents]
    .map(([name, parent]) => `${name} < ${parent}`)
    .sort()
    .join(', ');
}

/** Compares the names of services, spans and remote services. */
export async function compareNames(servers: Servers): Promise<string> {
  const [services] = await both<readonly string[]>(servers, '/api/v2/services');
  const paths = services.flatMap((name) => [
    `/api/v2/spans?serviceName=${encodeURIComponent(name)}`,
    `/api/v2/remoteServices?serviceName=${encodeURIComponent(name)}`,
  ]);
  return await compareAnswers(servers, ['/api/v2/services', ...paths]);
}

/** Compares what lists say. */
async function compareAnswers(servers: Servers, paths: readonly string[]): Promise<string> {
  const differences: string[] = [];
  for (const path of paths) {
    const [theirs, ours] = await both<readonly unknown[]>(servers, path);
    const texts = (list: readonly unknown[]): readonly string[] =>
      list.map((one) => JSON.stringify(one)).sort();
    const [expected, found] = [texts(theirs), texts(ours)];
    if (expected.join() === found.join()) continue;
    const lacking = expected.filter((one) => !found.includes(one));
    const further = found.filter((one) => !expected.includes(one));
    differences.push(`${path}\n  lacks ${lacking.join()}\n  has ${further.join()}`);
  }
  return expectNone(differences, paths.length);
}

/** Compares who called whom how often in some ranges of time. */
export async function compareDependencies(
  servers: Servers,
  ranges: readonly (readonly [from: number, to: number])[],
): Promise<string> {
  const paths = ranges.map(
    ([from, to]) => `/api/v2/dependencies?endTs=${to}&lookback=${to - from}`,
  );
  return await compareAnswers(servers, paths);
}

/** Compares which traces searches find, and in which order. */
export async function compareSearches(
  servers: Servers,
  queries: readonly string[],
): Promise<string> {
  const differences: string[] = [];
  let found = 0;
  for (const query of queries) {
    const path = `/api/v2/traces?${query}`;
    const [theirs, ours] = await both<readonly (readonly ReportedSpan[])[]>(servers, path);
    const [expected, got] = [idsOf(theirs), idsOf(ours)];
    found += expected.length;
    if (expected.join() === got.join()) continue;
    const lacking = expected.filter((id) => !got.includes(id));
    const further = got.filter((id) => !expected.includes(id));
    differences.push(
      `${query}: ${expected.length} and ${got.length}, lacks ${lacking.slice(0, 3)}, has ${further.slice(0, 3)}`,
    );
  }
  return `${expectNone(differences, queries.length)}, ${found} traces found`;
}

/** Of a trace with ids of both lengths the longer one. */
function idsOf(traces: readonly (readonly ReportedSpan[])[]): readonly string[] {
  return traces.map((spans) => {
    const ids = spans.map(({ traceId }) => traceId);
    return ids.find((id) => id.length === 32) ?? ids[0] ?? '';
  });
}
