// How a query over gRPC is asked and answered: who asks, how failures are said, and streams that go no faster than
// their client reads.
import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  type ServerUnaryCall,
  type ServerWritableStream,
  type StatusObject,
  status,
} from '@grpc/grpc-js';
import type { Logger } from 'pino';
import { type Caller, turnOf } from '../query/call-context.ts';
import { failureOf } from '../query/failure.ts';

/** How long a client may leave an answer unread before it is given up, with the trace that is in memory for it. */
const STALLED_MILLIS = 60_000;

/** What the handlers of methods are made with. */
export interface QueryMethodContext {
  readonly logger: Logger;
  /** Called when a call ends, with its path (`/jaeger.api_v2.QueryService/GetTrace`) and how long it took. */
  readonly observe: (endpoint: string, seconds: number) => void;
}

type Call = ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>;

/** A method that answers with one message. */
export function unaryQuery<Request, Answer>(
  context: QueryMethodContext,
  answer: (request: Request, caller: Caller) => Promise<Answer>,
): handleUnaryCall<Request, Answer> {
  return (call, callback) => {
    const caller = callerOf(call, context);
    const ended = timed(call, context);
    answer(call.request, caller).then(
      (message) => {
        ended();
        callback(null, message);
      },
      (error: unknown) => {
        ended();
        callback(statusOf(error, caller));
      },
    );
  };
}

/**
 * A method that answers with a stream of messages. The next one is asked for when the last is on its way, and none any
 * more when the client has gone away.
 */
export function streamedQuery<Request, Message>(
  context: QueryMethodContext,
  answer: (request: Request, caller: Caller) => AsyncIterable<Message>,
): handleServerStreamingCall<Request, Message> {
  return (call) => {
    const caller = callerOf(call, context);
    const ended = timed(call, context);
    sendAll(call, answer(call.request, caller), caller).then(
      () => {
        ended();
        call.end();
      },
      (error: unknown) => {
        ended();
        // What the library makes the call's status of.
        call.emit('error', statusOf(error, caller));
      },
    );
  };
}

async function sendAll<Message>(
  call: ServerWritableStream<unknown, Message>,
  messages: AsyncIterable<Message>,
  { signal }: Caller,
): Promise<void> {
  const turn = turnOf({ signal });
  for await (const message of messages) {
    signal.throwIfAborted();
    await sent(call, message, signal);
    // A client that reads as fast as is written would keep everybody else waiting.
    await turn.pause();
  }
}

/** Sends a message; resolves when it has left the process, so that no more than one waits here. */
function sent<Message>(
  call: ServerWritableStream<unknown, Message>,
  message: Message,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: unknown): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', gone);
      if (error instanceof Error) reject(error);
      else resolve();
    };
    const gone = (): void => done(signal.reason);
    const timer = setTimeout(() => done(new StalledError()), STALLED_MILLIS);
    signal.addEventListener('abort', gone, { once: true });
    call.write(message, done);
  });
}

/** The client did not read on. */
class StalledError extends Error {
  constructor() {
    super(`the answer was not read for ${STALLED_MILLIS / 1000} s`);
  }
}

function callerOf(call: Call, { logger }: QueryMethodContext): Caller {
  const gone = new AbortController();
  // Also when its deadline passes.
  call.on('cancelled', () => gone.abort(new Error('the client went away')));
  const deadline = Number(call.getDeadline());
  return {
    signal: gone.signal,
    ...(Number.isFinite(deadline) ? { deadline } : {}),
    log: logger,
  };
}

function timed(call: Call, { observe }: QueryMethodContext): () => void {
  const start = performance.now();
  return () => observe(call.getPath(), (performance.now() - start) / 1000);
}

const codeOfStatus: ReadonlyMap<number, status> = new Map([
  [400, status.INVALID_ARGUMENT],
  [404, status.NOT_FOUND],
  [429, status.RESOURCE_EXHAUSTED],
  [499, status.CANCELLED],
  [501, status.UNIMPLEMENTED],
  [503, status.UNAVAILABLE],
  [504, status.DEADLINE_EXCEEDED],
]);

/** A failure as gRPC says it. */
function statusOf(error: unknown, caller: Caller): Partial<StatusObject> & Error {
  if (error instanceof StalledError) {
    return Object.assign(error, { code: status.DEADLINE_EXCEEDED, details: error.message });
  }
  const { status: httpStatus, message } = failureOf(error, caller);
  const code = codeOfStatus.get(httpStatus) ?? status.INTERNAL;
  return Object.assign(new Error(message), { code, details: message });
}
