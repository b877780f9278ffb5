// Where a text stops being JSON. JSON.parse says it in other words in every browser, and some do not say it at all.

/** A place in a text, both counted from 1. */
export interface TextPlace {
  readonly line: number;
  /** In UTF-16 units. */
  readonly column: number;
}

/** The line and column of an offset. */
export function placeOf(text: string, offset: number): TextPlace {
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
    lineStart = at + 1;
  }
  return { line, column: offset - lineStart + 1 };
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\n\r]*/y;
const literals: readonly string[] = ['true', 'false', 'null'];

/**
 * The offset of the first character that no JSON text has there, the text's length when it ends too early, or −1 when
 * it is JSON.
 */
export function jsonFaultOffset(text: string): number {
  /** The brackets that are open. */
  const open: string[] = [];
  let at = afterSpace(text, 0);
  for (;;) {
    // A value, or the end of a list or object that is empty.
    const first = text[at];
    if (first === '{' || first === '[') {
      open.push(first);
      at = afterSpace(text, at + 1);
      if (text[at] !== closing(first)) {
        if (first === '[') continue;
        const key = afterKey(text, at);
        if (key.fault) return key.at;
        at = key.at;
        continue;
      }
      open.pop();
      at++;
    } else {
      const value = afterScalar(text, at);
      if (value.fault) return value.at;
      at = value.at;
    }
    // What may follow a value.
    at = afterSpace(text, at);
    let last = open.at(-1);
    while (last !== undefined && text[at] === closing(last)) {
      open.pop();
      at = afterSpace(text, at + 1);
      last = open.at(-1);
    }
    if (last === undefined) return at === text.length ? -1 : at;
    if (text[at] !== ',') return at;
    at = afterSpace(text, at + 1);
    if (last === '[') continue;
    const key = afterKey(text, at);
    if (key.fault) return key.at;
    at = key.at;
  }
}

/** How far a part of the text goes: past it, or to what is wrong in it. */
interface Reach {
  readonly at: number;
  readonly fault: boolean;
}

function closing(bracket: string): string {
  return bracket === '{' ? '}' : ']';
}

function afterSpace(text: string, at: number): number {
  SPACE.lastIndex = at;
  SPACE.test(text);
  return SPACE.lastIndex;
}

/** Past a key, its colon and the spaces around it. */
function afterKey(text: string, at: number): Reach {
  if (text[at] !== '"') return { at, fault: true };
  const key = afterString(text, at);
  if (key.fault) return key;
  const colon = afterSpace(text, key.at);
  if (text[colon] !== ':') return { at: colon, fault: true };
  return { at: afterSpace(text, colon + 1), fault: false };
}

function afterScalar(text: string, at: number): Reach {
  const first = text[at];
  if (first === '"') return afterString(text, at);
  for (const literal of literals) {
    if (first !== literal[0]) continue;
    let same = 1;
    while (same < literal.length && text[at + same] === literal[same]) same++;
    return { at: at + same, fault: same < literal.length };
  }
  NUMBER.lastIndex = at;
  if (NUMBER.test(text)) return { at: NUMBER.lastIndex, fault: false };
  return { at: first === '-' ? at + 1 : at, fault: true };
}

function afterString(text: string, start: number): Reach {
  let at = start + 1;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return { at: at + 1, fault: false };
    if (code < 0x20) return { at, fault: true };
    if (code !== 0x5c) continue;
    at++;
    if (text[at] === 'u') {
      for (let digit = 0; digit < 4; digit++) {
        at++;
        if (!/^[\da-f]$/i.test(text[at] ?? '')) return { at, fault: true };
      }
    } else if (!/^["\\/bfnrt]$/.test(text[at] ?? '')) return { at, fault: true };
  }
  return { at: text.length, fault: true };
}
