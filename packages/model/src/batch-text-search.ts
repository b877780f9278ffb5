// Finds text in the spans of a batch. What repeats is looked at once for each symbol, so that a page of thousands of
// spans costs little more than its distinct values.
import { valueText } from './attribute.ts';
import type { AttributeColumns } from './span-batch.ts';
import { Extra, PLAIN_BIT } from './span-batch-layout.ts';
import type { SpanBatchReader } from './span-view.ts';

const UNKNOWN = 0;
const NO = 1;
const YES = 2;

/** A place where the looked-for text may be cut into the end of a key, `=`, and the beginning of a value. */
interface Cut {
  readonly keyEnd: string;
  readonly valueStart: string;
}

/**
 * Looks for a text in all that a span says: names, ids, status message, warnings, scope, and `key=value` of its attributes, its
 * events' and its resource's. Case makes no difference.
 */
export class BatchTextSearch {
  readonly #reader: SpanBatchReader;
  readonly #text: string;
  readonly #cuts: readonly Cut[];
  /** Whether a symbol has the text. */
  readonly #symbols: Uint8Array;
  readonly #resources: Uint8Array;
  readonly #scopes: Uint8Array;

  /** @param text not empty */
  constructor(reader: SpanBatchReader, text: string) {
    const { batch } = reader;
    this.#reader = reader;
    this.#text = text.toLowerCase();
    this.#cuts = cutsOf(this.#text);
    this.#symbols = new Uint8Array(batch.symbolEnd.length);
    this.#resources = new Uint8Array(batch.resourceService.length);
    this.#scopes = new Uint8Array(batch.scopeName.length);
  }

  /** Whether the span at an index has the text somewhere. */
  matches(index: number): boolean {
    const { batch } = this.#reader;
    return (
      this.#hasSymbol(batch.name[index] as number) ||
      this.#hasResource(batch.resource[index] as number) ||
      this.#hasAttributes(batch.attributes, index) ||
      this.#hasEvents(index) ||
      this.#hasIds(index) ||
      this.#hasExtras(index) ||
      this.#hasScope(batch.scope[index] as number)
    );
  }

  /** Whether an event has the text in its name or its attributes; by its place among the batch's events. */
  matchesEvent(event: number): boolean {
    const { eventName, eventAttributes } = this.#reader.batch;
    return (
      this.#hasSymbol(eventName[event] as number) || this.#hasAttributes(eventAttributes, event)
    );
  }

  #hasIds(index: number): boolean {
    const { spanId, parentSpanId } = this.#reader.span(index);
    return spanId.includes(this.#text) || parentSpanId.includes(this.#text);
  }

  #hasExtras(index: number): boolean {
    if (this.#reader.batch.extra.length === 0) return false;
    return [Extra.statusMessage, Extra.warning].some((field) =>
      this.#reader.extras(field, index).some((one) => this.#hasValue(one)),
    );
  }

  #hasEvents(index: number): boolean {
    const { eventEnd } = this.#reader.batch;
    const first = index === 0 ? 0 : (eventEnd[index - 1] as number);
    for (let i = first; i < (eventEnd[index] as number); i++) {
      if (this.matchesEvent(i)) return true;
    }
    return false;
  }

  #hasResource(index: number): boolean {
    if (this.#resources[index] === UNKNOWN) {
      const has = this.#hasAttributes(this.#reader.batch.resourceAttributes, index);
      this.#resources[index] = has ? YES : NO;
    }
    return this.#resources[index] === YES;
  }

  #hasScope(index: number): boolean {
    if (this.#scopes[index] === UNKNOWN) {
      const { scopeName, scopeVersion, scopeAttributes } = this.#reader.batch;
      const has =
        this.#hasSymbol(scopeName[index] as number) ||
        this.#hasSymbol(scopeVersion[index] as number) ||
        this.#hasAttributes(scopeAttributes, index);
      this.#scopes[index] = has ? YES : NO;
    }
    return this.#scopes[index] === YES;
  }

  #hasAttributes({ end, key, value }: AttributeColumns, owner: number): boolean {
    const last = end[owner] as number;
    for (let i = owner === 0 ? 0 : (end[owner - 1] as number); i < last; i++) {
      if (this.#hasSymbol(key[i] as number) || this.#hasValue(value[i] as number)) return true;
      if (this.#cuts.length > 0 && this.#hasCut(key[i] as number, value[i] as number)) return true;
    }
    return false;
  }

  #hasCut(key: number, value: number): boolean {
    const keyText = this.#reader.text(key).toLowerCase();
    const cuts = this.#cuts.filter(({ keyEnd }) => keyText.endsWith(keyEnd));
    if (cuts.length === 0) return false;
    const text = this.#valueText(value);
    return cuts.some(({ valueStart }) => text.startsWith(valueStart));
  }

  #hasSymbol(symbol: number): boolean {
    if (this.#symbols[symbol] === UNKNOWN) {
      // A symbol may stand for a value of any type; as a text it reads the same.
      const has = this.#valueText(symbol << 1).includes(this.#text);
      this.#symbols[symbol] = has ? YES : NO;
    }
    return this.#symbols[symbol] === YES;
  }

  #hasValue(reference: number): boolean {
    if ((reference & PLAIN_BIT) === 0) return this.#hasSymbol(reference >>> 1);
    return this.#valueText(reference).includes(this.#text);
  }

  #valueText(reference: number): string {
    return valueText(this.#reader.value(reference)).toLowerCase();
  }
}

function cutsOf(text: string): readonly Cut[] {
  const cuts: Cut[] = [];
  for (let at = text.indexOf('='); at >= 0; at = text.indexOf('=', at + 1)) {
    cuts.push({ keyEnd: text.slice(0, at), valueStart: text.slice(at + 1) });
  }
  return cuts;
}
