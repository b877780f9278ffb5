// SkyWalking's agents over HTTP, as its server takes them on port 12800:
// https://skywalking.apache.org/docs/main/latest/en/api/trace-data-protocol-v3/#http-api
import { closeHttpServer, createHttpServer, leaveBodiesUnread, listen } from '../http-server.ts';
import type { ListenAddress } from '../listen-error.ts';
import type { Decode } from '../pipeline/decode.ts';
import { takeIn } from './http-intake.ts';
import type { Receiver, ReceiverContext } from './receiver.ts';
import { RefusalError } from './refusal.ts';
import { sendRefusalText } from './refusal-answer.ts';

/** What agents report beside spans: it is answered, and nothing of it is kept. */
const ANSWERED: readonly string[] = [
  '/v3/management/reportProperties',
  '/v3/management/keepAlive',
  '/v3/logs',
];

/** What {@link openSkyWalkingHttpReceiver} is opened with. */
export interface SkyWalkingHttpOptions {
  readonly address: ListenAddress;
  /** Decodes a segment in JSON, or a list of them. */
  readonly decode: Decode;
}

/**
 * Opens a receiver of `POST /v3/segment` and `POST /v3/segments`, which are answered once the spans are stored.
 * @throws {ListenError} when the port can't be had
 */
export async function openSkyWalkingHttpReceiver(
  { address, decode }: SkyWalkingHttpOptions,
  context: ReceiverContext,
): Promise<Receiver> {
  const app = createHttpServer(context.logger);
  leaveBodiesUnread(app);
  // Not every agent names the type of its JSON, so that none is asked for.
  for (const path of ['/v3/segment', '/v3/segments']) {
    app.post(path, async (request, reply) => {
      try {
        await takeIn(request.raw, decode, context);
        return await reply.send({});
      } catch (error) {
        if (!(error instanceof RefusalError)) throw error;
        return sendRefusalText(reply, error);
      }
    });
  }
  for (const path of ANSWERED) {
    app.post(path, async (request, reply) => {
      request.raw.resume();
      return await reply.send({});
    });
  }
  const bound = await listen(app, address);
  return { ...bound, close: (patience) => closeHttpServer(app, patience) };
}
