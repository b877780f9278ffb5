// Which HTTP status a failure is, for the error bodies of all the APIs.
import { StoreError, type StoreErrorCode } from '@clew/storage';
import type { FastifyReply } from 'fastify';
import { RefusalError } from '../receivers/refusal.ts';
import type { Caller } from './call-context.ts';
import { ParameterError } from './parameters.ts';

/** A failure as an answer says it. */
export interface Failure {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** The parameter to blame. */
  readonly parameter?: string;
}

/** There is no trace of the id that was asked for. */
export class TraceNotFoundError extends Error {
  readonly code = 'CLEW_TRACE_NOT_FOUND';

  constructor() {
    // Jaeger's words, which its clients look for.
    super('trace not found');
  }
}

/** Why a search that ended early can't be told from one that found all. */
export const ENDED_EARLY = 'the search ended early: there may be more traces than these';

/** A search could not give all that it found or should have looked at. */
export class IncompleteError extends Error {
  readonly code = 'CLEW_INCOMPLETE';
  readonly status: number;

  /** @param status as an HTTP status */
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const storeStatus: Readonly<Record<StoreErrorCode, number>> = {
  CLEW_STORE_BAD_CURSOR: 400,
  CLEW_STORE_UNSUPPORTED: 501,
  CLEW_STORE_CLOSED: 503,
  CLEW_STORE_FULL: 503,
  CLEW_STORE_WRITE_FAILED: 503,
  CLEW_STORE_TIMEOUT: 504,
};

/** What an error means for the client. What it can't act on is logged, and not told. */
export function failureOf(error: unknown, caller: Caller): Failure {
  if (error instanceof ParameterError) {
    const { code, message, parameter } = error;
    return { status: 400, code, message, parameter };
  }
  if (error instanceof TraceNotFoundError) {
    return { status: 404, code: error.code, message: error.message };
  }
  if (error instanceof IncompleteError) {
    const { status, code, message } = error;
    return { status, code, message };
  }
  if (error instanceof RefusalError) {
    return { status: error.httpStatus, code: error.code, message: error.message };
  }
  if (error instanceof StoreError) {
    const { code, message } = error;
    const parameter = code === 'CLEW_STORE_BAD_CURSOR' ? { parameter: 'cursor' } : {};
    return { status: storeStatus[code], code, message, ...parameter };
  }
  if (isClientFault(error)) {
    return { status: error.statusCode, code: 'CLEW_BAD_REQUEST', message: error.message };
  }
  if (caller.signal.aborted) {
    return { status: 499, code: 'CLEW_CLIENT_GONE', message: 'the client went away' };
  }
  caller.log.error({ err: error }, 'a query failed');
  return { status: 500, code: 'CLEW_INTERNAL', message: 'an internal error; see the log of Clew' };
}

/** Whether the server's framework found fault with the request. */
function isClientFault(error: unknown): error is Error & { readonly statusCode: number } {
  if (!(error instanceof Error) || !('statusCode' in error)) return false;
  const { statusCode } = error;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
}

/** Sets what every failure sets, whatever its body. */
export function failureHeaders(reply: FastifyReply, failure: Failure, error: unknown): void {
  reply.code(failure.status);
  if (error instanceof StoreError && error.retryAfterMillis !== undefined) {
    reply.header('retry-after', Math.ceil(error.retryAfterMillis / 1000));
  }
}
