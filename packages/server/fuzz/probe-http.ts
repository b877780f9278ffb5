// Sends one request and tells what is wrong with the answer.
import { type Agent, request } from 'node:http';
import type { HttpRequest, ServerName } from './http-requests.ts';

/** Where each server is; one that is not open is left out. */
export type ServerAddresses = Readonly<Partial<Record<ServerName, string>>>;

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

const TIMEOUT_MILLIS = 20_000;
/** What is not supported, and what did not end in time, are answers. */
const FAIR_FAILURES: readonly number[] = [501, 504];

/** Sends it; undefined when the answer is as it should be, or else what is wrong. */
export async function probeHttp(
  addresses: ServerAddresses,
  agent: Agent,
  sent: HttpRequest,
): Promise<string | undefined> {
  const address = addresses[sent.server];
  if (address === undefined) return undefined;
  try {
    return faultOf(sent, await answerOf(address, agent, sent));
  } catch (error) {
    // That what could not be read was HEAD, after which no body comes, nobody knows.
    if (sent.method === 'HEAD' && String(error).includes('Data after')) return undefined;
    return `no answer: ${String(error)}`;
  }
}

function answerOf(address: string, agent: Agent, sent: HttpRequest): Promise<Answer> {
  const { hostname, port } = new URL(address);
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const { method, target: path, body } = sent;
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  const outgoing = request({ ...{ agent, hostname, port, method, path, headers } }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', reject);
    response.on('end', () => {
      const type = response.headers['content-type'] ?? '';
      const text = Buffer.concat(chunks).toString();
      resolve({ status: response.statusCode ?? 0, type, text });
    });
  });
  outgoing.setTimeout(TIMEOUT_MILLIS, () => outgoing.destroy(new Error('timeout')));
  outgoing.on('error', (error: NodeJS.ErrnoException) => {
    // After what is no HTTP request the server closes the connection, and the next one comes upon that.
    const isStale = error.code === 'ECONNRESET' && outgoing.reusedSocket;
    if (isStale) answerOf(address, agent, sent).then(resolve, reject);
    else reject(error);
  });
  outgoing.end(body);
  return promise;
}

function faultOf({ server, method, target }: HttpRequest, answer: Answer): string | undefined {
  const { status, type, text } = answer;
  if (status >= 500 && !FAIR_FAILURES.includes(status)) return `status ${status}: ${text}`;
  if (status < 200) return `status ${status}`;
  if (method === 'HEAD' || text === '') return undefined;
  if (type.includes('json')) {
    try {
      const json: unknown = JSON.parse(text);
      return status >= 400 ? errorFault(server, target, json) : undefined;
    } catch (error) {
      return `no JSON with status ${status}: ${String(error)}: ${text.slice(0, 200)}`;
    }
  }
  if (type === 'application/vnd.clew.span-batch' && status === 200) return undefined;
  // Zipkin's failures are plain text; below `/api` all else is JSON.
  const isApi = server === 'query' && target.startsWith('/api/');
  return isApi && status !== 431 ? `${type || 'no type'} with status ${status}` : undefined;
}

/** Jaeger: `{errors: [{code, msg}]}`; its version 3: `{error: {httpCode, message}}`; Clew: `{error: {code, message}}`. */
function errorFault(server: ServerName, target: string, json: unknown): string | undefined {
  if (typeof json !== 'object' || json === null) return `an error that is no object: ${json}`;
  if ('errors' in json && Array.isArray(json.errors)) {
    return json.errors.every(({ msg }) => typeof msg === 'string')
      ? undefined
      : `errors without a message: ${JSON.stringify(json)}`;
  }
  if ('error' in json && typeof json.error === 'object' && json.error !== null) {
    if ('message' in json.error && typeof json.error.message === 'string') return undefined;
  }
  return `an error of ${server} for ${target.slice(0, 80)} that is none: ${JSON.stringify(json).slice(0, 200)}`;
}
