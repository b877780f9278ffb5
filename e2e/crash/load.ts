// Sends requests from several senders at once, until the server is killed.
import { setTimeout as pause } from 'node:timers/promises';
import { jaegerBatch } from './jaeger-batch.ts';
import type { Ledger, SentRequest } from './ledger.ts';
import { otlpRequest } from './otlp-request.ts';
import { SENDERS, type Workload } from './workload.ts';

/** Of the senders, how many speak Jaeger's Thrift; the others speak OTLP. */
const JAEGER_SENDERS = 2;
/** How long to wait where the server asks for patience, whatever it asks for. */
const PATIENCE_MILLIS = 100;

/** Where the load goes. */
export interface LoadTarget {
  readonly otlpUrl: string;
  readonly jaegerUrl: string;
}

/**
 * Sends until the signal is aborted, which is when the server was killed.
 * @param sendsAgain whether a request that got no answer in an earlier round is sent again
 * @throws when the server refuses what it must take, or takes it in part only
 */
export async function sendLoad(
  target: LoadTarget,
  workload: Workload,
  ledger: Ledger,
  sendsAgain: () => boolean,
  killed: AbortSignal,
): Promise<void> {
  const sendAll = async (sender: number): Promise<void> => {
    const unanswered = ledger.unanswered(sender);
    if (unanswered !== undefined && sendsAgain()) {
      await send(target, workload, unanswered, killed);
    }
    while (!killed.aborted) {
      await send(target, workload, ledger.next(sender, performance.now()), killed);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, (_, sender) => sendAll(sender)));
}

/** Sends a request until it is acknowledged or the server is gone. */
async function send(
  { otlpUrl, jaegerUrl }: LoadTarget,
  workload: Workload,
  request: SentRequest,
  killed: AbortSignal,
): Promise<void> {
  const { sender, number } = request;
  const isJaeger = sender < JAEGER_SENDERS;
  const encode = isJaeger ? jaegerBatch : otlpRequest;
  const body = encode(workload.service(sender), workload.spans(sender, number));
  const contentType = isJaeger ? 'application/x-thrift' : 'application/x-protobuf';
  while (!killed.aborted) {
    const answer = await post(isJaeger ? jaegerUrl : otlpUrl, contentType, body);
    if (answer === undefined) {
      // Broken off: it may be stored or not.
      if (killed.aborted) return;
      throw new Error('a connection broke off though the server was not killed');
    }
    if (answer.status === 200 || answer.status === 202) {
      if (answer.body.length > 0) throw new Error(`not all spans were taken: ${answer.body}`);
      request.acknowledgedAt = performance.now();
      return;
    }
    if (answer.status !== 429 && answer.status !== 503) {
      throw new Error(`${contentType} was answered with ${answer.status} ${answer.body}`);
    }
    await pause(PATIENCE_MILLIS);
  }
}

async function post(url: string, contentType: string, body: Buffer) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: new Uint8Array(body.buffer as ArrayBuffer, body.byteOffset, body.length),
    });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
