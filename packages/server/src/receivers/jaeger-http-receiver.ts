// Jaeger's Thrift over HTTP, as its collector takes it on port 14268:
// https://www.jaegertracing.io/docs/1.62/apis/#thrift-over-http-stable
import type { FastifyInstance } from 'fastify';
import {
  closeHttpServer,
  contentTypeOf,
  createHttpServer,
  leaveBodiesUnread,
  listen,
} from '../http-server.ts';
import type { ListenAddress } from '../listen-error.ts';
import type { Decode } from '../pipeline/decode.ts';
import { refused, takeIn } from './http-intake.ts';
import type { Receiver, ReceiverContext } from './receiver.ts';
import { RefusalError } from './refusal.ts';
import { sendRefusalText } from './refusal-answer.ts';

const thriftTypes: ReadonlySet<string> = new Set([
  'application/x-thrift',
  'application/vnd.apache.thrift.binary',
]);

/** What {@link openJaegerHttpReceiver} is opened with. */
export interface JaegerHttpOptions {
  readonly address: ListenAddress;
  /** Decodes a bare batch in Thrift's binary encoding. */
  readonly decode: Decode;
  /** Adds what else Jaeger has on this port. */
  readonly addRoutes: (app: FastifyInstance) => void;
}

/**
 * Opens a receiver of `POST /api/traces`, which answers 202 once the spans are stored.
 * @throws {ListenError} when the port can't be had
 */
export async function openJaegerHttpReceiver(
  { address, decode, addRoutes }: JaegerHttpOptions,
  context: ReceiverContext,
): Promise<Receiver> {
  const app = createHttpServer(context.logger);
  leaveBodiesUnread(app);

  // Some clients add `?format=jaeger.thrift`, which says nothing that the content-type does not.
  app.post('/api/traces', async (request, reply) => {
    if (!thriftTypes.has(contentTypeOf(request))) {
      const contentType = request.headers['content-type'] ?? '';
      const message = `content-type "${contentType}" is not supported; use ${[...thriftTypes].join(' or ')}`;
      return sendRefusalText(
        reply,
        refused(new RefusalError('unsupported-type', message), context),
      );
    }
    try {
      await takeIn(request.raw, decode, context);
      return await reply.code(202).send();
    } catch (error) {
      if (!(error instanceof RefusalError)) throw error;
      return sendRefusalText(reply, error);
    }
  });
  addRoutes(app);
  const bound = await listen(app, address);
  return { ...bound, close: (patience) => closeHttpServer(app, patience) };
}
