// The one place that talks to the server.
import { SpanBatch } from '@clew/model';
import {
  type AttributeKey,
  type Histogram,
  type Operation,
  parseAttributeKeys,
  parseAttributeValues,
  parseHistogram,
  parseOperations,
  parseSearchAnswer,
  parseServices,
  type SearchAnswer,
} from './answers.ts';
import { ApiError } from './api-error.ts';
import { basePath } from './base-path.ts';
import { parseSystem, type SystemAnswer } from './system-answer.ts';

const MOST_VALUES = 1000;

/** Parameters by name; a list repeats its name, what is undefined is left out. */
export type Parameters = Readonly<Record<string, string | readonly string[] | undefined>>;

export async function fetchSearch(
  parameters: Parameters,
  signal: AbortSignal,
): Promise<SearchAnswer> {
  return parseSearchAnswer(await getJson('search', parameters, signal));
}

/** Counts all traces that match, whatever the limit, in this many parts of the time. */
export async function fetchHistogram(
  parameters: Parameters,
  cells: number,
  signal: AbortSignal,
): Promise<Histogram> {
  return parseHistogram(await getJson('histogram', { ...parameters, cells: `${cells}` }, signal));
}

/** A trace without attributes. */
export function fetchSkeleton(traceId: string, signal: AbortSignal): Promise<SpanBatch> {
  return getBatch(`traces/${encodeURIComponent(traceId)}/skeleton`, {}, signal);
}

/** Whole spans of a trace by their place in the stored order, from one to before another. */
export function fetchSpans(
  traceId: string,
  from: number,
  to: number,
  signal: AbortSignal,
): Promise<SpanBatch> {
  const range = { from: String(from), to: String(to) };
  return getBatch(`traces/${encodeURIComponent(traceId)}/spans`, range, signal);
}

export async function fetchServices(signal: AbortSignal): Promise<readonly string[]> {
  return parseServices(await getJson('services', {}, signal));
}

export async function fetchOperations(
  service: string,
  signal: AbortSignal,
): Promise<readonly Operation[]> {
  return parseOperations(await getJson('operations', { service }, signal));
}

export async function fetchAttributeKeys(signal: AbortSignal): Promise<readonly AttributeKey[]> {
  return parseAttributeKeys(await getJson('attribute-keys', {}, signal));
}

/** The first of an attribute's values, as many as the API gives at most. */
export async function fetchAttributeValues(
  { scope, key }: AttributeKey,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const limit = String(MOST_VALUES);
  return parseAttributeValues(await getJson('attribute-values', { scope, key, limit }, signal));
}

export async function fetchSystem(signal: AbortSignal): Promise<SystemAnswer> {
  return parseSystem(await getJson('system', {}, signal));
}

async function getBatch(
  path: string,
  parameters: Parameters,
  signal: AbortSignal,
): Promise<SpanBatch> {
  const response = await get(path, parameters, signal);
  return new SpanBatch(new Uint8Array(await response.arrayBuffer()));
}

async function getJson(
  path: string,
  parameters: Parameters,
  signal: AbortSignal,
): Promise<unknown> {
  const response = await get(path, parameters, signal);
  return response.json();
}

async function get(path: string, parameters: Parameters, signal: AbortSignal): Promise<Response> {
  const query = queryText(parameters);
  const url = `${basePath()}api/clew/v1/${path}${query === '' ? '' : `?${query}`}`;
  const response = await fetch(url, { signal }).catch((cause: unknown) => {
    if (signal.aborted) throw cause;
    throw new ApiError('the server did not answer', 0, 'CLEW_UNREACHABLE');
  });
  if (!response.ok) throw await errorOf(response);
  return response;
}

/** Parameters as the text behind a `?`. */
function queryText(parameters: Parameters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) continue;
    for (const one of typeof value === 'string' ? [value] : value) query.append(name, one);
  }
  return query.toString();
}

async function errorOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => undefined);
  const error = (body as { error?: { code?: string; message?: string; parameter?: string } })
    ?.error;
  return new ApiError(
    error?.message ?? `${response.status} ${response.statusText}`,
    response.status,
    error?.code ?? 'CLEW_HTTP',
    error?.parameter,
  );
}
