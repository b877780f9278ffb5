// IP addresses as the texts that Zipkin makes of them. Hot: no text is made, only its bytes.
// https://www.rfc-editor.org/rfc/rfc5952

const DIGITS: Uint8Array = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
const DOT = 0x2e;
const COLON = 0x3a;
const LONGEST = 45;

/** The text of one address: `bytes[0, length)`; a length of 0 is no address. */
export class IpText {
  readonly bytes: Uint8Array = new Uint8Array(LONGEST);
  length = 0;

  /** Writes the dotted form of four bytes. */
  writeV4(source: Uint8Array, at: number): void {
    this.length = 0;
    for (let i = 0; i < 4; i++) {
      if (i > 0) this.bytes[this.length++] = DOT;
      this.#decimal(source[at + i] as number);
    }
  }

  /** Writes eight groups in hex, of which the longest run of zeros is left out. */
  writeV6(source: Uint8Array, at: number): void {
    this.length = 0;
    let run = 0;
    let longest = 0;
    let longestAt = -1;
    for (let i = 0; i < 8; i++) {
      run = group(source, at, i) === 0 ? run + 1 : 0;
      if (run > longest) {
        longest = run;
        longestAt = i - run + 1;
      }
    }
    for (let i = 0; i < 8; i++) {
      if (i === longestAt) {
        this.bytes[this.length++] = COLON;
        i += longest - 1;
        if (i === 7) this.bytes[this.length++] = COLON;
        continue;
      }
      if (i > 0) this.bytes[this.length++] = COLON;
      this.#hex(group(source, at, i));
    }
  }

  equals({ bytes, length }: IpText): boolean {
    if (length !== this.length) return false;
    for (let i = 0; i < length; i++) if (bytes[i] !== this.bytes[i]) return false;
    return true;
  }

  copy({ bytes, length }: IpText): void {
    for (let i = 0; i < length; i++) this.bytes[i] = bytes[i] as number;
    this.length = length;
  }

  #decimal(byte: number): void {
    if (byte >= 100) this.bytes[this.length++] = 0x30 + Math.trunc(byte / 100);
    if (byte >= 10) this.bytes[this.length++] = 0x30 + (Math.trunc(byte / 10) % 10);
    this.bytes[this.length++] = 0x30 + (byte % 10);
  }

  #hex(word: number): void {
    if (word >= 0x1000) this.bytes[this.length++] = DIGITS[word >>> 12] as number;
    if (word >= 0x100) this.bytes[this.length++] = DIGITS[(word >>> 8) & 15] as number;
    if (word >= 0x10) this.bytes[this.length++] = DIGITS[(word >>> 4) & 15] as number;
    this.bytes[this.length++] = DIGITS[word & 15] as number;
  }
}

function group(source: Uint8Array, at: number, index: number): number {
  return ((source[at + index * 2] as number) << 8) | (source[at + index * 2 + 1] as number);
}

/** Whether 16 bytes are an IPv4 address in the form `::1.2.3.4`, which `::` and `::1` are not. */
export function isEmbeddedV4(source: Uint8Array, at: number): boolean {
  for (let i = 0; i < 12; i++) if (source[at + i] !== 0) return false;
  const isShort = source[at + 12] === 0 && source[at + 13] === 0 && source[at + 14] === 0;
  return !isShort || (source[at + 15] as number) > 1;
}

/**
 * The bytes of an address given as text: 4, or 16 of an IPv6 address.
 * @returns undefined where it is no address
 */
export function parseIp(text: string): Uint8Array | undefined {
  if (!text.includes(':')) return parseV4(text);
  const [before = '', after, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const first = groupsOf(before);
  const last = after === undefined ? [] : groupsOf(after);
  if (first === undefined || last === undefined) return undefined;
  const missing = 16 - first.length - last.length;
  if (after === undefined ? missing !== 0 : missing < 2) return undefined;
  const bytes = Uint8Array.from([...first, ...new Array<number>(missing).fill(0), ...last]);
  const isMapped = bytes.subarray(0, 10).every((byte) => byte === 0) && text.includes('.');
  return isMapped ? bytes.slice(12) : bytes;
}

function parseV4(text: string): Uint8Array | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  if (!parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  return Uint8Array.from(parts, Number);
}

/** The bytes of groups in hex, of which the last may be an IPv4 address. */
function groupsOf(text: string): readonly number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const v4 = index === parts.length - 1 && part.includes('.') ? parseV4(part) : undefined;
    if (v4 !== undefined) bytes.push(...v4);
    else if (/^[0-9a-f]{1,4}$/i.test(part)) {
      const word = Number.parseInt(part, 16);
      bytes.push(word >>> 8, word & 0xff);
    } else return undefined;
  }
  return bytes;
}
