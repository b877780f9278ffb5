// Reads headers whose names may come in any case, frugally: this is on the path of each request, and the carrier is
// what a stranger sent.
import type { Carrier } from './propagator.ts';

/** How many keys of a carrier are looked at; a request with more headers than that is no honest one. */
export const MAX_KEYS = 2000;
/** The most characters that a header with ids, flags or a debug id has, after decoding. */
export const MAX_CONTEXT_LENGTH = 256;
/** The most values of a repeated header that are looked at. */
const MAX_VALUES = 100;

/** Whether there is anything to read from. */
export function isCarrier(carrier: unknown): carrier is Carrier {
  return typeof carrier === 'object' && carrier !== null;
}

/** Whether a text is another one in lower case, by the letters that header names have. */
export function equalsIgnoringCase(text: string, lowerCase: string): boolean {
  return text.length === lowerCase.length && startsWithIgnoringCase(text, lowerCase);
}

/** Whether a text starts with another one in lower case, by the letters that header names have. */
export function startsWithIgnoringCase(text: string, lowerCase: string): boolean {
  if (text.length < lowerCase.length) return false;
  for (let i = 0; i < lowerCase.length; i++) {
    const code = text.charCodeAt(i);
    const wanted = lowerCase.charCodeAt(i);
    if (code !== wanted && (code < 65 || code > 90 || code + 32 !== wanted)) return false;
  }
  return true;
}

/** The text under a key as it is written; the first one if there are several. */
export function ownText(carrier: Carrier, key: string): string | undefined {
  const value = ownValue(carrier, key);
  return typeof value === 'string' ? value : firstText(value);
}

/** The text of a header whose name may be written in any case; the first one if there are several. */
export function readHeader(carrier: Carrier, name: string): string | undefined {
  const value = headerValue(carrier, name);
  return typeof value === 'string' ? value : firstText(value);
}

/**
 * The text of a header that is a list; several are one list (RFC 9110, 5.3).
 *
 * @param maxLength how many characters to take at most; members that do not fit are left out at the end
 */
export function readListHeader(
  carrier: Carrier,
  name: string,
  maxLength: number,
): string | undefined {
  const value = headerValue(carrier, name);
  const text = typeof value === 'string' ? value : joinedTexts(value, maxLength);
  if (text === undefined || text.length <= maxLength) return text;
  // One character more, so that a member that ends at the limit stays.
  return text.slice(0, Math.max(0, text.slice(0, maxLength + 1).lastIndexOf(',')));
}

/** Without the blanks of HTTP around it; other white space stays, so that it is refused. */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

function headerValue(carrier: Carrier, name: string): unknown {
  // Node and HTTP/2 have all names in lower case.
  const direct = ownValue(carrier, name);
  if (direct !== undefined) return direct;
  let keys = 0;
  for (const key in carrier) {
    keys += 1;
    if (keys > MAX_KEYS) return undefined;
    if (equalsIgnoringCase(key, name)) {
      const value = ownValue(carrier, key);
      if (value !== undefined) return value;
    }
  }
  return undefined;
}

function ownValue(carrier: Carrier, key: string): unknown {
  const value = carrier[key];
  if (value === undefined) return undefined;
  return Object.prototype.propertyIsEnumerable.call(carrier, key) ? value : undefined;
}

function firstText(value: unknown): string | undefined {
  if (!Array.isArray(value)) return undefined;
  const values: readonly unknown[] = value;
  const count = Math.min(values.length, MAX_VALUES);
  for (let i = 0; i < count; i++) {
    const text = values[i];
    if (typeof text === 'string') return text;
  }
  return undefined;
}

function joinedTexts(value: unknown, maxLength: number): string | undefined {
  if (!Array.isArray(value)) return undefined;
  const values: readonly unknown[] = value;
  const count = Math.min(values.length, MAX_VALUES);
  let joined: string | undefined;
  for (let i = 0; i < count; i++) {
    const text = values[i];
    if (typeof text !== 'string') continue;
    joined = joined === undefined ? text : `${joined},${text}`;
    if (joined.length > maxLength) break;
  }
  return joined;
}
