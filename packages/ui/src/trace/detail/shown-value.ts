// How a value is written in the panel: by its type, and JSON laid out.
import { type AttributeValue, valueJson, valueText } from '@clew/model';

type ValueTypeName = 'string' | 'bool' | 'int' | 'double' | 'bytes' | 'list' | 'map' | 'empty';

/** A value as text, and whether it needs lines of its own. */
export interface ShownValue {
  readonly type: ValueTypeName;
  readonly text: string;
  readonly isBlock: boolean;
}

const BLOCK_LENGTH = 400;
const INDENT = 2;

export function shownValue(value: AttributeValue): ShownValue {
  const type = typeOf(value);
  if (type === 'list' || type === 'map') return block(type, laidOut(valueJson(value)));
  if (typeof value !== 'string') {
    return { type, text: type === 'empty' ? '∅' : valueText(value), isBlock: false };
  }
  const json = jsonIn(value);
  if (json !== undefined) return block(type, laidOut(json));
  return { type, text: value, isBlock: value.length > BLOCK_LENGTH || value.includes('\n') };
}

function block(type: ValueTypeName, text: string): ShownValue {
  return { type, text, isBlock: text.includes('\n') };
}

function laidOut(json: unknown): string {
  const text = JSON.stringify(json, null, INDENT);
  // A short list of plain values reads better in one line.
  const isFlat = Array.isArray(json) && json.every((item) => typeof item !== 'object');
  return isFlat && text.length < BLOCK_LENGTH ? JSON.stringify(json) : text;
}

function typeOf(value: AttributeValue): ValueTypeName {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return 'double';
    default:
      if (value === null) return 'empty';
      if (value instanceof Uint8Array) return 'bytes';
      return Array.isArray(value) ? 'list' : 'map';
  }
}

/** What a text holds that is a JSON object or list; numbers beyond a double's reach are left as text. */
function jsonIn(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    const json: unknown = JSON.parse(text);
    return /\d{16}/.test(text) ? undefined : json;
  } catch {
    // Text that merely begins like JSON.
    return undefined;
  }
}
