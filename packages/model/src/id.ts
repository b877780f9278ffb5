// Trace ids (16 bytes) and span ids (8 bytes): bytes inside, lower-case hex at the edges.

const hexOf: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);

/** `bytes[start, start + length)` as lower-case hex. */
export function hexEncode(bytes: Uint8Array, start: number, length: number): string {
  let text = '';
  for (let i = start; i < start + length; i++) text += hexOf[bytes[i] as number];
  return text;
}

/** The value of a hex digit's character code, or −1. */
function digit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/**
 * Writes a hex text, padded on the left with zeros, as `length` bytes at `target[at]`.
 * @returns false, with nothing promised about the target, when the text is empty, too long or no hex
 */
export function hexDecodeInto(
  text: string,
  target: Uint8Array,
  at: number,
  length: number,
): boolean {
  if (text.length === 0 || text.length > length * 2) return false;
  target.fill(0, at, at + length);
  let nibble = length * 2 - text.length;
  for (let i = 0; i < text.length; i++, nibble++) {
    const value = digit(text.charCodeAt(i));
    if (value < 0) return false;
    const index = at + (nibble >> 1);
    target[index] = ((target[index] as number) << 4) | value;
  }
  return true;
}

/** A trace id's 16 bytes from hex in either case, also unpadded (`1a`) or 64 bits long; undefined when it is none or zero. */
export function parseTraceId(text: string): Uint8Array | undefined {
  return parseId(text, 16);
}

/** A span id's 8 bytes from hex in either case, also unpadded; undefined when it is none or zero. */
export function parseSpanId(text: string): Uint8Array | undefined {
  return parseId(text, 8);
}

function parseId(text: string, length: number): Uint8Array | undefined {
  const bytes = new Uint8Array(length);
  if (!hexDecodeInto(text, bytes, 0, length)) return undefined;
  return isZero(bytes, 0, length) ? undefined : bytes;
}

/** Whether `bytes[start, start + length)` are all zero. */
export function isZero(bytes: Uint8Array, start: number, length: number): boolean {
  for (let i = start; i < start + length; i++) if (bytes[i] !== 0) return false;
  return true;
}
