// Reads strategies in the format of Jaeger's `sampling.strategies-file`, with the rules by which Jaeger 2
// makes of them what it answers: https://www.jaegertracing.io/docs/latest/sampling/#file-based-sampling
import {
  type OperationStrategy,
  type PerOperation,
  probabilistic,
  Strategies,
  type Strategy,
} from './strategies.ts';

/** What Jaeger samples where a file says nothing: one of a thousand. */
const UNSAID_PROBABILITY = 0.001;
const MAX_TRACES_PER_SECOND = 2 ** 31 - 1;

/** The text is no strategies file; the message says where in it and why. */
export class StrategiesError extends Error {
  readonly code = 'CLEW_STRATEGIES';
}

/** What a file says. */
export interface ParsedStrategies {
  readonly strategies: Strategies;
  /** What counts otherwise than its author may think. */
  readonly warnings: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads the text of a file.
 * @throws {StrategiesError} when it can't be meant
 */
export function parseStrategies(text: string): ParsedStrategies {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StrategiesError(`it is not JSON: ${why}`, { cause: error });
  }
  return new StrategiesReader().read(file);
}

class StrategiesReader {
  readonly #warnings: string[] = [];

  read(file: unknown): ParsedStrategies {
    const fields = file === null ? {} : fieldsOf(file, 'the file');
    const known = ['default_strategy', 'service_strategies'];
    for (const key of Object.keys(fields)) {
      if (!known.includes(key)) this.#warnings.push(`${key} is not known and has no effect`);
    }
    const { default_strategy: given, service_strategies: list } = fields;
    const fallback = isAbsent(given)
      ? probabilistic(UNSAID_PROBABILITY)
      : this.#strategy(fieldsOf(given, 'default_strategy'), 'default_strategy');
    const services = new Map<string, Strategy>();
    for (const [index, item] of listOf(list, 'service_strategies').entries()) {
      const at = `service_strategies[${index}]`;
      const service = fieldsOf(item, at);
      const name = nameOf(service['service'], `${at}.service`);
      if (services.has(name)) {
        this.#warnings.push(`${at} stands in place of an earlier one for "${name}"`);
      }
      services.set(name, withDefaults(this.#strategy(service, at), fallback));
    }
    return { strategies: new Strategies(fallback, services), warnings: this.#warnings };
  }

  #strategy(fields: Fields, at: string): Strategy {
    const strategy = this.#simple(fields, at);
    const operations = listOf(fields['operation_strategies'], `${at}.operation_strategies`);
    if (operations.length === 0) return strategy;
    const byName = operations.flatMap((item, index) =>
      this.#operation(item, `${at}.operation_strategies[${index}]`),
    );
    const rate = strategy.probabilisticSampling?.samplingRate ?? UNSAID_PROBABILITY;
    return { ...strategy, operationSampling: perOperation(rate, byName) };
  }

  #operation(item: unknown, at: string): readonly OperationStrategy[] {
    const fields = fieldsOf(item, at);
    const operation = nameOf(fields['operation'], `${at}.operation`);
    const { probabilisticSampling } = this.#simple(fields, at);
    if (probabilisticSampling !== undefined) return [{ operation, probabilisticSampling }];
    this.#warnings.push(
      `${at} has no effect: operations are sampled by probability only, and "${operation}" has the one of its service`,
    );
    return [];
  }

  #simple({ type, param }: Fields, at: string): Strategy {
    if (isAbsent(type)) {
      this.#warnings.push(
        `${at}.type is missing; as with Jaeger that is probabilistic with ${UNSAID_PROBABILITY}`,
      );
      return probabilistic(UNSAID_PROBABILITY);
    }
    if (type === 'probabilistic') {
      return probabilistic(numberOf(param, `${at}.param`, 1));
    }
    if (type === 'ratelimiting') {
      // As with Jaeger, whose messages have whole numbers.
      const maxTracesPerSecond = Math.trunc(numberOf(param, `${at}.param`, MAX_TRACES_PER_SECOND));
      return { strategyType: 'RATE_LIMITING', rateLimitingSampling: { maxTracesPerSecond } };
    }
    throw new StrategiesError(
      `${at}.type must be "probabilistic" or "ratelimiting", not ${shown(type)}`,
    );
  }
}

/** What the default strategy says of operations counts for every service, but for those that it names itself. */
function withDefaults(strategy: Strategy, fallback: Strategy): Strategy {
  const { operationSampling: defaults } = fallback;
  if (defaults === undefined) return strategy;
  const { operationSampling: own, probabilisticSampling } = strategy;
  if (own === undefined) {
    const rate = probabilisticSampling?.samplingRate ?? defaults.defaultSamplingProbability;
    return { ...strategy, operationSampling: perOperation(rate, defaults.perOperationStrategies) };
  }
  const named = new Set(own.perOperationStrategies.map(({ operation }) => operation));
  const others = defaults.perOperationStrategies.filter(({ operation }) => !named.has(operation));
  const all = [...own.perOperationStrategies, ...others];
  return { ...strategy, operationSampling: perOperation(own.defaultSamplingProbability, all) };
}

function perOperation(rate: number, operations: readonly OperationStrategy[]): PerOperation {
  return {
    defaultSamplingProbability: rate,
    defaultLowerBoundTracesPerSecond: 0,
    perOperationStrategies: operations,
    defaultUpperBoundTracesPerSecond: 0,
  };
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function fieldsOf(value: unknown, at: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new StrategiesError(`${at} must be an object, not ${shown(value)}`);
}

function listOf(value: unknown, at: string): readonly unknown[] {
  if (isAbsent(value)) return [];
  if (Array.isArray(value)) return value;
  throw new StrategiesError(`${at} must be a list, not ${shown(value)}`);
}

function nameOf(value: unknown, at: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new StrategiesError(
    isAbsent(value) ? `${at} is missing` : `${at} must be a name, not ${shown(value)}`,
  );
}

function numberOf(value: unknown, at: string, most: number): number {
  if (isAbsent(value)) throw new StrategiesError(`${at} is missing`);
  if (typeof value === 'number' && value >= 0 && value <= most) return value;
  throw new StrategiesError(`${at} must be a number from 0 to ${most}, not ${shown(value)}`);
}

/** A value as an error shows it, cut where it is long. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
