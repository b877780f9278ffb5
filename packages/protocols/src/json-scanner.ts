// Reads the values of a JSON body in place, for decoders that append to columns. Hot: one scanner serves many bodies. A value of another
// kind than the one that is asked for is gone past, and is a fault that sticks, so that whoever contains it looks once; null is the
// default. A key that stands twice in an object is a fault, too, since readers differ in which of the two they take.
import { isZero, utf8Decode } from '@clew/model';
import type { JsonKeys } from './json-keys.ts';
import { hexDigit, JsonLexer } from './json-lexer.ts';
import { IdState } from './json-reader.ts';
import { MALFORMED } from './protobuf-reader.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const LOWER_F = 0x66;
const LOWER_N = 0x6e;
const LOWER_T = 0x74;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Digits of which every number is exact as a double. */
const EXACT_DIGITS = 15;
const MAX_TEXT_DIGITS = 20;
const powersOfTen: Float64Array = Float64Array.from({ length: 23 }, (_, power) => 10 ** power);

/** What {@link JsonScanner.nextKey} gives when the object has ended. */
export const OBJECT_END = -1;

/** A position in the bytes of a JSON body, and the value that was read last. */
export class JsonScanner extends JsonLexer {
  /** 0, or the first fault since it was last cleared. */
  fault = 0;
  /** The words of the last integer. */
  low = 0;
  high = 0;
  #isNegative = false;
  #thousandths = 0;
  /** Whether nothing has been taken yet of the object or list that was entered last. */
  #isFirst = false;

  override open(bytes: Uint8Array): void {
    super.open(bytes);
    this.fault = 0;
  }

  fail(fault: number): void {
    if (this.fault === 0) this.fault = fault;
  }

  /** Goes past a value of the wrong kind; null is none. */
  #skipWrong(byte: number): void {
    if (byte === LOWER_N) this.readLiteral();
    else {
      this.fail(MALFORMED);
      this.skipValue();
    }
  }

  /** Takes null when that is what comes next. */
  takeNull(): boolean {
    if (this.peek() !== LOWER_N) return false;
    this.readLiteral();
    return true;
  }

  /** Enters an object; false, past the value, for null and, with a fault, for anything else. */
  enterObject(): boolean {
    return this.#enter(OPEN_BRACE);
  }

  /** Enters a list; false, past the value, for null and, with a fault, for anything else. */
  enterList(): boolean {
    return this.#enter(OPEN_BRACKET);
  }

  #enter(bracket: number): boolean {
    const byte = this.peek();
    this.#isFirst = byte === bracket;
    if (this.#isFirst) this.at++;
    else this.#skipWrong(byte);
    return this.#isFirst;
  }

  /** Takes the next key of the object that was entered: its number in `keys`, 0 for an unknown one, or {@link OBJECT_END}. */
  nextKey(keys: JsonKeys): number {
    if (!this.#next(CLOSE_BRACE)) return OBJECT_END;
    if (this.peek() !== QUOTE) this.refuse();
    this.readString();
    this.readColon();
    return keys.find(this.text, this.textStart, this.textEnd);
  }

  /** Goes to the next item of the list that was entered; false when it has ended. */
  nextItem(): boolean {
    return this.#next(CLOSE_BRACKET);
  }

  #next(close: number): boolean {
    const byte = this.peek();
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    if (byte === close) {
      this.at++;
      return false;
    }
    if (isFirst) return true;
    if (byte !== COMMA) this.refuse();
    this.at++;
    return true;
  }

  /** Goes back, or forth again, to a value that was gone past. */
  moveTo(at: number): void {
    this.at = at;
    this.#isFirst = false;
  }

  /** Notes a key's number among those that were seen; it is a fault when it was. */
  once(seen: number, key: number): number {
    const bit = (1 << key) & ~1;
    if ((seen & bit) !== 0) this.fail(MALFORMED);
    return seen | bit;
  }

  /** Checks that nothing comes after the value that the body is. */
  end(): void {
    this.peek();
    if (this.at < this.length) this.refuse();
  }

  /** Reads a string; nothing for null and, with a fault, for anything else. */
  readText(): void {
    const byte = this.peek();
    if (byte === QUOTE) {
      this.readString();
      return;
    }
    this.#skipWrong(byte);
    this.textStart = this.textEnd = 0;
  }

  readBoolean(): boolean {
    const byte = this.peek();
    if (byte !== LOWER_T && byte !== LOWER_F) this.#skipWrong(byte);
    else this.readLiteral();
    return byte === LOWER_T;
  }

  /** Reads a `uint64` or `fixed64`, as a number or a decimal text, into the words. */
  readUint64(): void {
    this.#readInteger();
    if (this.#isNegative && (this.low | this.high) !== 0) this.#failInteger();
  }

  /** Reads an `int64`, as a number or a decimal text, into the words. */
  readInt64(): void {
    this.#readInteger();
    const { low, high } = this;
    if (!this.#isNegative) {
      if (high >>> 31 === 1) this.#failInteger();
      return;
    }
    if (high >>> 0 > 0x8000_0000 || (high >>> 0 === 0x8000_0000 && low !== 0)) {
      this.#failInteger();
      return;
    }
    this.low = -low | 0;
    this.high = low === 0 ? -high | 0 : ~high;
  }

  /** Reads a `uint32` as a number or a decimal text. */
  readUint32(): number {
    this.readUint64();
    if (this.high === 0) return this.low >>> 0;
    this.#failInteger();
    return 0;
  }

  #failInteger(): void {
    this.fail(MALFORMED);
    this.#setMagnitude(0, 0);
  }

  #setMagnitude(low: number, high: number): void {
    this.low = low | 0;
    this.high = high | 0;
  }

  /** Reads a sign and a magnitude of 64 bits; 0 for null and, with a fault, for anything else. */
  #readInteger(): void {
    const byte = this.peek();
    this.#isNegative = false;
    if (byte === QUOTE) {
      this.readString();
      const count = this.textEnd - this.textStart;
      const isSigned = count > 0 && this.text[this.textStart] === MINUS;
      const start = isSigned ? this.textStart + 1 : this.textStart;
      if (this.textEnd - start > MAX_TEXT_DIGITS) this.#failInteger();
      else this.#readDigits(this.text, start, this.textEnd, isSigned);
    } else if (isNumberStart(byte)) {
      this.readNumber();
      if (this.isWhole) this.#readWhole();
      else this.#readRounded();
    } else {
      this.#skipWrong(byte);
      this.#setMagnitude(0, 0);
    }
  }

  /** The number that was read last, which has digits alone. */
  #readWhole(): void {
    const { bytes, numberStart, at } = this;
    const isNegative = bytes[numberStart] === MINUS;
    this.#readDigits(bytes, isNegative ? numberStart + 1 : numberStart, at, isNegative);
  }

  #readDigits(bytes: Uint8Array, start: number, end: number, isNegative: boolean): void {
    // The last nine digits and those before them are exact numbers each, and so are their words below.
    const split = Math.max(start, end - 9);
    let head = 0;
    let tail = 0;
    if (end === start || end - start > MAX_TEXT_DIGITS) {
      this.#failInteger();
      return;
    }
    for (let i = start; i < end; i++) {
      const digit = (bytes[i] as number) - 0x30;
      if (digit < 0 || digit > 9) {
        this.#failInteger();
        return;
      }
      if (i < split) head = head * 10 + digit;
      else tail = tail * 10 + digit;
    }
    this.#isNegative = isNegative;
    const lowest = (head % 0x1_0000) * 1e9 + tail;
    const middle = (Math.floor(head / 0x1_0000) % 0x1_0000) * 1e9 + Math.floor(lowest / 0x1_0000);
    const high = Math.floor(head / 0x1_0000_0000) * 1e9 + Math.floor(middle / 0x1_0000);
    if (high > 0xffff_ffff) this.#failInteger();
    else this.#setMagnitude((middle % 0x1_0000) * 0x1_0000 + (lowest % 0x1_0000), high);
  }

  /** An integer that is written with a fraction or an exponent. */
  #readRounded(): void {
    const value = this.#number();
    if (!Number.isInteger(value) || Math.abs(value) >= 2 ** 64) {
      this.#failInteger();
      return;
    }
    this.#isNegative = value < 0;
    const magnitude = Math.abs(value);
    this.#setMagnitude(magnitude % 2 ** 32, Math.floor(magnitude / 2 ** 32));
  }

  /**
   * Reads microseconds, as a number or a decimal text, into the words as nanoseconds. Below a microsecond a fraction counts.
   * @param fault what it is when they are no number, negative or more than 64 bits of nanoseconds
   * @returns whether there are any
   */
  readMicros(fault: number): boolean {
    const before = this.fault;
    const isThere = this.#readMicros();
    if (this.fault === 0) {
      // A word times 1000 has 42 bits and is exact in a double.
      const lower = (this.low >>> 0) * 1000 + this.#thousandths;
      const upper = (this.high >>> 0) * 1000 + Math.floor(lower / 2 ** 32);
      if (upper >= 2 ** 32) this.#failInteger();
      else this.#setMagnitude(lower, upper);
    }
    this.fault = before !== 0 ? before : this.fault === 0 ? 0 : fault;
    return isThere;
  }

  /**
   * Reads microseconds as they are, without a fraction; 0 for none.
   * @param fault what it is when they are no number, negative or more than a double holds
   */
  readWholeMicros(fault: number): number {
    const before = this.fault;
    this.#readMicros();
    const micros = (this.high >>> 0) * 2 ** 32 + (this.low >>> 0);
    const isRight = this.fault === 0 && micros <= Number.MAX_SAFE_INTEGER;
    this.fault = before !== 0 ? before : isRight ? 0 : fault;
    return isRight ? micros : 0;
  }

  /** Reads microseconds into the words and what is below one into thousandths; a fault is that of these alone. @returns whether there are any */
  #readMicros(): boolean {
    this.fault = 0;
    this.#thousandths = 0;
    const isNumber = isNumberStart(this.peek());
    const isNull = !isNumber && this.takeNull();
    if (isNull) this.#setMagnitude(0, 0);
    else if (!isNumber) this.#readInteger();
    else {
      this.readNumber();
      if (this.isWhole) this.#readWhole();
      else this.#readFraction();
    }
    if (this.#isNegative && (this.low | this.high) !== 0) this.#failInteger();
    return !isNull;
  }

  /** The number that was read last: its whole part into the words, the rest into thousandths. */
  #readFraction(): void {
    const value = this.#number();
    const whole = Math.floor(value);
    this.#isNegative = false;
    if (value < 0 || value >= 2 ** 64) this.#failInteger();
    else this.#setMagnitude(whole % 2 ** 32, Math.floor(whole / 2 ** 32));
    this.#thousandths = Math.floor((value - whole) * 1000);
  }

  /** Reads a double: a number, or a text of one, of NaN or of an infinity. */
  readDouble(): number {
    const byte = this.peek();
    if (isNumberStart(byte)) {
      this.readNumber();
      return this.#number();
    }
    if (byte === QUOTE) {
      const text = this.readPlainText();
      const number = text.trim() === '' ? Number.NaN : Number(text);
      if (!Number.isNaN(number) || text === 'NaN') return number;
      this.fail(MALFORMED);
    } else {
      this.fail(MALFORMED);
      this.skipValue();
    }
    return 0;
  }

  /** What the number that was read last is as a double. */
  #number(): number {
    const { bytes, numberStart, at } = this;
    const isNegative = bytes[numberStart] === MINUS;
    let digits = 0;
    let fraction = -1;
    let mantissa = 0;
    for (let i = isNegative ? numberStart + 1 : numberStart; i < at; i++) {
      const digit = (bytes[i] as number) - 0x30;
      if (digit >= 0 && digit <= 9) {
        mantissa = mantissa * 10 + digit;
        digits++;
        if (fraction >= 0) fraction++;
      } else if (digit === -2) fraction = 0;
      else digits = Number.POSITIVE_INFINITY; // an exponent
    }
    // A quotient of two exact numbers is rounded once, and so correctly.
    if (digits > EXACT_DIGITS) return Number(utf8Decode(bytes, numberStart, at));
    const value = fraction > 0 ? mantissa / (powersOfTen[fraction] as number) : mantissa;
    return isNegative ? -value : value;
  }

  /** Reads an enum's number, given as such or by name; 0 for one that nobody knows. */
  readEnumeration(names: readonly string[]): number {
    const byte = this.peek();
    if (isNumberStart(byte)) {
      this.readNumber();
      const value = this.#number();
      return Number.isInteger(value) && value > 0 && value < names.length ? value : 0;
    }
    if (byte === QUOTE) return Math.max(0, names.indexOf(this.readPlainText()));
    this.#skipWrong(byte);
    return 0;
  }

  /** Reads the string that stands here as a JavaScript one. */
  readPlainText(): string {
    this.readString();
    return this.plainText();
  }

  /** The text that was read last as a JavaScript string. */
  plainText(): string {
    return utf8Decode(this.text, this.textStart, this.textEnd);
  }

  /** Takes other bytes for the text that was read last. */
  setText(text: Uint8Array, start: number, end: number): void {
    this.text = text;
    this.textStart = start;
    this.textEnd = end;
  }

  /**
   * Reads an id in hex into `target[0, length)`; it may have fewer digits, and zeros go before it then.
   * @param fewest how many digits it has at least
   */
  readId(target: Uint8Array, length: number, fewest: number = length * 2): IdState {
    const byte = this.peek();
    if (byte !== QUOTE) {
      if (this.takeNull()) return IdState.absent;
      this.skipValue();
      return IdState.wrong;
    }
    this.readString();
    const { text, textStart, textEnd } = this;
    const digits = textEnd - textStart;
    if (digits === 0) return IdState.absent;
    if (digits < fewest || digits > length * 2) return IdState.wrong;
    let nibble = length * 2 - digits;
    if (nibble > 0) target.fill(0, 0, (nibble + 1) >> 1);
    for (let i = textStart; i < textEnd; i++, nibble++) {
      const digit = hexDigit(text[i] as number);
      if (digit < 0) return IdState.wrong;
      const index = nibble >> 1;
      if ((nibble & 1) === 0) target[index] = digit << 4;
      else target[index] = (target[index] as number) | digit;
    }
    return isZero(target, 0, length) ? IdState.zero : IdState.valid;
  }
}

/** Whether a number begins with a byte. */
export function isNumberStart(byte: number): boolean {
  return byte === MINUS || (byte >= 0x30 && byte <= 0x39);
}
