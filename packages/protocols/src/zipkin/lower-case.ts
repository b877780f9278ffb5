// Zipkin's names are labels in lower case, whatever a client writes. Hot: names that are in lower case already, and
// scripts without case, are left where they are.
import { utf8Decode, utf8Encode } from '@clew/model';

const FIRST_SCRATCH = 256;
const NOTHING: Uint8Array = new Uint8Array(0);

/** Where the last name stands in lower case: `bytes[start, end)`, good until the next one. */
export class LowerCase {
  bytes: Uint8Array = NOTHING;
  start = 0;
  end = 0;
  #scratch: Uint8Array = new Uint8Array(FIRST_SCRATCH);

  /** Puts UTF-8 `source[start, end)` into lower case. */
  read(source: Uint8Array, start: number, end: number): void {
    this.bytes = source;
    this.start = start;
    this.end = end;
    let hasUpperCase = false;
    for (let i = start; i < end; i++) {
      const byte = source[i] as number;
      if (byte >= 0x41 && byte <= 0x5a) hasUpperCase = true;
      else if (byte >= 0xc0 && !isCaseless(byte)) {
        this.#readText(utf8Decode(source, start, end));
        return;
      }
    }
    if (hasUpperCase) this.#copy(source, start, end);
  }

  #copy(source: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (length > this.#scratch.length) this.#scratch = new Uint8Array(length * 2);
    const scratch = this.#scratch;
    for (let i = 0; i < length; i++) {
      const byte = source[start + i] as number;
      scratch[i] = byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
    }
    this.bytes = scratch;
    this.start = 0;
    this.end = length;
  }

  #readText(text: string): void {
    this.bytes = utf8Encode(text.toLowerCase());
    this.start = 0;
    this.end = this.bytes.length;
  }
}

/** Whether no character that begins with this byte has a case: U+3000 to U+9FFF, U+B000 to U+EFFF. */
function isCaseless(lead: number): boolean {
  return lead >= 0xe3 && lead <= 0xee && lead !== 0xea;
}
