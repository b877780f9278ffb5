// Zipkin's collector over HTTP: https://zipkin.io/zipkin-api/. The path says the version, the content-type the encoding;
// whatever is not named is JSON, as with Zipkin.
import type { FastifyInstance } from 'fastify';
import { contentTypeOf, leaveBodiesUnread } from '../http-server.ts';
import type { Decode } from '../pipeline/decode.ts';
import { takeIn } from './http-intake.ts';
import type { ReceiverContext } from './receiver.ts';
import { RefusalError } from './refusal.ts';
import { sendRefusalText } from './refusal-answer.ts';

/** How bodies are decoded, by path and content-type. */
export interface ZipkinDecoders {
  /** `/api/v1/spans`. */
  readonly v1: Readonly<Record<'json' | 'thrift', Decode>>;
  /** `/api/v2/spans`. */
  readonly v2: Readonly<Record<'json' | 'protobuf', Decode>>;
}

/** Adds the routes that take spans in; each answers 202 once they are stored. */
export function registerZipkinReceiver(
  app: FastifyInstance,
  { v1, v2 }: ZipkinDecoders,
  context: ReceiverContext,
): void {
  leaveBodiesUnread(app);

  const post = (path: string, decodeOf: (type: string) => Decode): void => {
    app.post(path, async (request, reply) => {
      try {
        await takeIn(request.raw, decodeOf(contentTypeOf(request)), context);
        return await reply.code(202).send();
      } catch (error) {
        if (!(error instanceof RefusalError)) throw error;
        return sendRefusalText(reply, error);
      }
    });
  };
  post('/api/v1/spans', (type) => (type === 'application/x-thrift' ? v1.thrift : v1.json));
  post('/api/v2/spans', (type) => (type === 'application/x-protobuf' ? v2.protobuf : v2.json));
}
