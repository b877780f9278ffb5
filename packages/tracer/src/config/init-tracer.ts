// Makes a tracer of jaeger-client's configuration.

import type { BaggageRestrictionManager } from '../baggage/baggage-restriction-manager.ts';
import { RemoteBaggageRestrictionManager } from '../baggage/remote-baggage-restriction-manager.ts';
import type { BaseTracer } from '../base-tracer.ts';
import { type Logger, processLogger, safeLogger } from '../logger.ts';
import { Metrics } from '../metrics/metrics.ts';
import { NoopTracer } from '../noop-tracer.ts';
import { type AgentAddress, agentUrl } from '../polling/agent-url.ts';
import { isPropagationFormat, PROPAGATION_FORMATS } from '../propagation/propagation-format.ts';
import { CompositeReporter } from '../reporters/composite-reporter.ts';
import { LoggingReporter } from '../reporters/logging-reporter.ts';
import { RemoteReporter } from '../reporters/remote-reporter.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { ConstSampler } from '../samplers/const-sampler.ts';
import { ProbabilisticSampler } from '../samplers/probabilistic-sampler.ts';
import { RateLimitingSampler } from '../samplers/rate-limiting-sampler.ts';
import { RemoteSampler } from '../samplers/remote-sampler.ts';
import type { Sampler } from '../samplers/sampler.ts';
import { JaegerHttpSender } from '../senders/jaeger-http-sender.ts';
import { OtlpHttpSender } from '../senders/otlp-http-sender.ts';
import type { Sender } from '../senders/sender.ts';
import { UdpSender } from '../senders/udp-sender.ts';
import type { DebugThrottler } from '../throttler/debug-throttler.ts';
import { RemoteThrottler } from '../throttler/remote-throttler.ts';
import { Tracer } from '../tracer.ts';
import { TracerConfigError } from './config-error.ts';
import { ConfigReader } from './config-reader.ts';
import type { TracingConfig, TracingOptions } from './tracing-config.ts';

const SAMPLER_TYPES = ['const', 'probabilistic', 'ratelimiting', 'remote'] as const;
/** The share of traces that is recorded until a remote sampler has its first answer. */
const INITIAL_PROBABILITY = 0.001;
/** For a configuration that is all code. */
export const NO_SOURCES: ReadonlyMap<string, string> = new Map();

/** What the parts of a tracer share while it is made. */
interface Context {
  readonly serviceName: string;
  readonly metrics: Metrics;
  readonly logger: Required<Logger>;
  /** What the reporter's section says, if there is one. */
  readonly reporting: ConfigReader | undefined;
}

/**
 * Makes a tracer; jaeger-client's function. Close it before the process ends.
 *
 * @param config what the tracer is to do; see {@link TracingConfig}
 * @param options what it is to do it with; see {@link TracingOptions}
 * @returns a `Tracer`, or a `NoopTracer` where tracing is turned off
 * @throws {TracerConfigError} which names the key and the reason, unless `onInvalidConfig` is 'noop'
 */
export function initTracer(config: TracingConfig, options: TracingOptions = {}): BaseTracer {
  return makeTracer(config, options, { sources: NO_SOURCES, options: () => ({}) });
}

/** What the configuration and the options don't say themselves. */
export interface Surroundings {
  /** The variables that values of the configuration came from, by key, for messages. */
  readonly sources: ReadonlyMap<string, string>;
  /** Gives options that are not given; may throw {@link TracerConfigError}. */
  options(): TracingOptions;
}

/** As {@link initTracer}. */
export function makeTracer(
  config: TracingConfig,
  given: TracingOptions,
  surroundings: Surroundings,
): BaseTracer {
  const logger = given.logger ? safeLogger(given.logger) : processLogger;
  try {
    const reader = new ConfigReader(config, '', surroundings.sources);
    if (reader.boolean('disable') === true) return new NoopTracer();
    return tracerOf(reader, { ...given, ...surroundings.options() }, logger);
  } catch (error) {
    if (given.onInvalidConfig !== 'noop' || !(error instanceof TracerConfigError)) throw error;
    logger.error(`nothing is traced, since ${error.message}`);
    return new NoopTracer();
  }
}

function tracerOf(
  reader: ConfigReader,
  options: TracingOptions,
  logger: Required<Logger>,
): BaseTracer {
  const serviceName = reader.string('serviceName');
  if (!serviceName) {
    throw reader.error('serviceName', 'must be given: the name of the service that is traced');
  }
  checkPropagation(options.propagation);
  const sampling = reader.section('sampler');
  const reporting = reader.section('reporter');
  const throttling = reader.section('throttler');
  const restricting = reader.section('baggageRestrictions');
  const metrics = new Metrics(options.metrics);
  const context: Context = { serviceName, metrics, logger, reporting };
  // All is read before anything is made: a configuration that can't be used leaves no timer behind.
  const makeReporter = madeOf(options.reporter, () => reporterOf(context));
  const makeSampler = samplerOf(sampling, context);
  const makeThrottler = madeOf(options.throttler, () => throttlerOf(throttling, context));
  const makeRestrictions = madeOf(options.baggageRestrictionManager, () =>
    restrictionsOf(restricting, context),
  );
  const used = [
    reader,
    sampling,
    options.reporter ? undefined : reporting,
    options.throttler ? undefined : throttling,
    options.baggageRestrictionManager ? undefined : restricting,
  ];
  const unknown = used.flatMap((one) => one?.unknownKeys() ?? []);
  if (unknown.length > 0) logger.warn(`the configuration has unknown keys: ${unknown.join(', ')}`);
  const reporter = makeReporter();
  const sampler = makeSampler();
  logger.info(`Initializing Clew Tracer with ${reporter} and ${sampler}`);
  return new Tracer(serviceName, reporter, sampler, {
    ...options,
    metrics,
    debugThrottler: makeThrottler(),
    baggageRestrictionManager: makeRestrictions(),
  });
}

/** What makes a part of a tracer: from the configuration, unless the application gives the part itself. */
function madeOf<T>(given: T | undefined, read: () => () => T): () => T {
  return given ? () => given : read();
}

/** Formats may come from plain JavaScript. */
function checkPropagation(formats: unknown): void {
  if (formats === undefined) return;
  const wanted = `one or more of ${PROPAGATION_FORMATS.join(', ')}`;
  if (!Array.isArray(formats) || formats.length === 0) {
    throw new TracerConfigError('propagation', `must be an array of ${wanted}`);
  }
  const unknown = formats.findIndex((format) => !isPropagationFormat(format));
  if (unknown < 0) return;
  throw new TracerConfigError('propagation', `must be ${wanted}, not '${formats[unknown]}'`);
}

function reporterOf({ reporting: reader, metrics, logger }: Context): () => Reporter {
  const sender = senderOf(reader);
  const logsSpans = reader?.boolean('logSpans') === true;
  const options = {
    bufferFlushInterval: reader?.number('flushIntervalMs'),
    maxQueueSpans: reader?.number('maxQueueSize', 1),
    metrics,
    logger,
  };
  return () => {
    const remote = new RemoteReporter(sender(), options);
    return logsSpans ? new CompositeReporter([new LoggingReporter(logger), remote]) : remote;
  };
}

function senderOf(reader: ConfigReader | undefined): () => Sender {
  if (reader === undefined) return () => new UdpSender();
  const collectorEndpoint = reader.url('collectorEndpoint', 'http://localhost:14268/api/traces');
  const otlpEndpoint = reader.url('otlpEndpoint', 'http://localhost:4318/v1/traces');
  const http = {
    username: reader.string('username'),
    password: reader.string('password'),
    timeoutMs: reader.number('timeoutMs', 1),
    headers: reader.texts('headers'),
  };
  const udp = {
    host: reader.string('agentHost'),
    port: reader.port('agentPort'),
    socketType: reader.oneOf('agentSocketType', ['udp4', 'udp6']),
    protocol: reader.oneOf('agentProtocol', ['compact', 'binary']),
    maxPacketSize: reader.number('maxPacketSize', 1000, 65_507),
  };
  if (collectorEndpoint !== undefined && otlpEndpoint !== undefined) {
    throw reader.error(
      'otlpEndpoint',
      'and reporter.collectorEndpoint are both given; spans go to one',
    );
  }
  if (otlpEndpoint !== undefined) {
    return () => new OtlpHttpSender({ endpoint: otlpEndpoint, ...http });
  }
  if (collectorEndpoint !== undefined) {
    return () => new JaegerHttpSender({ endpoint: collectorEndpoint, ...http });
  }
  return () => new UdpSender(udp);
}

function samplerOf(reader: ConfigReader | undefined, context: Context): () => Sampler {
  const { serviceName, metrics, logger } = context;
  const type = reader?.oneOf('type', SAMPLER_TYPES);
  if (type === undefined && reader?.number('param') !== undefined) {
    throw reader.error('type', `must be given with a param: one of ${SAMPLER_TYPES.join(', ')}`);
  }
  const own = {
    hostPort: reader?.string('hostPort'),
    host: reader?.string('host'),
    port: reader?.port('port'),
  };
  const remote = {
    samplingPath: reader?.string('samplingPath'),
    refreshInterval: reader?.number('refreshIntervalMs'),
    metrics,
    logger,
  };
  if (reader === undefined || type === undefined || type === 'remote') {
    const address = addressOf(reader, own, context);
    const probability = reader?.number('param', 0, 1) ?? INITIAL_PROBABILITY;
    return () => {
      const sampler = new ProbabilisticSampler(probability);
      return new RemoteSampler(serviceName, { ...address, ...remote, sampler });
    };
  }
  const param = reader.number('param', 0, type === 'ratelimiting' ? undefined : 1);
  if (param === undefined) throw reader.error('param', 'must be given: a number');
  switch (type) {
    case 'const':
      if (!Number.isInteger(param)) throw reader.error('param', `must be 0 or 1, not ${param}`);
      return () => new ConstSampler(param === 1);
    case 'probabilistic':
      return () => new ProbabilisticSampler(param);
    case 'ratelimiting':
      return () => new RateLimitingSampler(param);
  }
}

function throttlerOf(
  reader: ConfigReader | undefined,
  context: Context,
): () => DebugThrottler | undefined {
  const { serviceName, metrics, logger } = context;
  if (reader === undefined) return () => undefined;
  const own = { host: reader.string('host'), port: reader.port('port') };
  const options = {
    ...addressOf(reader, own, context),
    refreshIntervalMs: reader.number('refreshIntervalMs', 1),
    metrics,
    logger,
  };
  return () => new RemoteThrottler(serviceName, options);
}

function restrictionsOf(
  reader: ConfigReader | undefined,
  context: Context,
): () => BaggageRestrictionManager | undefined {
  const { serviceName, metrics, logger } = context;
  if (reader === undefined) return () => undefined;
  const options = {
    ...addressOf(reader, { hostPort: reader.string('hostPort') }, context),
    refreshIntervalMs: reader.number('refreshIntervalMs', 1),
    denyBaggageOnInitializationFailure: reader.boolean('denyBaggageOnInitializationFailure'),
    metrics,
    logger,
  };
  return () => new RemoteBaggageRestrictionManager(serviceName, options);
}

/** Where something asks over HTTP: the agent that takes the spans, unless it has a host of its own. */
function addressOf(
  reader: ConfigReader | undefined,
  own: AgentAddress,
  { reporting }: Context,
): AgentAddress {
  const address = { ...own, host: own.host ?? reporting?.string('agentHost') };
  try {
    agentUrl(address, '/');
  } catch {
    if (own.hostPort !== undefined) {
      throw reader?.error('hostPort', `must be like agent:5778, not '${own.hostPort}'`);
    }
    const [section, key] = own.host === undefined ? [reporting, 'agentHost'] : [reader, 'host'];
    throw section?.error(key, `must be a host's name or address, not '${address.host}'`);
  }
  return address;
}
