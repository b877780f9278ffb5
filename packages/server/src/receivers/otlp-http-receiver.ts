// OTLP over HTTP: https://opentelemetry.io/docs/specs/otlp/#otlphttp. Answers are encoded as the request was.
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { allowOrigins } from '../cross-origin.ts';
import {
  closeHttpServer,
  contentTypeOf,
  createHttpServer,
  leaveBodiesUnread,
  listen,
} from '../http-server.ts';
import type { ListenAddress } from '../listen-error.ts';
import { refused, takeIn, withBody } from './http-intake.ts';
import { exportResponse, type OtlpEncoding, type OtlpEncodings } from './otlp-encodings.ts';
import type { Receiver, ReceiverContext } from './receiver.ts';
import { RefusalError } from './refusal.ts';
import { refusalHeaders } from './refusal-answer.ts';
import { UnkeptSignals } from './unkept-signals.ts';

const contentTypes: Readonly<Record<OtlpEncoding, string>> = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
};

/** What {@link openOtlpHttpReceiver} is opened with. */
export interface OtlpHttpOptions {
  readonly address: ListenAddress;
  readonly encodings: OtlpEncodings;
  /** Web pages that may send; undefined: none of another origin. */
  readonly corsOrigins: readonly string[] | undefined;
}

/**
 * Opens a receiver of `POST /v1/traces`; what else OTLP has is answered, and not kept.
 * @throws {ListenError} when the port can't be had
 */
export async function openOtlpHttpReceiver(
  { address, encodings, corsOrigins }: OtlpHttpOptions,
  context: ReceiverContext,
): Promise<Receiver> {
  const app = createHttpServer(context.logger);
  await allowOrigins(app, corsOrigins, ['POST']);
  routes(app, encodings, context);
  const bound = await listen(app, address);
  return { ...bound, close: (patience) => closeHttpServer(app, patience) };
}

function routes(app: FastifyInstance, encodings: OtlpEncodings, context: ReceiverContext): void {
  leaveBodiesUnread(app);

  const post = (
    path: string,
    respond: (request: IncomingMessage, encoding: OtlpEncoding) => Promise<Uint8Array>,
  ): void => {
    app.post(path, async (request, reply) => {
      const encoding = encodingOf(request);
      if (encoding === undefined) {
        const type = request.headers['content-type'] ?? '';
        const message = `content-type "${type}" is not supported; use application/x-protobuf or application/json`;
        const refusal = refused(new RefusalError('unsupported-type', message), context);
        return sendRefusal(reply, refusal, 'json', encodings);
      }
      try {
        const body = await respond(request.raw, encoding);
        return await reply.type(contentTypes[encoding]).send(body);
      } catch (error) {
        if (!(error instanceof RefusalError)) throw error;
        return sendRefusal(reply, error, encoding, encodings);
      }
    });
  };

  post('/v1/traces', async (request, encoding) => {
    const result = await takeIn(request, encodings.decode[encoding], context);
    return exportResponse(encodings, encoding, result);
  });
  const unkept = new UnkeptSignals(encodings, context);
  for (const signal of ['metrics', 'logs', 'profiles'] as const) {
    const paths =
      signal === 'profiles' ? ['/v1/profiles', '/v1development/profiles'] : [`/v1/${signal}`];
    for (const path of paths) {
      post(path, (request, encoding) =>
        withBody(request, context, (body) => unkept.answer(signal, encoding, body)),
      );
    }
  }
}

function encodingOf(request: FastifyRequest): OtlpEncoding | undefined {
  switch (contentTypeOf(request)) {
    case 'application/x-protobuf':
    case 'application/protobuf':
      return 'protobuf';
    case 'application/json':
      return 'json';
    default:
      return undefined;
  }
}

function sendRefusal(
  reply: FastifyReply,
  refusal: RefusalError,
  encoding: OtlpEncoding,
  { encodeStatus }: OtlpEncodings,
): FastifyReply {
  return refusalHeaders(reply, refusal)
    .type(contentTypes[encoding])
    .send(encodeStatus(encoding, refusal.grpcCode, refusal.message));
}
