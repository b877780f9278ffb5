// The JAEGER_ variables of jaeger-client, of which those of the other languages' clients are a part.
import type { BaseTracer } from '../base-tracer.ts';
import { processLogger, safeLogger } from '../logger.ts';
import {
  PROPAGATION_FORMATS,
  type PropagationFormat,
  PropagationFormatError,
  parsePropagationFormats,
} from '../propagation/propagation-format.ts';
import { TracerConfigError } from './config-error.ts';
import { ConfigReader } from './config-reader.ts';
import { makeTracer, NO_SOURCES } from './init-tracer.ts';
import type { TracingConfig, TracingOptions } from './tracing-config.ts';

/** Where the value of each variable goes; older names follow newer ones. */
const variables: readonly (readonly [key: string, ...names: string[]])[] = [
  ['serviceName', 'JAEGER_SERVICE_NAME'],
  ['disable', 'JAEGER_DISABLED', 'JAEGER_DISABLE'],
  ['sampler.type', 'JAEGER_SAMPLER_TYPE'],
  ['sampler.param', 'JAEGER_SAMPLER_PARAM'],
  ['sampler.hostPort', 'JAEGER_SAMPLER_MANAGER_HOST_PORT', 'JAEGER_SAMPLING_ENDPOINT'],
  ['sampler.host', 'JAEGER_SAMPLER_HOST'],
  ['sampler.port', 'JAEGER_SAMPLER_PORT'],
  ['sampler.samplingPath', 'JAEGER_SAMPLER_SAMPLING_PATH'],
  ['sampler.refreshIntervalMs', 'JAEGER_SAMPLER_REFRESH_INTERVAL'],
  ['reporter.logSpans', 'JAEGER_REPORTER_LOG_SPANS'],
  ['reporter.flushIntervalMs', 'JAEGER_REPORTER_FLUSH_INTERVAL'],
  ['reporter.maxQueueSize', 'JAEGER_REPORTER_MAX_QUEUE_SIZE'],
  ['reporter.collectorEndpoint', 'JAEGER_ENDPOINT', 'JAEGER_REPORTER_ENDPOINT'],
  ['reporter.username', 'JAEGER_USER', 'JAEGER_REPORTER_USER'],
  ['reporter.password', 'JAEGER_PASSWORD', 'JAEGER_REPORTER_PASSWORD'],
  ['reporter.timeoutMs', 'JAEGER_REPORTER_TIMEOUT'],
  ['reporter.agentHost', 'JAEGER_AGENT_HOST', 'JAEGER_REPORTER_AGENT_HOST'],
  ['reporter.agentPort', 'JAEGER_AGENT_PORT', 'JAEGER_REPORTER_AGENT_PORT'],
  ['reporter.agentSocketType', 'JAEGER_AGENT_SOCKET_TYPE'],
];

/** Keys that say the same in another way: where the configuration has the second, variables for the first don't count. */
const alternatives: ReadonlyMap<string, string> = new Map([
  ['reporter.collectorEndpoint', 'otlpEndpoint'],
]);

/** Variables that jaeger-client calls deprecated, and what it has instead. */
const deprecated: ReadonlyMap<string, string> = new Map([
  ['JAEGER_SAMPLER_HOST', 'JAEGER_SAMPLER_MANAGER_HOST_PORT'],
  ['JAEGER_SAMPLER_PORT', 'JAEGER_SAMPLER_MANAGER_HOST_PORT'],
  ['JAEGER_REPORTER_ENDPOINT', 'JAEGER_ENDPOINT'],
  ['JAEGER_REPORTER_USER', 'JAEGER_USER'],
  ['JAEGER_REPORTER_PASSWORD', 'JAEGER_PASSWORD'],
  ['JAEGER_REPORTER_AGENT_HOST', 'JAEGER_AGENT_HOST'],
  ['JAEGER_REPORTER_AGENT_PORT', 'JAEGER_AGENT_PORT'],
  ['JAEGER_DISABLE', 'JAEGER_DISABLED'],
]);

/** Each of these is read, and none has to be set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Makes a tracer of the JAEGER_ variables; jaeger-client's function. What the configuration or the options say counts
 * more than a variable; a key whose value is undefined is left out.
 *
 * @param environment `process.env` if left out
 * @throws {TracerConfigError} which names the variable or key and the reason, unless `onInvalidConfig` is 'noop'
 */
export function initTracerFromEnv(
  config: TracingConfig = {},
  options: TracingOptions = {},
  environment: Environment = process.env,
): BaseTracer {
  const logger = options.logger ? safeLogger(options.logger) : processLogger;
  for (const [old, name] of deprecated) {
    if (environment[old]) logger.warn(`the variable ${old} is deprecated; use ${name}`);
  }
  const sources = new Map<string, string>();
  const merged: Record<string, unknown> = { ...config };
  for (const [key, ...names] of variables) {
    const name = names.find((one) => environment[one]);
    if (name !== undefined && fill(merged, key, environment[name])) sources.set(key, name);
  }
  return makeTracer(merged, options, {
    sources,
    options: () => optionsFrom(environment, options),
  });
}

/** Sets a value that the configuration does not have; says whether it did. */
function fill(config: Record<string, unknown>, key: string, value: unknown): boolean {
  const [first = '', second] = key.split('.');
  const own = config[first];
  if (second === undefined) {
    // As jaeger-client has it, a variable turns tracing off even where the configuration says `disable: false`.
    if (own) return false;
    config[first] = value;
    return true;
  }
  if (own && typeof own !== 'object') return false;
  const section = (own || {}) as Readonly<Record<string, unknown>>;
  const alternative = alternatives.get(key);
  if (section[second] !== undefined) return false;
  if (alternative !== undefined && section[alternative]) return false;
  config[first] = { ...section, [second]: value };
  return true;
}

/** What variables say of the options that are not given. */
function optionsFrom(environment: Environment, options: TracingOptions): TracingOptions {
  const { JAEGER_TAGS, JAEGER_PROPAGATION, JAEGER_TRACEID_128BIT } = environment as {
    readonly JAEGER_TAGS?: string;
    readonly JAEGER_PROPAGATION?: string;
    readonly JAEGER_TRACEID_128BIT?: string;
  };
  const { tags, propagation, traceId128bit } = options;
  return {
    ...(JAEGER_TAGS && !tags && { tags: tagsFrom(JAEGER_TAGS, environment) }),
    ...(JAEGER_PROPAGATION && !propagation && { propagation: formatsFrom(JAEGER_PROPAGATION) }),
    ...(JAEGER_TRACEID_128BIT &&
      traceId128bit === undefined && { traceId128bit: is128bit(JAEGER_TRACEID_128BIT) }),
  };
}

function is128bit(text: string): boolean {
  const name = 'JAEGER_TRACEID_128BIT';
  return new ConfigReader({ [name]: text }, '', NO_SOURCES).boolean(name) ?? false;
}

/** `key=value, key2=${VARIABLE:default}`; the first colon begins the default, and a value may hold `=`. */
function tagsFrom(text: string, environment: Environment): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const part of text.split(',')) {
    if (part.trim() === '') continue;
    const equals = part.indexOf('=');
    if (equals < 1) {
      throw new TracerConfigError(
        'JAEGER_TAGS',
        `must be like key=value,key2=value2; '${part.trim()}' is not`,
      );
    }
    const value = part.slice(equals + 1).trim();
    tags[part.slice(0, equals).trim()] =
      value.startsWith('${') && value.endsWith('}')
        ? variableOf(value.slice(2, -1), environment)
        : value;
  }
  return tags;
}

function variableOf(reference: string, environment: Environment): string {
  const colon = reference.indexOf(':');
  if (colon < 0) return environment[reference] ?? '';
  return environment[reference.slice(0, colon)] || reference.slice(colon + 1);
}

function formatsFrom(text: string): readonly PropagationFormat[] {
  try {
    return parsePropagationFormats(text);
  } catch (error) {
    if (!(error instanceof PropagationFormatError)) throw error;
    const wanted = `one or more of ${PROPAGATION_FORMATS.join(', ')}`;
    throw new TracerConfigError('JAEGER_PROPAGATION', `must be ${wanted}, not '${text}'`);
  }
}
