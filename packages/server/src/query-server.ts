// The port of the query API and the web app.
import type { Logger } from 'pino';
import { closeHttpServer, createHttpServer, listen } from './http-server.ts';
import type { ListenAddress } from './listen-error.ts';
import { type QueryApiDependencies, registerQueryApi } from './query/index.ts';
import type { Receiver } from './receivers/receiver.ts';

import { serveUi, UI_DIRECTORY } from './ui-files.ts';

export { StoredTraces } from './query/stored-traces.ts';

/** What {@link openQueryServer} is opened with. */
export interface QueryServerOptions extends QueryApiDependencies {
  readonly address: ListenAddress;
  readonly logger: Logger;
  /** The built web app; default: the one of this checkout. */
  readonly uiDirectory?: string | undefined;
}

/**
 * Opens the query API and the web app.
 * @throws {ListenError} when the port can't be had
 */
export async function openQueryServer({
  address,
  logger,
  uiDirectory = UI_DIRECTORY,
  ...api
}: QueryServerOptions): Promise<Receiver> {
  const app = createHttpServer(logger);
  registerQueryApi(app, api);
  await serveUi(app, uiDirectory);
  const bound = await listen(app, address);
  return { ...bound, close: (patience) => closeHttpServer(app, patience) };
}
