import {
  ConfigError,
  type ConfigSources,
  effectiveConfig,
  OPTION_KEYS,
  optionName,
} from '@clew/server/config';
import { ExitCode } from './exit-code.ts';

/** Prints every option, its value and where that comes from. */
export function printConfig(sources: ConfigSources, json: boolean): void {
  try {
    console.log(json ? configJson(sources) : configTable(sources));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(`clew: ${error.message}`);
    process.exitCode = ExitCode.usage;
  }
}

function configJson(sources: ConfigSources): string {
  const { options, warnings } = effectiveConfig(sources);
  const values = OPTION_KEYS.map((key) => {
    const { text, origin } = options[key];
    return [optionName(key), { value: text, origin: origin.kind, where: origin.where }];
  });
  return JSON.stringify({ options: Object.fromEntries(values), warnings }, undefined, 2);
}

function configTable(sources: ConfigSources): string {
  const { options, warnings } = effectiveConfig(sources);
  const rows = OPTION_KEYS.map((key): readonly [string, string, string] => {
    const { text, origin } = options[key];
    return [optionName(key), text, origin.where];
  });
  const widthOf = (column: 0 | 1): number => Math.max(...rows.map((row) => row[column].length));
  const [names, texts] = [widthOf(0), widthOf(1)];
  return [
    ...rows.map(([name, text, where]) => `${name.padEnd(names)}  ${text.padEnd(texts)}  ${where}`),
    ...warnings.map((warning) => `warning: ${warning}`),
  ].join('\n');
}
