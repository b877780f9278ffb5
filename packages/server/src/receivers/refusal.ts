// Why a request is not taken in, and how that is said in HTTP and gRPC. The statuses and which of
// them clients try again are those of https://opentelemetry.io/docs/specs/otlp/#failures
import { BatchTooLargeError } from '@clew/model';
import { StoreError } from '@clew/storage';
import { isDecodeError } from '../pipeline/decode.ts';

/** Every reason there is; requests are counted by it. */
export type RefusalReason =
  | 'malformed'
  | 'too-large'
  | 'unsupported-type'
  | 'unsupported-encoding'
  /** The bytes of all requests under way are at their limit. */
  | 'busy'
  | 'store-full'
  | 'store-failed'
  | 'closing'
  /** The body did not come in time. */
  | 'slow'
  /** The request ended before it was whole. */
  | 'aborted'
  | 'internal';

interface Meaning {
  readonly httpStatus: number;
  readonly grpcCode: number;
  /** Whether the same request may do better later, and after how many seconds. */
  readonly retryAfterSeconds?: number;
}

/** Codes of https://grpc.io/docs/guides/status-codes/ */
const meanings: Readonly<Record<RefusalReason, Meaning>> = {
  malformed: { httpStatus: 400, grpcCode: 3 },
  'too-large': { httpStatus: 413, grpcCode: 8 },
  'unsupported-type': { httpStatus: 415, grpcCode: 3 },
  'unsupported-encoding': { httpStatus: 415, grpcCode: 12 },
  busy: { httpStatus: 429, grpcCode: 8, retryAfterSeconds: 1 },
  'store-full': { httpStatus: 429, grpcCode: 8, retryAfterSeconds: 5 },
  'store-failed': { httpStatus: 503, grpcCode: 14, retryAfterSeconds: 5 },
  closing: { httpStatus: 503, grpcCode: 14, retryAfterSeconds: 1 },
  slow: { httpStatus: 408, grpcCode: 4 },
  aborted: { httpStatus: 400, grpcCode: 1 },
  internal: { httpStatus: 500, grpcCode: 13 },
};

/** A request is not taken in. */
export class RefusalError extends Error {
  readonly code = 'CLEW_REFUSED';
  readonly reason: RefusalReason;
  readonly httpStatus: number;
  readonly grpcCode: number;
  /** After how many seconds to try again; absent where that is of no use. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    reason: RefusalReason,
    message: string,
    options: { readonly retryAfterMillis?: number | undefined; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    const { httpStatus, grpcCode, retryAfterSeconds } = meanings[reason];
    this.reason = reason;
    this.httpStatus = httpStatus;
    this.grpcCode = grpcCode;
    this.retryAfterSeconds =
      options.retryAfterMillis === undefined
        ? retryAfterSeconds
        : Math.max(1, Math.ceil(options.retryAfterMillis / 1000));
  }
}

/** What an error of reading, decoding or storing means for the sender. */
export function refusalOf(error: unknown): RefusalError {
  if (error instanceof RefusalError) return error;
  if (isDecodeError(error)) return new RefusalError('malformed', error.message, { cause: error });
  if (error instanceof BatchTooLargeError) {
    return new RefusalError('too-large', error.message, { cause: error });
  }
  if (error instanceof StoreError) {
    const { message, retryAfterMillis } = error;
    const options = { cause: error, retryAfterMillis };
    if (error.code === 'CLEW_STORE_FULL') return new RefusalError('store-full', message, options);
    if (error.code === 'CLEW_STORE_CLOSED') {
      return new RefusalError('closing', 'the server is closing; send again', options);
    }
    return new RefusalError('store-failed', message, options);
  }
  const message = 'an internal error; see the log of Clew';
  return new RefusalError('internal', message, { cause: error });
}
