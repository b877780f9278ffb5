// Ids between 32-bit integers and hexadecimal text.

const digits: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);

/** 8 digits of a 32-bit integer. */
export function hex32(value: number): string {
  return (
    (digits[value >>> 24] as string) +
    (digits[(value >>> 16) & 255] as string) +
    (digits[(value >>> 8) & 255] as string) +
    (digits[value & 255] as string)
  );
}

/** 16 digits of a 64-bit integer in two parts. */
export function hex64(high: number, low: number): string {
  return hex32(high) + hex32(low);
}

/** The digits of a number without the zeros it starts with; '0' for zero. */
export function withoutLeadingZeros(text: string): string {
  let start = 0;
  while (start < text.length - 1 && text.charCodeAt(start) === 48) start += 1;
  return start === 0 ? text : text.slice(start);
}

/**
 * Reads hexadecimal text of either case into 32-bit parts, the highest first.
 *
 * @param text 1 to 8 times `parts` digits
 * @param parts how many integers to fill; text that is shorter has zeros in front
 * @returns the parts, or undefined if the text is empty, too long or not hexadecimal
 */
export function parseHex(text: string, parts: number): number[] | undefined {
  if (text.length === 0 || text.length > parts * 8) return undefined;
  const result: number[] = new Array(parts).fill(0);
  let shift = 0;
  let part = parts - 1;
  for (let i = text.length - 1; i >= 0; i--) {
    const digit = digitOf(text.charCodeAt(i));
    if (digit < 0) return undefined;
    result[part] = (result[part] as number) | (digit << shift);
    shift += 4;
    if (shift === 32) {
      shift = 0;
      part -= 1;
    }
  }
  return result;
}

function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
