// Ids between 32-bit integers and hexadecimal text.

const digits: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);

/** 8 digits of a 32-bit integer. */
function hex32(value: number): string {
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

/** The value of each ASCII character as a hexadecimal digit, or -1. */
const digitValues: Int8Array = Int8Array.from({ length: 128 }, (_, code) => {
  const value = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(value) ? -1 : value;
});

/** The value of a character's code as a hexadecimal digit of either case, or -1. */
export function hexDigit(code: number): number {
  return code < 128 ? (digitValues[code] as number) : -1;
}

/**
 * Reads hexadecimal text of either case into 32-bit parts, the highest first.
 *
 * @param text 1 to 8 times `parts` digits
 * @param parts how many integers to fill; text that is shorter has zeros in front
 * @returns the parts, or undefined if the text is empty, too long or not hexadecimal
 */
export function parseHex(text: string, parts: number): number[] | undefined {
  const { length } = text;
  const places = parts * 8;
  if (length === 0 || length > places) return undefined;
  const result: number[] = [];
  let value = 0;
  // Counted by the place in text that is padded, so that parts end after each eighth digit.
  let place = places - length;
  for (let i = 8; i <= place; i += 8) result.push(0);
  for (let i = 0; i < length; i++) {
    const digit = hexDigit(text.charCodeAt(i));
    if (digit < 0) return undefined;
    value = (value << 4) | digit;
    place += 1;
    if ((place & 7) === 0) {
      result.push(value);
      value = 0;
    }
  }
  return result;
}
