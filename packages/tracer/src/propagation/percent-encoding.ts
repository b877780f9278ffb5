// Percent-encoding that never throws: of text that UTF-8 cannot hold, and of escapes that are none.
import { hexDigit } from '../hex.ts';

/** Encodes like `encodeURIComponent`; a lone surrogate becomes U+FFFD. */
export function percentEncode(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8'));
  }
}

/** Decodes the escapes of a text; one with an escape that is none stays as it is, as jaeger-client has it. */
export function percentDecode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Decodes the escapes of a text; what is no UTF-8 becomes U+FFFD, and what is no escape stays, as W3C's baggage has it. */
export function percentDecodeLossy(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return decodeByteByByte(text);
  }
}

function decodeByteByByte(text: string): string {
  const source = Buffer.from(text, 'utf8');
  const target = Buffer.alloc(source.length);
  let length = 0;
  for (let i = 0; i < source.length; i++) {
    const byte = source[i] as number;
    const decoded = byte === 37 ? escapedByte(source, i) : -1;
    if (decoded >= 0) i += 2;
    target[length] = decoded >= 0 ? decoded : byte;
    length += 1;
  }
  return target.toString('utf8', 0, length);
}

function escapedByte(source: Buffer, at: number): number {
  const high = hexDigit(source[at + 1] ?? 0);
  const low = hexDigit(source[at + 2] ?? 0);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}
