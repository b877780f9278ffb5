// Parameters as Zipkin's server reads them, and what it says of those that it can't read.
import { ZipkinRefusal } from './zipkin-failure.ts';

/** A client's text is shown up to here. */
const SHOWN_LENGTH = 100;
const LARGEST_LONG = (1n << 63n) - 1n;

/** The parameters of one request's query. Of one that is given more than once the first counts. */
export class ZipkinParameters {
  readonly #values: Readonly<Record<string, unknown>>;

  /** @param query the query as Fastify parsed it: texts, or lists of texts where a name repeats */
  constructor(query: unknown) {
    this.#values = (query ?? {}) as Record<string, unknown>;
  }

  /** A text, also an empty one, or undefined where there is none. */
  text(name: string): string | undefined {
    const value = [this.#values[name]].flat()[0];
    return typeof value === 'string' ? value : undefined;
  }

  /** @throws {ZipkinRefusal} without the parameter */
  requiredText(name: string): string {
    const value = this.text(name);
    if (value !== undefined) return value;
    throw new ZipkinRefusal(400, `Mandatory parameter/header/attribute is missing: ${name}`);
  }

  /**
   * A whole number above zero, or undefined where there is none.
   * @throws {ZipkinRefusal} for anything else
   */
  positive(name: string): bigint | undefined {
    const value = this.text(name);
    if (value === undefined || value === '') return undefined;
    const number = /^[+-]?\d{1,19}$/.test(value) ? BigInt(value.replace('+', '')) : undefined;
    if (number === undefined || number > LARGEST_LONG) {
      throw new ZipkinRefusal(400, `For input string: ${JSON.stringify(shown(value))}`);
    }
    if (number <= 0n) throw new ZipkinRefusal(400, `${name} <= 0`);
    return number;
  }

  /** @throws {ZipkinRefusal} without the parameter, and for what is no whole number above zero */
  requiredPositive(name: string): bigint {
    this.requiredText(name);
    const value = this.positive(name);
    if (value !== undefined) return value;
    throw new ZipkinRefusal(400, 'For input string: ""');
  }
}

/**
 * The id of a trace, padded to 16 or 32 hex digits; those of 32 that begin with 16 zeros are 16.
 * @throws {ZipkinRefusal} for what is none
 */
export function normalizedTraceId(given: string): string {
  const id = given.trim().toLowerCase();
  if (id === '') throw new ZipkinRefusal(400, 'traceId is empty');
  if (id.length > 32) throw new ZipkinRefusal(400, 'traceId.length > 32');
  if (!/^[\da-f]+$/.test(id)) {
    throw new ZipkinRefusal(400, `${given.trim()} should be lower-hex encoded with no prefix`);
  }
  if (/^0+$/.test(id)) throw new ZipkinRefusal(400, 'traceId is all zeros');
  const wide = id.padStart(32, '0');
  return wide.startsWith('0000000000000000') ? wide.slice(16) : wide;
}

function shown(value: string): string {
  return value.length > SHOWN_LENGTH ? `${value.slice(0, SHOWN_LENGTH)}…` : value;
}
