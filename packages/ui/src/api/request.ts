// The one place that talks to the server.
import { ApiError } from './api-error.ts';
import { basePath } from './base-path.ts';

/** Parameters by name; a list repeats its name, what is undefined is left out. */
export type Parameters = Readonly<Record<string, string | readonly string[] | undefined>>;

/** An answer's JSON, of any shape. */
export async function getJson(
  path: string,
  parameters: Parameters,
  signal: AbortSignal,
): Promise<unknown> {
  const response = await get(path, parameters, signal);
  return response.json();
}

/**
 * An answer of the API.
 * @throws {ApiError} when it is no success, or none at all
 */
export async function get(
  path: string,
  parameters: Parameters,
  signal: AbortSignal,
): Promise<Response> {
  const query = queryText(parameters);
  const url = `${basePath()}api/clew/v1/${path}${query === '' ? '' : `?${query}`}`;
  const response = await fetch(url, { signal }).catch((cause: unknown) => {
    if (signal.aborted) throw cause;
    throw new ApiError('the server did not answer', 0, 'CLEW_UNREACHABLE');
  });
  if (!response.ok) throw await errorOf(response);
  return response;
}

/**
 * Has the server do something, by Jaeger's API.
 * @throws {ApiError} when it is not done
 */
export async function post(path: string): Promise<void> {
  const response = await fetch(`${basePath()}api/${path}`, { method: 'POST' }).catch(() => {
    throw new ApiError('the server did not answer', 0, 'CLEW_UNREACHABLE');
  });
  if (response.ok) return;
  const body: unknown = await response.json().catch(() => undefined);
  const [error] = (body as { errors?: { msg?: string }[] } | undefined)?.errors ?? [];
  const message = error?.msg ?? `${response.status} ${response.statusText}`;
  throw new ApiError(message, response.status, 'CLEW_HTTP');
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
