// Everything in one process: receivers, store, query API, web app and admin.
import type { Logger } from 'pino';
import { openAdminServer } from '../admin/admin-server.ts';
import { Metrics } from '../admin/metrics.ts';
import type { Config } from '../config/index.ts';
import { hostAndPort } from '../listen-error.ts';
import { InFlightBudget } from '../pipeline/in-flight-budget.ts';
import { Pipeline, type PipelineObserver } from '../pipeline/pipeline.ts';
import { StoredTraces } from '../query/stored-traces.ts';
import { openQueryGrpcServer } from '../query-grpc/query-grpc-server.ts';
import { openQueryServer } from '../query-server.ts';
import { openSamplingServer } from '../sampling/sampling-server.ts';
import { SystemReport } from '../system/system-report.ts';
import { Archive } from './archive.ts';
import { openSampling } from './open-sampling.ts';
import { logStoreEvent, openStore } from './open-store.ts';
import { listenAddress, receiversOf } from './receivers.ts';
import { Closers, type OpenAddress, type Running } from './running.ts';
import { WriteFailureLog } from './write-failure-log.ts';
import { zipkinApi } from './zipkin-api.ts';

/** Of the 5 s in which it stops, what requests under way may take. */
const PATIENCE_MILLIS = 3_000;

/** What a role needs beside its configuration. */
export interface RoleContext {
  readonly logger: Logger;
  readonly version: string;
  /** The built web app; default: the one of this checkout. */
  readonly uiDirectory?: string | undefined;
}

/**
 * Starts everything that is not off.
 * @throws {ListenError} when a port can't be had, and what opening the store throws; then nothing is open
 */
export async function startAllInOne(config: Config, context: RoleContext): Promise<Running> {
  const closers = new Closers();
  try {
    return await start(config, context, closers);
  } catch (error) {
    await closers.close();
    throw error;
  }
}

async function start(
  config: Config,
  { logger, version, uiDirectory }: RoleContext,
  closers: Closers,
): Promise<Running> {
  const metrics = new Metrics();
  const addresses: OpenAddress[] = [];
  const failed = Promise.withResolvers<Error>();
  let ready = false;
  // Begins when closing does.
  const patience = new AbortController();

  // First, so that it tells of a store that takes long to open.
  let admin: OpenAddress | undefined;
  if (config.admin !== undefined) {
    const address = listenAddress(config.admin, config, 'admin');
    const server = await openAdminServer({ address, metrics, logger, isReady: () => ready });
    closers.add(() => server.close(patience.signal));
    admin = { what: 'health and metrics', where: `http://${hostAndPort(server)}` };
  }

  const sampling = await openSampling(config, metrics, logger);
  closers.add(() => sampling.close());
  const budget = new InFlightBudget(config.inFlightLimit);
  const report = new SystemReport({ config, version, metrics, budget });
  const store = await openStore(config, (event) => {
    metrics.store.onEvent(event);
    report.onEvent(event);
    logStoreEvent(logger, event);
  });
  closers.add(() => store.close());
  const archiveLogger = logger.child({ store: 'archive' });
  const archive = new Archive(config, (event) => logStoreEvent(archiveLogger, event));
  closers.add(() => archive.close());
  // Whether it can be opened is said at the start, not when the first trace is looked for.
  await archive.opened();
  const strictTraceIds = config.strictTraceId === 'on';
  const traces = new StoredTraces(store, { archive, strictTraceIds });

  let webAppPort: number | undefined;
  if (config.ui !== undefined) {
    const server = await openQueryServer({
      address: listenAddress(config.ui, config, 'ui'),
      logger,
      uiDirectory,
      store: traces,
      uploads: { maxBytes: config.maxRequestBytes, budget },
      observe: (endpoint, seconds) => metrics.observeQuery(endpoint, seconds),
      status: () => ({
        version,
        storage: config.storage,
        ...(config.storage === 'embedded' ? { dataDir: config.dataDir } : {}),
      }),
      system: () => report.read(store),
    });
    closers.add(() => server.close(patience.signal));
    webAppPort = server.port;
    addresses.push({ what: 'web app and query API', where: `http://${hostAndPort(server)}` });
  }

  if (config.queryGrpc !== undefined) {
    const server = await openQueryGrpcServer({
      address: listenAddress(config.queryGrpc, config, 'query-grpc'),
      logger,
      store: traces,
      observe: (endpoint, seconds) => metrics.observeQuery(endpoint, seconds),
    });
    closers.add(() => server.close(patience.signal));
    addresses.push({ what: 'query API over gRPC', where: `http://${hostAndPort(server)}` });
  }

  const writeFailures = new WriteFailureLog(logger);
  const observer: PipelineObserver = {
    onWrite: (seconds, spans, error) => {
      metrics.store.onWrite(seconds, spans, error);
      report.onWrite(spans, error);
      if (error !== undefined) writeFailures.report(error);
    },
    onFault: (error) => {
      metrics.countFault();
      logger.error({ err: error }, 'a datagram could not be decoded, by a fault of Clew');
    },
  };
  const pipeline = new Pipeline(store, observer, { strictTraceIds });
  closers.add(() => pipeline.close());
  metrics.store.watch(pipeline, budget, () => store.stats());

  const onFatal = (error: Error): void => failed.resolve(error);
  const receivers = receiversOf({
    ...{ config, pipeline, budget, metrics, logger, onFatal },
    sampling: sampling.source,
    zipkinRoutes: [zipkinApi(metrics, { store: traces, version, webAppPort: () => webAppPort })],
  });
  for (const open of receivers) {
    const receiver = await open();
    closers.add(() => receiver.close(patience.signal));
    addresses.push(...receiver.addresses);
    report.addReceivers(receiver.receivers);
  }
  if (config.sampling !== undefined) {
    const address = listenAddress(config.sampling, config, 'sampling');
    const server = await openSamplingServer({ address, logger, source: sampling.source });
    closers.add(() => server.close(patience.signal));
    addresses.push({ what: 'remote sampling', where: `http://${hostAndPort(server)}/sampling` });
  }
  if (admin !== undefined) addresses.push(admin);
  ready = true;

  return {
    addresses,
    failed: failed.promise,
    countFault: () => metrics.countFault(),
    close: async () => {
      ready = false;
      const timer = setTimeout(() => patience.abort(), PATIENCE_MILLIS);
      try {
        await closers.close();
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
