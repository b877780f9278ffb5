// The configuration file: one flat map in YAML with the names of the flags.
import { readFileSync } from 'node:fs';
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { ConfigError } from './config-error.ts';
import { OPTION_KEYS, type OptionKey, optionName } from './options.ts';
import { similarName } from './similar-name.ts';

/** A value as the file has it. */
export interface FileValue {
  readonly text: string;
  /** `clew.yaml line 3`. */
  readonly where: string;
}

/**
 * Reads a configuration file.
 * @throws {ConfigError} when it can't be read, is no YAML, or has a key that there is not
 */
export function readConfigFile(file: string): ReadonlyMap<OptionKey, FileValue> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`the configuration file can't be read: ${why}`);
  }
  return parseConfigFile(text, file);
}

/** Reads the text of a configuration file; `file` is its name for errors. */
export function parseConfigFile(text: string, file: string): ReadonlyMap<OptionKey, FileValue> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (node: Node | null | undefined): string =>
    `${file} line ${lines.linePos(node?.range?.[0] ?? 0).line}`;

  const [fault] = document.errors;
  if (fault !== undefined) {
    const { line } = lines.linePos(fault.pos[0]);
    throw new ConfigError(`${file} line ${line} is no YAML: ${fault.message}`);
  }
  const values = new Map<OptionKey, FileValue>();
  if (document.contents === null) return values;
  if (!isMap<Node, Node | null>(document.contents)) {
    throw new ConfigError(`${file} must hold names and values, such as "retention: 7d"`);
  }
  for (const { key, value } of document.contents.items) {
    const where = place(key);
    const name = isScalar(key) ? String(key.value) : '';
    const option = OPTION_KEYS.find((one) => optionName(one) === name);
    if (option === undefined) throw new ConfigError(`${where}: ${unknownName(name)}`);
    values.set(option, { text: textOf(value, `${where}: ${name}`), where });
  }
  return values;
}

function unknownName(name: string): string {
  const known = OPTION_KEYS.map((key) => optionName(key));
  const similar = similarName(name, known);
  return similar === undefined
    ? `there is no option "${name}"; there are ${known.join(', ')}`
    : `there is no option "${name}"; did you mean "${similar}"?`;
}

function textOf(value: Node | null, what: string): string {
  if (isSeq(value)) return value.items.map((item) => textOf(item as Node | null, what)).join(',');
  if (!isScalar(value) || value.value === null) {
    throw new ConfigError(`${what} needs a value; leave the line out for the default`);
  }
  // As it was written, not as YAML understands it: 0x10 and 1_000 are nobody's bytes.
  return value.source ?? String(value.value);
}
