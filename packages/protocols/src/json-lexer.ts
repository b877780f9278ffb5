// The words of JSON, found in the bytes of a body. Hot: nothing is made of them but ranges of bytes. It takes what JSON.parse takes and
// refuses what that refuses (RFC 8259), but for bytes that are no UTF-8, which are left as they are. What is no JSON throws, since nothing
// after it means anything.
import { DecodeError } from './decode-result.ts';

const NOTHING: Uint8Array = new Uint8Array(0);
const FIRST_SCRATCH = 4096;
/** A scratch, or a stack, that one odd body made larger than this is not kept. */
const MAX_KEPT_BYTES = 1 << 20;

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const LOWER_E = 0x65;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

const literals: readonly Uint8Array[] = ['true', 'false', 'null'].map((word) =>
  Uint8Array.from(word, (letter) => letter.charCodeAt(0)),
);

/** 1 for a byte that a string can't just go on with: its end, an escape, or a control character. */
const special: Uint8Array = new Uint8Array(256).fill(1, 0, 0x20);
special[QUOTE] = special[BACKSLASH] = 1;

/** What single letters after a backslash stand for, by their code. */
const escapes: Uint8Array = new Uint8Array(128);
for (const [letter, code] of Object.entries({
  ...{ '"': 0x22, '\\': 0x5c, '/': 0x2f },
  ...{ b: 0x08, f: 0x0c, n: 0x0a, r: 0x0d, t: 0x09 },
})) {
  escapes[letter.charCodeAt(0)] = code;
}

/** A position in the bytes of a JSON text. */
export class JsonLexer {
  bytes: Uint8Array = NOTHING;
  /** How many bytes there are. */
  length = 0;
  at = 0;
  /** UTF-8 of the string that was read last: `text[textStart, textEnd)`, which is the text itself or a scratch. */
  text: Uint8Array = NOTHING;
  textStart = 0;
  textEnd = 0;
  /** Where the number that was read last starts, and whether it has digits alone after its sign. */
  numberStart = 0;
  isWhole = false;
  #scratch: Uint8Array = new Uint8Array(FIRST_SCRATCH);
  /** The closing brackets of what {@link skipValue} is inside of. */
  #closing: Uint8Array = new Uint8Array(FIRST_SCRATCH);

  /** Starts at the first of these bytes, past a byte order mark; they must not change meanwhile. */
  open(bytes: Uint8Array): void {
    // Node's Buffer is another hidden class: a plain view keeps whoever reads the bytes monomorphic.
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    this.length = bytes.length;
    this.at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
    this.text = this.bytes;
    this.textStart = this.textEnd = 0;
  }

  /** Lets go of the bytes. */
  close(): void {
    this.open(NOTHING);
    if (this.#scratch.length > MAX_KEPT_BYTES) this.#scratch = new Uint8Array(FIRST_SCRATCH);
    if (this.#closing.length > MAX_KEPT_BYTES) this.#closing = new Uint8Array(FIRST_SCRATCH);
  }

  /** @throws {DecodeError} always: what stands here is no JSON */
  refuse(): never {
    const where = this.at < this.length ? `at byte ${this.at}` : 'it ends too early';
    throw new DecodeError(`the body is no JSON: ${where}`);
  }

  /** The next byte that is no white space, which is not taken; 0 at the end. */
  peek(): number {
    const { bytes, length } = this;
    let { at } = this;
    while (at < length) {
      const byte = bytes[at] as number;
      if (byte > 0x20) {
        this.at = at;
        return byte;
      }
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
      at++;
    }
    this.at = at;
    if (at < length) this.refuse();
    return 0;
  }

  /** Takes a string that stands here, and what `text` is from then on. */
  readString(): void {
    const { bytes, length } = this;
    const start = this.at + 1;
    let at = start;
    while (at < length && special[bytes[at] as number] === 0) at++;
    const byte = at < length ? bytes[at] : 0;
    if (byte === QUOTE) {
      this.text = bytes;
      this.textStart = start;
      this.textEnd = at;
      this.at = at + 1;
    } else if (byte === BACKSLASH) this.#readEscaped(start, at);
    else {
      this.at = at;
      this.refuse();
    }
  }

  /** The same for a string whose first backslash stands at `from`. */
  #readEscaped(start: number, from: number): void {
    const { bytes, length } = this;
    let at = from;
    while (at < length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
    // No escape is shorter than what it stands for.
    if (at - start > this.#scratch.length) this.#scratch = new Uint8Array(at - start);
    const scratch = this.#scratch;
    let written = 0;
    for (let i = start; i < from; i++) scratch[written++] = bytes[i] as number;
    at = from;
    while (at < length) {
      const byte = bytes[at] as number;
      if (byte === QUOTE) {
        this.text = scratch;
        this.textStart = 0;
        this.textEnd = written;
        this.at = at + 1;
        return;
      }
      if (byte < 0x20) break;
      if (byte !== BACKSLASH) {
        scratch[written++] = byte;
        at++;
        continue;
      }
      this.at = at;
      const code = this.#escape();
      at = this.at;
      if (code < 0x80) scratch[written++] = code;
      else if (code < 0x800) {
        scratch[written++] = 0xc0 | (code >> 6);
        scratch[written++] = 0x80 | (code & 0x3f);
      } else if (code < 0x1_0000) {
        scratch[written++] = 0xe0 | (code >> 12);
        scratch[written++] = 0x80 | ((code >> 6) & 0x3f);
        scratch[written++] = 0x80 | (code & 0x3f);
      } else {
        scratch[written++] = 0xf0 | (code >> 18);
        scratch[written++] = 0x80 | ((code >> 12) & 0x3f);
        scratch[written++] = 0x80 | ((code >> 6) & 0x3f);
        scratch[written++] = 0x80 | (code & 0x3f);
      }
    }
    this.at = at;
    this.refuse();
  }

  /** Takes an escape that stands here and gives its code point; of half a pair, U+FFFD. */
  #escape(): number {
    const letter = this.at + 1 < this.length ? (this.bytes[this.at + 1] as number) : 0;
    if (letter !== 0x75) {
      const code = letter < 0x80 ? (escapes[letter] as number) : 0;
      if (code === 0) this.refuse();
      this.at += 2;
      return code;
    }
    const unit = this.#unit(this.at);
    this.at += 6;
    if (unit < 0xd800 || unit > 0xdfff) return unit;
    if (unit > 0xdbff || !this.#isUnitAhead()) return 0xfffd;
    const low = this.#unit(this.at);
    if (low < 0xdc00 || low > 0xdfff) return 0xfffd;
    this.at += 6;
    return 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
  }

  #isUnitAhead(): boolean {
    const { bytes, at } = this;
    return at + 1 < this.length && bytes[at] === BACKSLASH && bytes[at + 1] === 0x75;
  }

  /** The UTF-16 unit of the four hex digits of an escape at `at`. */
  #unit(at: number): number {
    if (at + 6 > this.length) this.refuse();
    let unit = 0;
    for (let i = at + 2; i < at + 6; i++) {
      const digit = hexDigit(this.bytes[i] as number);
      if (digit < 0) this.refuse();
      unit = unit * 16 + digit;
    }
    return unit;
  }

  /** Takes a number that stands here: `bytes[numberStart, at)`. */
  readNumber(): void {
    const { bytes } = this;
    this.numberStart = this.at;
    this.isWhole = true;
    if (bytes[this.at] === MINUS) this.at++;
    const first = this.at;
    const digits = this.#digits();
    if (digits > 1 && bytes[first] === 0x30) {
      this.at = first + 1;
      this.refuse();
    }
    if (this.at < this.length && bytes[this.at] === POINT) {
      this.isWhole = false;
      this.at++;
      this.#digits();
    }
    if (this.at < this.length && ((bytes[this.at] as number) | 0x20) === LOWER_E) {
      this.isWhole = false;
      this.at++;
      const sign = this.at < this.length ? bytes[this.at] : 0;
      if (sign === MINUS || sign === 0x2b) this.at++;
      this.#digits();
    }
  }

  /** Takes digits, one at least, and gives how many. */
  #digits(): number {
    const { bytes, length } = this;
    const start = this.at;
    let at = start;
    while (at < length) {
      const byte = bytes[at] as number;
      if (byte < 0x30 || byte > 0x39) break;
      at++;
    }
    this.at = at;
    if (at === start) this.refuse();
    return at - start;
  }

  /** Takes `true`, `false` or `null`, of which the first letter stands here. */
  readLiteral(): void {
    const first = this.bytes[this.at];
    const word = literals.find((literal) => literal[0] === first);
    if (word === undefined) this.refuse();
    for (let i = 0; i < word.length; i++) {
      if (this.bytes[this.at + i] !== word[i]) this.refuse();
    }
    this.at += word.length;
  }

  /** Takes a colon. */
  readColon(): void {
    if (this.peek() !== COLON) this.refuse();
    this.at++;
  }

  /** Goes past a value of any kind, however deep it nests. */
  skipValue(): void {
    let depth = 0;
    for (;;) {
      const byte = this.peek();
      if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        this.at++;
        const close = byte + 2;
        if (this.peek() === close) this.at++;
        else {
          if (depth === this.#closing.length) this.#growClosing();
          this.#closing[depth++] = close;
          if (close === CLOSE_BRACE) this.#skipKey();
          continue;
        }
      } else this.#skipScalar(byte);
      // After a value: on to the next one, or out of what it was in.
      for (;;) {
        if (depth === 0) return;
        const close = this.#closing[depth - 1] as number;
        const next = this.peek();
        if (next === COMMA) {
          this.at++;
          if (close === CLOSE_BRACE) this.#skipKey();
          break;
        }
        if (next !== close) this.refuse();
        this.at++;
        depth--;
      }
    }
  }

  #skipKey(): void {
    if (this.peek() !== QUOTE) this.refuse();
    this.readString();
    this.readColon();
  }

  #skipScalar(byte: number): void {
    if (byte === QUOTE) this.readString();
    else if (byte === MINUS || (byte >= 0x30 && byte <= 0x39)) this.readNumber();
    else if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) this.refuse();
    else this.readLiteral();
  }

  #growClosing(): void {
    const grown = new Uint8Array(this.#closing.length * 2);
    grown.set(this.#closing);
    this.#closing = grown;
  }
}

/** The value of a hex digit's code, or −1. */
export function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
