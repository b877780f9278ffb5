// The way of a gRPC call's message into the store, and how a refusal is said, the same for every protocol.
import { Metadata, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import { type GrpcServer, type GrpcServerOptions, openGrpcServer } from '../grpc/grpc-server.ts';
import type { Decode } from '../pipeline/decode.ts';
import type { IngestResult } from '../pipeline/pipeline.ts';
import { refused } from './http-intake.ts';
import type { ReceiverContext } from './receiver.ts';
import { RefusalError } from './refusal.ts';
import { busy } from './request-body.ts';
import { withRetryInfo } from './retry-status.ts';

/** Encodes a google.rpc.Status of a code and a message. */
export type EncodeStatus = (code: number, message: string) => Uint8Array;

/** What a method that takes spans in reads and answers with. */
export interface IntakeMethod {
  readonly decode: Decode;
  /** The answer to a message that was taken in. */
  readonly respond: (result: IngestResult) => Uint8Array;
  readonly encodeStatus: EncodeStatus;
}

/**
 * Opens a server of a receiver, which counts the calls whose message did not come as refused.
 * @throws {ListenError} when the port can't be had
 */
export async function openGrpcIntake(
  options: Pick<GrpcServerOptions, 'address' | 'addServices' | 'offered'>,
  context: ReceiverContext,
): Promise<GrpcServer> {
  return await openGrpcServer({
    ...options,
    logger: context.logger,
    maxMessageBytes: context.maxRequestBytes,
    messageMillis: context.bodyMillis,
    onUnfinished: (how, details) => {
      refused(new RefusalError(how, details), context);
    },
  });
}

/** A handler that decodes the message and answers when its spans are stored. */
export function takesIn(
  method: IntakeMethod,
  context: ReceiverContext,
): (call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>) => void {
  return (call, callback) => {
    takeIn(call.request, method, context).then(
      (response) => callback(null, response),
      (error: unknown) => callback(refusalStatus(refused(error, context), method.encodeStatus)),
    );
  };
}

/** A handler that answers a message at once. */
export function answersAtOnce(
  answer: (message: Buffer) => Uint8Array,
  encodeStatus: EncodeStatus,
  context: ReceiverContext,
): (call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>) => void {
  return ({ request }, callback) => {
    context.observer.onBody(request.length);
    let response: Buffer;
    try {
      response = Buffer.from(answer(request));
    } catch (error) {
      callback(refusalStatus(refused(error, context), encodeStatus));
      return;
    }
    callback(null, response);
  };
}

/**
 * Decodes a message and waits until its spans are stored.
 * @returns the answer
 */
export async function takeIn(
  body: Buffer,
  { decode, respond }: IntakeMethod,
  { name, pipeline, budget, observer }: ReceiverContext,
): Promise<Buffer> {
  const reservation = budget.open();
  try {
    observer.onBody(body.length);
    if (!reservation.grow(body.length)) throw busy();
    const result = await pipeline.ingest(body, decode, {
      tenant: '',
      receiver: name,
      dedupe: true,
    });
    observer.onTaken(result);
    return Buffer.from(respond(result));
  } finally {
    reservation.release();
  }
}

/** A refusal as a call ends with it. */
export function refusalStatus(
  { grpcCode, message, retryAfterSeconds }: RefusalError,
  encodeStatus: EncodeStatus,
): { code: number; details: string; metadata: Metadata } {
  const metadata = new Metadata();
  if (retryAfterSeconds !== undefined) {
    const details = withRetryInfo(encodeStatus(grpcCode, message), retryAfterSeconds);
    metadata.set('grpc-status-details-bin', Buffer.from(details));
  }
  return { code: grpcCode, details: message, metadata };
}
