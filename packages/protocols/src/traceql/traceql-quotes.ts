// Texts in quotes, with the escapes that Go has, and keys in quotes, with the two that Tempo has there.
import { TraceqlError } from './traceql-error.ts';

const TEXT_ESCAPE =
  /\\(?:([abfnrtv\\"])|x([0-7][0-9a-fA-F])|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|[\s\S]?)/g;
const KEY_ESCAPE = /\\([\s\S]?)/g;

const named: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
};

/** What a text in quotes stands for. */
export function textUnescaped(source: string, start: number): string {
  const unescaped = (
    matched: string,
    name: string | undefined,
    byte: string | undefined,
    short: string | undefined,
    long: string | undefined,
    index: number,
  ): string => {
    const plain = name === undefined ? undefined : named[name];
    if (plain !== undefined) return plain;
    const hex = byte ?? short ?? long;
    const code = hex === undefined ? Number.NaN : Number.parseInt(hex, 16);
    if (code <= 0x10_ffff && (code < 0xd800 || code > 0xdfff)) return String.fromCodePoint(code);
    return refuseEscape('badEscape', matched, start + 1 + index);
  };
  return source.slice(1, -1).replace(TEXT_ESCAPE, unescaped);
}

/** What a key in quotes stands for. */
export function keyUnescaped(source: string, start: number): string {
  return source.slice(1, -1).replace(KEY_ESCAPE, (matched, escaped: string, index: number) => {
    if (escaped === '\\' || escaped === '"') return escaped;
    return refuseEscape('badKeyEscape', matched, start + 1 + index);
  });
}

/** A text in quotes that stands for this one. */
export function textQuoted(text: string): string {
  // JSON's escapes are among Go's, but for the slash, which it leaves alone.
  return JSON.stringify(text);
}

/** A key in quotes that stands for this one. */
export function keyQuoted(key: string): string {
  return `"${key.replace(/[\\"]/g, String.raw`\$&`)}"`;
}

function refuseEscape(reason: 'badEscape' | 'badKeyEscape', matched: string, start: number): never {
  const found = { type: 'source', text: matched.toWellFormed() } as const;
  throw new TraceqlError(reason, found, [], { start, end: start + matched.length });
}
