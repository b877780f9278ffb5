// What the app asks the server for, but for the spans of a trace (trace-parts.ts).
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
import { getJson, type Parameters, post } from './request.ts';
import { parseSystem, type SystemAnswer } from './system-answer.ts';

const MOST_VALUES = 1000;

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

/** Keeps a trace for good. */
export async function archiveTrace(traceId: string): Promise<void> {
  await post(`archive/${traceId}`);
}

export async function fetchSystem(signal: AbortSignal): Promise<SystemAnswer> {
  return parseSystem(await getJson('system', {}, signal));
}
