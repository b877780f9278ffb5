// Reads an endpoint of either version of Zipkin's JSON. Hot: no object for an endpoint, and no text for an address that is usual.
import { JsonKeys } from '../json-keys.ts';
import { isNumberStart, type JsonScanner, OBJECT_END } from '../json-scanner.ts';
import { isEmbeddedV4, parseIp } from './ip-text.ts';
import type { KeptTexts } from './kept-texts.ts';

const SERVICE_NAME = 1;
const IPV4 = 2;
const IPV6 = 3;
const PORT = 4;
const keys: JsonKeys = new JsonKeys('serviceName', 'ipv4', 'ipv6', 'port');

const NOTHING: Uint8Array = new Uint8Array(0);
const QUOTE = 0x22;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;

/** The endpoint that was read last. */
export class JsonEndpoint {
  readonly #scanner: JsonScanner;
  readonly #texts: KeptTexts;
  /** The name: `service[serviceStart, serviceEnd)`, of the body or of the texts that are kept. */
  service: Uint8Array = NOTHING;
  serviceStart = 0;
  serviceEnd = 0;
  readonly ipv4: Uint8Array = new Uint8Array(4);
  readonly ipv6: Uint8Array = new Uint8Array(16);
  hasIpv4 = false;
  hasIpv6 = false;
  /** 0: none. */
  port = 0;
  readonly #parsed: Uint8Array = new Uint8Array(4);

  /** @param texts takes a name that stands in the body with escapes */
  constructor(scanner: JsonScanner, texts: KeptTexts) {
    this.#scanner = scanner;
    this.#texts = texts;
  }

  /** Whether the name can be found in the body once other texts are kept. */
  get isInBody(): boolean {
    return this.service === this.#scanner.bytes;
  }

  /** Reads the endpoint that comes next; of its fields, those of another kind than they should be are none. */
  read(): void {
    const scanner = this.#scanner;
    this.service = scanner.bytes;
    this.serviceStart = this.serviceEnd = this.port = 0;
    this.hasIpv4 = this.hasIpv6 = false;
    if (!scanner.enterObject()) return;
    let seen = 0;
    for (;;) {
      const key = scanner.nextKey(keys);
      if (key === OBJECT_END) return;
      seen = scanner.once(seen, key);
      const byte = scanner.peek();
      if (key === PORT && isNumberStart(byte)) this.#readPort();
      else if (byte !== QUOTE || key === 0 || key === PORT) scanner.skipValue();
      else if (key === SERVICE_NAME) this.#readService();
      else if (key === IPV4 || key === IPV6) this.#readAddress();
    }
  }

  /** Lets go of the body. */
  release(): void {
    this.service = NOTHING;
  }

  #readPort(): void {
    const port = this.#scanner.readDouble();
    this.port = Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0;
  }

  #readService(): void {
    const scanner = this.#scanner;
    scanner.readString();
    this.serviceStart = scanner.textStart;
    this.serviceEnd = scanner.textEnd;
    if (scanner.text === scanner.bytes) return;
    this.serviceStart = this.#texts.keep(scanner);
    this.serviceEnd = this.#texts.length;
    this.service = this.#texts.bytes;
  }

  #readAddress(): void {
    const scanner = this.#scanner;
    scanner.readString();
    if (readV4(scanner.text, scanner.textStart, scanner.textEnd, this.#parsed)) {
      this.#setIpv4(this.#parsed);
      return;
    }
    const address = parseIp(scanner.plainText());
    if (address === undefined) return;
    if (address.length === 4) this.#setIpv4(address);
    else if (isEmbeddedV4(address, 0)) this.#setIpv4(address.subarray(12));
    else {
      this.hasIpv6 = true;
      this.ipv6.set(address);
    }
  }

  #setIpv4(address: Uint8Array): void {
    this.hasIpv4 = true;
    for (let i = 0; i < 4; i++) this.ipv4[i] = address[i] as number;
  }
}

/** Writes the four bytes of an address with dots; false when it is none. */
function readV4(text: Uint8Array, start: number, end: number, target: Uint8Array): boolean {
  let part = 0;
  let value = 0;
  let digits = 0;
  for (let i = start; i <= end; i++) {
    const byte = i < end ? (text[i] as number) : DOT;
    if (byte === DOT) {
      if (digits === 0 || value > 255 || part === 4) return false;
      target[part++] = value;
      value = digits = 0;
    } else if (byte < ZERO || byte > NINE || ++digits > 3) return false;
    else value = value * 10 + byte - ZERO;
  }
  return part === 4;
}
