// All options in one table: flags, variables, keys of the file, `clew config` and the help are made
// from it.
import { address, bytes, duration, host, oneOf, origins, orOff, path } from './option-readers.ts';

/** One option; its names are derived from its key in the table. */
export interface Option<T> {
  /** What stands for the value in the help. */
  readonly placeholder: string;
  /** As it would be given. */
  readonly default: string;
  readonly read: (text: string) => T;
  readonly help: string;
}

const MIB = 2 ** 20;
const TIB = 2 ** 40;

const listenAddress = orOff(address);

/** An address to listen on. */
function listener(port: number, what: string): Option<ReturnType<typeof listenAddress>> {
  return { placeholder: 'ADDRESS', default: `:${port}`, read: listenAddress, help: what };
}

function option<T>(
  placeholder: string,
  defaultText: string,
  read: (text: string) => T,
  help: string,
): Option<T> {
  return { placeholder, default: defaultText, read, help };
}

/** Every option of the server, in the order of the help. */
export const OPTIONS = {
  dataDir: option('DIR', './clew-data', path, 'where spans are kept'),
  storage: option(
    'KIND',
    'embedded',
    oneOf('embedded', 'memory'),
    'embedded keeps spans in the data directory, memory forgets them at the end',
  ),
  memoryLimit: option(
    'SIZE',
    '512MB',
    bytes(64 * MIB, TIB),
    'how much --storage memory keeps; the oldest spans are dropped',
  ),
  retention: option('TIME', '7d', orOff(duration), 'drop spans that arrived longer ago, or off'),
  maxDisk: option(
    'SIZE',
    '20GB',
    orOff(bytes(256 * MIB, 1024 * TIB)),
    'drop the oldest spans when the data directory takes more, or off',
  ),
  host: option(
    'HOST',
    '127.0.0.1',
    host,
    'the host of every address that names none; 0.0.0.0 opens them to others',
  ),
  ui: listener(16686, 'web app and query API'),
  queryGrpc: listener(16685, "Jaeger's query API over gRPC"),
  otlpHttp: listener(4318, 'OTLP over HTTP'),
  otlpGrpc: listener(4317, 'OTLP over gRPC'),
  jaegerUdpCompact: listener(6831, 'Jaeger, Thrift compact over UDP'),
  jaegerUdpBinary: listener(6832, 'Jaeger, Thrift binary over UDP'),
  jaegerHttp: listener(14268, 'Jaeger, Thrift over HTTP'),
  jaegerGrpc: listener(14250, 'Jaeger, protobuf over gRPC'),
  zipkin: listener(9411, 'Zipkin: spans in, and its query API'),
  skywalkingGrpc: listener(11800, 'SkyWalking agents, protobuf over gRPC'),
  skywalkingHttp: listener(12800, 'SkyWalking agents, JSON over HTTP'),
  sampling: listener(5778, 'remote sampling: tells Jaeger clients how to sample'),
  samplingStrategies: option(
    'FILE',
    'off',
    orOff(path),
    'strategies in the format of Jaeger, read again when they change; off: every trace is sampled',
  ),
  admin: listener(14269, 'health and Prometheus metrics'),
  strictTraceId: option(
    'on|off',
    'on',
    oneOf('on', 'off'),
    'off brings trace ids of 64 and of 128 bits with the same lower half together',
  ),
  corsOrigins: option(
    'ORIGINS',
    '*',
    orOff(origins),
    'web pages that may send OTLP over HTTP and use the port of Zipkin, separated by commas, or off',
  ),
  maxRequestBytes: option(
    'SIZE',
    '64MiB',
    bytes(1024, 1024 * MIB),
    'the largest request that is taken, after decompression',
  ),
  inFlightLimit: option(
    'SIZE',
    '128MiB',
    bytes(1 * MIB, TIB),
    'the bytes of all requests under way; beyond it clients are asked to wait',
  ),
  logLevel: option(
    'LEVEL',
    'info',
    oneOf('debug', 'info', 'warn', 'error', 'silent'),
    'what is logged to standard error',
  ),
} as const satisfies Readonly<Record<string, Option<unknown>>>;

/** The key of an option in {@link OPTIONS}. */
export type OptionKey = keyof typeof OPTIONS;

/** The value of every option. */
export type Config = {
  readonly [K in OptionKey]: ReturnType<(typeof OPTIONS)[K]['read']>;
};

/** All keys, in the order of the table. */
export const OPTION_KEYS: readonly OptionKey[] = Object.keys(OPTIONS) as OptionKey[];

/** The name of an option on the command line and in the file: `data-dir`. */
export function optionName(key: OptionKey | 'config'): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The name of an option in the environment: `CLEW_DATA_DIR`. */
export function optionVariable(key: OptionKey | 'config'): string {
  return `CLEW_${optionName(key).replaceAll('-', '_').toUpperCase()}`;
}
