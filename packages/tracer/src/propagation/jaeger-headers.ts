// What Jaeger's headers carry besides ids; jaeger-client reads and writes it together with B3 headers, too.
import type { SpanContext } from '../span-context.ts';
import { MAX_BAGGAGE_BYTES, MAX_BAGGAGE_ITEMS } from './baggage-collector.ts';
import {
  equalsIgnoringCase,
  MAX_CONTEXT_LENGTH,
  ownText,
  startsWithIgnoringCase,
} from './carrier-reader.ts';
import type { TextCodecOptions } from './codec-options.ts';
import type { ContextParts } from './context-parts.ts';
import { percentDecode, percentEncode } from './percent-encoding.ts';
import type { Carrier } from './propagator.ts';

const DEBUG_ID_HEADER = 'jaeger-debug-id';
const BAGGAGE_HEADER = 'jaeger-baggage';
const BAGGAGE_PREFIX = 'uberctx-';
/** A byte takes three characters when it is encoded. */
const ENCODED_LENGTH = 3;

/** What the name of a header may hold as it is; RFC 9110, "token", but for '%'. */
const TOKEN = /^[\w!#$&'*+.^`|~-]+$/;

/** Reads and writes `uberctx-*`, `jaeger-baggage` and `jaeger-debug-id`. */
export class JaegerHeaders {
  readonly #urlEncoding: boolean;
  readonly #baggagePrefix: string;

  constructor(options: Pick<TextCodecOptions, 'urlEncoding' | 'baggagePrefix'>) {
    this.#urlEncoding = options.urlEncoding === true;
    this.#baggagePrefix = (options.baggagePrefix || BAGGAGE_PREFIX).toLowerCase();
  }

  /** Puts the baggage into a carrier, and the debug id if no trace has it yet. */
  inject(context: SpanContext, carrier: Carrier): void {
    const { baggage } = context;
    for (const key in baggage) {
      const value = baggage[key] as string;
      if (this.#urlEncoding) carrier[this.#baggagePrefix + headerKey(key)] = percentEncode(value);
      else carrier[this.#baggagePrefix + key] = value;
    }
    if (context.isDebugIDContainerOnly()) {
      const { debugId } = context;
      carrier[DEBUG_ID_HEADER] = this.#urlEncoding ? percentEncode(debugId) : debugId;
    }
  }

  /** Takes what a key of the carrier holds, if it is one of these headers. */
  extract(carrier: Carrier, key: string, parts: ContextParts): void {
    if (equalsIgnoringCase(key, DEBUG_ID_HEADER)) {
      const text = ownText(carrier, key);
      if (text !== undefined) parts.debugId = this.decode(text, MAX_CONTEXT_LENGTH) ?? '';
    } else if (equalsIgnoringCase(key, BAGGAGE_HEADER)) {
      const text = ownText(carrier, key);
      const list = text === undefined ? undefined : this.decode(text, MAX_BAGGAGE_BYTES);
      if (list !== undefined) addPairs(list, parts);
    } else if (startsWithIgnoringCase(key, this.#baggagePrefix)) {
      const text = ownText(carrier, key);
      const value = text === undefined ? undefined : this.#decodeItem(text);
      if (value === undefined) return;
      const baggageKey = key.slice(this.#baggagePrefix.length);
      parts.baggage.add(this.#urlEncoding ? percentDecode(baggageKey) : baggageKey, value);
    }
  }

  /** jaeger-client-go writes a blank as '+', and nobody writes a plus as it is. */
  #decodeItem(text: string): string | undefined {
    const isForm = this.#urlEncoding && text.includes('+');
    return this.decode(isForm ? text.replaceAll('+', ' ') : text, MAX_BAGGAGE_BYTES);
  }

  /** A value without its percent-encoding; undefined if it is longer than it may be. */
  decode(text: string, maxLength: number): string | undefined {
    if (text.length > (this.#urlEncoding ? maxLength * ENCODED_LENGTH : maxLength))
      return undefined;
    const decoded = this.#urlEncoding ? percentDecode(text) : text;
    return decoded.length > maxLength ? undefined : decoded;
  }
}

/** Node refuses to send a header whose name is no token, which must not become the application's problem. */
function headerKey(key: string): string {
  if (TOKEN.test(key)) return key;
  return percentEncode(key).replaceAll('(', '%28').replaceAll(')', '%29');
}

function addPairs(list: string, parts: ContextParts): void {
  let start = 0;
  for (let members = 0; start < list.length && members < MAX_BAGGAGE_ITEMS; members++) {
    const comma = list.indexOf(',', start);
    const end = comma < 0 ? list.length : comma;
    const pair = list.slice(start, end).trim();
    const equals = pair.indexOf('=');
    // jaeger-client leaves out what has more than one, too.
    if (equals >= 0 && !pair.includes('=', equals + 1)) {
      parts.baggage.add(pair.slice(0, equals), pair.slice(equals + 1));
    }
    start = end + 1;
  }
}
