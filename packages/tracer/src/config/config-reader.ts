// Reads values of a configuration that may come from a file, from variables or from plain JavaScript. Numbers and
// booleans may be texts, since many programs pass on what they got from the environment; null and '' are as good as
// nothing, as jaeger-client has it.
import { TracerConfigError } from './config-error.ts';

/** One object of the configuration. */
export class ConfigReader {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #sources: ReadonlyMap<string, string>;
  readonly #read = new Set<string>();

  /**
   * @param values the object
   * @param path what stands before its keys in messages: '' or `sampler.`
   * @param sources the variables that values came from, by full key
   */
  constructor(values: unknown, path: string, sources: ReadonlyMap<string, string>) {
    this.#path = path;
    this.#sources = sources;
    if (typeof values !== 'object' || values === null || Array.isArray(values)) {
      const key = path === '' ? 'the configuration' : path.slice(0, -1);
      throw new TracerConfigError(key, `must be an object, not ${shown(values)}`);
    }
    this.#values = values as Readonly<Record<string, unknown>>;
  }

  /** The object at a key; undefined if it is left out, or `false` as in `isServer && { … }`. */
  section(key: string): ConfigReader | undefined {
    const value = this.#get(key);
    if (value === undefined || value === false) return undefined;
    return new ConfigReader(value, `${this.#path}${key}.`, this.#sources);
  }

  string(key: string): string | undefined {
    const value = this.#get(key);
    if (value === undefined || typeof value === 'string') return value;
    throw this.error(key, `must be a string, not ${shown(value)}`);
  }

  oneOf<T extends string>(key: string, choices: readonly T[]): T | undefined {
    const value = this.string(key);
    if (value === undefined) return undefined;
    const found = choices.find((choice) => choice === value);
    if (found !== undefined) return found;
    throw this.error(key, `must be one of ${choices.join(', ')}, not ${shown(value)}`);
  }

  number(key: string, least = 0, most: number = Number.MAX_SAFE_INTEGER): number | undefined {
    const value = this.#get(key);
    if (value === undefined) return undefined;
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number === 'number' && number >= least && number <= most) return number;
    const range =
      most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
    throw this.error(key, `must be a number ${range}, not ${shown(value)}`);
  }

  port(key: string): number | undefined {
    const port = this.number(key, 1, 65_535);
    if (port === undefined || Number.isInteger(port)) return port;
    throw this.error(key, `must be a port, not ${port}`);
  }

  boolean(key: string): boolean | undefined {
    const value = this.#get(key);
    if (value === undefined || typeof value === 'boolean') return value;
    const text = typeof value === 'string' ? value.toLowerCase() : value;
    if (text === 'true' || text === '1' || text === 1) return true;
    if (text === 'false' || text === '0' || text === 0) return false;
    throw this.error(key, `must be true or false, not ${shown(value)}`);
  }

  /** An `http:` or `https:` address; one without a path gets that of the example. */
  url(key: string, example: string): string | undefined {
    const text = this.string(key);
    if (text === undefined) return undefined;
    let url: URL;
    try {
      url = new URL(text);
    } catch {
      throw this.error(key, `must be an address such as ${example}, not ${shown(text)}`);
    }
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      throw this.error(key, `must begin with http:// or https://, not ${url.protocol}`);
    }
    if (url.pathname === '/') url.pathname = new URL(example).pathname;
    return url.href;
  }

  /** An object of texts. */
  texts(key: string): Readonly<Record<string, string>> | undefined {
    const value = this.#get(key);
    if (value === undefined) return undefined;
    const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (isRecord && Object.values(value).every((one) => typeof one === 'string')) {
      return value as Readonly<Record<string, string>>;
    }
    throw this.error(key, `must be an object of strings, not ${shown(value)}`);
  }

  /** The full keys that nobody asked for: misspelt ones, most likely. */
  unknownKeys(): string[] {
    return Object.keys(this.#values)
      .filter((key) => !this.#read.has(key))
      .map((key) => this.#path + key);
  }

  error(key: string, reason: string): TracerConfigError {
    const fullKey = this.#path + key;
    return new TracerConfigError(this.#sources.get(fullKey) ?? fullKey, reason);
  }

  #get(key: string): unknown {
    this.#read.add(key);
    const value = this.#values[key];
    return value === null || value === '' ? undefined : value;
  }
}

function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}
