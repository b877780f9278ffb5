// What an event says, in one line.
import { type Attribute, valueText } from '@clew/model';

/** Attributes that say what happened without their keys, the most telling first. */
const TELLING: readonly string[] = [
  'exception.type',
  'error.kind',
  'exception.message',
  'message',
  'log.message',
  'error.object',
];
/** Pages of text that nobody reads in one line. */
const LEFT_OUT: ReadonlySet<string> = new Set(['stack', 'exception.stacktrace', 'error.stack']);
const MOST_CHARACTERS = 400;

/** A piece of an event's line; the key is empty where the value says enough. */
export interface EventPiece {
  readonly key: string;
  readonly value: string;
}

/**
 * The first attributes of an event for its line: message and exception before the others, without what its name says already.
 */
export function eventPieces(name: string, attributes: readonly Attribute[]): readonly EventPiece[] {
  const pieces: EventPiece[] = [];
  let length = 0;
  for (const attribute of tellingFirst(attributes)) {
    const { key } = attribute;
    if (LEFT_OUT.has(key)) continue;
    const value = valueText(attribute.value).replace(/\s+/g, ' ').slice(0, MOST_CHARACTERS);
    if (key === 'event' && value === name) continue;
    pieces.push({ key: TELLING.includes(key) ? '' : key, value });
    length += key.length + value.length;
    if (length > MOST_CHARACTERS) break;
  }
  return pieces;
}

function tellingFirst(attributes: readonly Attribute[]): readonly Attribute[] {
  const rank = ({ key }: Attribute): number => {
    const at = TELLING.indexOf(key);
    return at < 0 ? TELLING.length : at;
  };
  return [...attributes].sort((a, b) => rank(a) - rank(b));
}
