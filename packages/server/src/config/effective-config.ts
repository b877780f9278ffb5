// What counts where flags, variables and a file say different things, and who said it.
import { ConfigError } from './config-error.ts';
import { type FileValue, readConfigFile } from './config-file.ts';
import { OptionValueError } from './option-readers.ts';
import {
  type Config,
  OPTION_KEYS,
  OPTIONS,
  type OptionKey,
  optionName,
  optionVariable,
} from './options.ts';
import { similarName } from './similar-name.ts';

/** Where a value came from. */
export interface Origin {
  readonly kind: 'flag' | 'variable' | 'file' | 'default';
  /** For people: `--data-dir`, `CLEW_DATA_DIR`, `clew.yaml line 3`, `default`. */
  readonly where: string;
}

/** One option as it counts. */
export interface EffectiveOption {
  readonly text: string;
  readonly origin: Origin;
}

/** What was given. */
export interface ConfigSources {
  /** Flags by key; `config` names the file. */
  readonly flags: Readonly<Partial<Record<OptionKey | 'config', string>>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** All options with their origins. */
export interface EffectiveConfig {
  readonly config: Config;
  readonly options: Readonly<Record<OptionKey, EffectiveOption>>;
  /** Things that look like mistakes but stop nothing. */
  readonly warnings: readonly string[];
}

/**
 * Joins what was given: a flag beats a variable, a variable the file, the file the default.
 * @throws {ConfigError} for a wrong value, and for a file that can't be read or has keys that there are not
 */
export function effectiveConfig({ flags, environment }: ConfigSources): EffectiveConfig {
  const file = flags.config ?? nonEmpty(environment[optionVariable('config')]);
  const fileValues = file === undefined ? new Map() : readConfigFile(file);
  const entries = OPTION_KEYS.map((key) => {
    const option = effectiveOption(key, flags, environment, fileValues);
    return { key, option, value: readValue(key, option) };
  });
  // The table decides the types of both; that is lost on the way through entries.
  const config = Object.fromEntries(entries.map(({ key, value }) => [key, value])) as Config;
  if (config.inFlightLimit < config.maxRequestBytes) {
    throw new ConfigError(
      'in-flight-limit is below max-request-bytes, so that the largest requests would wait forever; raise it, or lower the other',
    );
  }
  return {
    config,
    options: Object.fromEntries(entries.map(({ key, option }) => [key, option])) as Record<
      OptionKey,
      EffectiveOption
    >,
    warnings: Object.keys(environment).flatMap(misspelledVariable),
  };
}

function effectiveOption(
  key: OptionKey,
  flags: ConfigSources['flags'],
  environment: ConfigSources['environment'],
  fileValues: ReadonlyMap<OptionKey, FileValue>,
): EffectiveOption {
  const flag = flags[key];
  if (flag !== undefined) {
    return { text: flag, origin: { kind: 'flag', where: `--${optionName(key)}` } };
  }
  const variable = optionVariable(key);
  const text = nonEmpty(environment[variable]);
  if (text !== undefined) return { text, origin: { kind: 'variable', where: variable } };
  const inFile = fileValues.get(key);
  if (inFile !== undefined) {
    return { text: inFile.text, origin: { kind: 'file', where: inFile.where } };
  }
  return { text: OPTIONS[key].default, origin: { kind: 'default', where: 'default' } };
}

function readValue(key: OptionKey, { text, origin }: EffectiveOption): unknown {
  try {
    return OPTIONS[key].read(text.trim());
  } catch (error) {
    if (!(error instanceof OptionValueError)) throw error;
    const where = origin.kind === 'file' ? `${origin.where}, ${optionName(key)}` : origin.where;
    throw new ConfigError(`${where}: "${text}" is not allowed; ${error.message}`);
  }
}

/** A variable that is set to nothing is as good as not set. */
function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

function misspelledVariable(name: string): readonly string[] {
  if (!name.startsWith('CLEW_')) return [];
  const known = [...OPTION_KEYS, 'config' as const].map(optionVariable);
  const similar = known.includes(name) ? undefined : similarName(name, known);
  return similar === undefined
    ? []
    : [`${name} is not a variable of Clew; did you mean ${similar}?`];
}
