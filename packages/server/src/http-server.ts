// The one way in which an HTTP server is made, opened and closed: limits, logging, errors.
import type { AddressInfo } from 'node:net';
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Logger } from 'pino';
import { type BoundAddress, type ListenAddress, listenError } from './listen-error.ts';
import { plainError, refuseUnreadable } from './unreadable-request.ts';

/** How long the headers of a request may take to come in. */
const HEADERS_MILLIS = 10_000;
/** How long a request may take to come in; receivers end slow bodies themselves before that. */
const REQUEST_MILLIS = 40_000;
const CHECK_CONNECTIONS_MILLIS = 2_000;
const KEEP_ALIVE_MILLIS = 75_000;
const MAX_CONNECTIONS = 16_384;

/** A server without routes; what it can't find or do it says in JSON. */
export function createHttpServer(logger: Logger): FastifyInstance {
  const frameworkLogger: FastifyBaseLogger = logger.child({}, { level: quietLevel(logger) });
  const app: FastifyInstance = fastify({
    loggerInstance: frameworkLogger,
    // A logger for each request costs more than the request.
    childLoggerFactory: (parent) => parent,
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: 'idle',
    // Those who are still served while the server closes say so in the words of their protocol.
    return503OnClosing: false,
    keepAliveTimeout: KEEP_ALIVE_MILLIS,
    requestTimeout: REQUEST_MILLIS,
    clientErrorHandler: refuseUnreadable,
    // A path that can't be decoded.
    frameworkErrors: (_error, _request, reply: FastifyReply) => {
      reply.code(400).send(plainError('CLEW_BAD_REQUEST', 'the path is no URL'));
    },
    http: {
      headersTimeout: HEADERS_MILLIS,
      connectionsCheckingInterval: CHECK_CONNECTIONS_MILLIS,
    },
  });
  app.server.maxConnections = MAX_CONNECTIONS;

  let closing = false;
  app.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  app.addHook('onSend', (_request, reply, _payload, next) => {
    if (closing) reply.header('connection', 'close');
    next();
  });
  app.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .send(
        plainError(
          'CLEW_NO_SUCH_PATH',
          `there is no ${request.method} ${request.url.split('?', 1)[0]} on this port`,
        ),
      ),
  );
  app.setErrorHandler((error, request, reply) => {
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
    if (status >= 400 && status < 500 && error instanceof Error) {
      return reply.code(status).send(plainError('CLEW_BAD_REQUEST', error.message));
    }
    request.log.error({ err: error, url: request.url }, 'a request failed');
    const message = 'an internal error; see the log of Clew';
    return reply.code(500).send(plainError('CLEW_INTERNAL', message));
  });
  return app;
}

/** Leaves the bodies of requests alone, for who reads them where their limits are known. */
export function leaveBodiesUnread(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
}

/** The content-type of a request in lower case, without its parameters; the empty text where there is none. */
export function contentTypeOf({ headers }: FastifyRequest): string {
  const [type = ''] = (headers['content-type'] ?? '').split(';', 1);
  return type.trim().toLowerCase();
}

/** The framework says at `info` what we say ourselves. */
function quietLevel(logger: Logger): string {
  const { level } = logger;
  return level === 'info' ? 'warn' : level;
}

/**
 * Opens a server's port.
 * @throws {ListenError} when it can't be had
 */
export async function listen(app: FastifyInstance, address: ListenAddress): Promise<BoundAddress> {
  try {
    await app.listen({ host: address.host, port: address.port });
  } catch (error) {
    await app.close();
    throw listenError(error, address);
  }
  // A server on a host and port has an address that is no text.
  const { address: host, port } = app.server.address() as AddressInfo;
  return { host, port };
}

/** Takes no more connections and waits for requests under way, but not longer than the signal allows. */
export async function closeHttpServer(app: FastifyInstance, patience: AbortSignal): Promise<void> {
  const cut = (): void => app.server.closeAllConnections();
  if (patience.aborted) cut();
  else patience.addEventListener('abort', cut, { once: true });
  try {
    await app.close();
  } finally {
    patience.removeEventListener('abort', cut);
  }
}
