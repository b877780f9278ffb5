// What values of tags and log fields become on the wire. OpenTracing allows any value in a log and text, numbers and
// booleans in a tag; others are shown as well as they can be, and never throw.

/** Values that have a type of their own on the wire; all others become text. */
export const ValueKind = { text: 0, double: 1, boolean: 2, integer: 3, bytes: 4 } as const;

/** One of {@link ValueKind}. */
export type ValueKind = (typeof ValueKind)[keyof typeof ValueKind];

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/** How a value is written. */
export function valueKind(value: unknown): ValueKind {
  switch (typeof value) {
    case 'string':
      return ValueKind.text;
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0)
        ? ValueKind.integer
        : ValueKind.double;
    case 'boolean':
      return ValueKind.boolean;
    case 'bigint':
      return value >= INT64_MIN && value <= INT64_MAX ? ValueKind.integer : ValueKind.text;
    default:
      return value instanceof Uint8Array ? ValueKind.bytes : ValueKind.text;
  }
}

/** The text for a value that is written as text, at most `limit` characters of it. */
export function valueText(value: unknown, limit: number): string {
  return cutText(typeof value === 'string' ? value : textOf(value), limit);
}

/** A text as it is, and for what plain JavaScript may pass instead of one its text, which never throws. */
export function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return String(value);
  } catch {
    return textOf(value);
  }
}

/** At most `limit` UTF-16 units of a text; a pair of surrogates is not split. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? limit - 1 : limit);
}

function textOf(value: unknown): string {
  try {
    if (value instanceof Error) return value.stack ?? String(value);
    if (value instanceof Date) return value.toISOString();
    if (typeof value === 'object' && value !== null) return JSON.stringify(value) ?? String(value);
    return String(value);
  } catch {
    return describe(value);
  }
}

/** For objects with cycles, with throwing getters, and the like. */
function describe(value: unknown): string {
  try {
    return Object.prototype.toString.call(value);
  } catch {
    return '[object]';
  }
}
