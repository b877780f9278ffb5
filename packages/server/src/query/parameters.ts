// The one way in which every endpoint reads its parameters: a reader turns the text into a value or
// says why it can't, and the error that reaches the client names the parameter.

/** Thrown by a reader: why a text is not what it should be, as the end of a sentence. */
export class UnreadableError extends Error {}

/** A request has a parameter that is missing or can't be read: the client's fault, 400. */
export class ParameterError extends Error {
  readonly code = 'CLEW_BAD_PARAMETER';
  readonly parameter: string;

  constructor(parameter: string, why: string) {
    super(`parameter '${parameter}' ${why}`);
    this.parameter = parameter;
  }
}

/** Turns a parameter's text into a value. */
export type ParameterReader<T> = (text: string) => T;

/** The parameters of one request's query. An empty value is the same as none, as with Jaeger. */
export class Parameters {
  readonly #values: ReadonlyMap<string, readonly string[]>;

  /** @param query the query as Fastify parsed it: texts, or lists of texts where a name repeats */
  constructor(query: unknown) {
    this.#values = new Map(
      Object.entries(query ?? {}).map(([name, value]) => [
        name,
        [value].flat().filter((one): one is string => typeof one === 'string' && one !== ''),
      ]),
    );
  }

  /** The values of a parameter that may repeat, in the order in which they came. */
  all<T>(name: string, read: ParameterReader<T>): readonly T[] {
    return (this.#values.get(name) ?? []).map((text) => readParameter(name, text, read));
  }

  /** The value of a parameter that is given once or not at all. */
  optional<T>(name: string, read: ParameterReader<T>): T | undefined {
    const values = this.all(name, read);
    if (values.length > 1) throw new ParameterError(name, `is given ${values.length} times`);
    return values[0];
  }

  /** The value of a parameter that must be given once. */
  required<T>(name: string, read: ParameterReader<T>): T {
    const value = this.optional(name, read);
    if (value === undefined) throw new ParameterError(name, 'is required');
    return value;
  }
}

/**
 * Reads a text that belongs to a named parameter, of the query or of the path.
 * @throws {ParameterError} when the reader refuses it
 */
export function readParameter<T>(name: string, text: string, read: ParameterReader<T>): T {
  try {
    return read(text);
  } catch (error) {
    if (error instanceof UnreadableError) throw new ParameterError(name, error.message);
    throw error;
  }
}
