// Exchanges values of a JSON text for odd ones, mostly leaving it JSON, so that the damage reaches the
// decoder and is not stopped by JSON.parse.
import type { Random } from './mutation.ts';

/** A JSON text, byte by byte as Latin-1, and where each of its values and keys stands. */
export interface JsonSeed {
  readonly text: string;
  readonly parts: readonly (readonly [start: number, end: number])[];
}

const ODD_VALUES: readonly string[] = [
  ...['null', 'true', '0', '-1', '1.5', '1e300', '9007199254740993', '18446744073709551616'],
  ...['""', '"x"', '"-1"', '"NaN"', '"18446744073709551616"', `"${'9'.repeat(400)}"`],
  ...['"\\u0000\\ud800"', '[]', '{}', '[null]', '[[]]', '{"values":[]}', '{"__proto__":{}}'],
];

/** Finds the values of a JSON text once, for many inputs made of it. */
export function jsonSeed(body: Uint8Array): JsonSeed {
  const text = Buffer.from(body).toString('latin1');
  const parts: [number, number][] = [];
  const open: number[] = [];
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]|[^[\]{}",:\s]+/g)) {
    if (token === '[' || token === '{') open.push(index);
    else if (token === ']' || token === '}') parts.push([open.pop() ?? 0, index + 1]);
    else parts.push([index, index + token.length]);
  }
  return { text, parts };
}

/** The text with one to three of its values exchanged for odd ones or for others of its own. */
export function damagedJson({ text, parts }: JsonSeed, random: Random): Uint8Array {
  const part = () => parts[random(parts.length)] ?? [0, text.length];
  const chosen = Array.from({ length: 1 + random(3) }, part);
  let damaged = text;
  let before = text.length;
  for (const [start, end] of chosen.sort((a, b) => b[0] - a[0])) {
    if (end > before) continue;
    const other = random(4) === 0 ? text.slice(...part()) : ODD_VALUES[random(ODD_VALUES.length)];
    damaged = `${damaged.slice(0, start)}${other}${damaged.slice(end)}`;
    before = start;
  }
  return Buffer.from(damaged, 'latin1');
}
