// A trace without its attributes: what a timeline draws. Columns are copied whole, so that a skeleton of a
// million spans costs milliseconds; only the table of symbols is made anew, with what is still named.
import { ValueType } from './attribute.ts';
import { encodeSections, type SectionSource } from './encode-sections.ts';
import { REF_TYPE_KEY } from './parent.ts';
import { SpanBatch } from './span-batch.ts';
import { Extra, PLAIN_BIT, Section } from './span-batch-layout.ts';
import { ROWS_A_STEP, rowSteps, type Steps } from './steps.ts';

/** The attribute of a span that says what SkyWalking's agents call its trace, where that is not the id in hex. */
export const TRACE_ID_TEXT_KEY = 'sw8.trace_id';

/**
 * The skeleton of a batch that holds one trace: the same spans in the same order with their ids, parents, times, names,
 * kinds, statuses, resources, the times and names of their events, and their references, which keep only
 * what they are (`opentracing.ref_type`). Trace ids, which are all the same, read as zeros; a span's
 * attributes, flags, status message and trace state as if it had none; of its warnings there
 * is only how many. All share a scope that is empty but for {@link TRACE_ID_TEXT_KEY}, of the first span that has one.
 */
export function* skeletonOf(batch: SpanBatch): Steps<SpanBatch> {
  const values = new ValueSubset(batch);
  const links = yield* referenceTypes(batch, values);
  const traceIdText = traceIdTextOf(batch, values);
  const resourceKey = yield* values.symbols(batch.resourceAttributes.key);
  const resourceValue = batch.resourceAttributes.value.map((one) => values.reference(one));
  const sections: readonly (readonly [Section, Uint8Array | Uint32Array])[] = [
    [Section.spanId, batch.spanId],
    [Section.parentSpanId, batch.parentSpanId],
    [Section.start, batch.start],
    [Section.duration, batch.duration],
    [Section.name, yield* values.symbols(batch.name)],
    [Section.resource, batch.resource],
    [Section.kind, batch.kind],
    [Section.status, batch.status],
    [Section.eventEnd, batch.eventName.length === 0 ? NONE : batch.eventEnd],
    [Section.eventTime, batch.eventTime],
    [Section.eventName, yield* values.symbols(batch.eventName)],
    [Section.linkEnd, batch.linkTraceId.length === 0 ? NONE : batch.linkEnd],
    [Section.linkTraceId, batch.linkTraceId],
    [Section.linkSpanId, batch.linkSpanId],
    [Section.linkAttributeEnd, links.end],
    [Section.linkAttributeKey, links.key],
    [Section.linkAttributeValue, links.value],
    // The one scope, which is that of every span.
    [Section.scopeName, NOTHING],
    [Section.scopeVersion, NOTHING],
    [Section.scopeSchemaUrl, NOTHING],
    [Section.scopeDropped, NOTHING],
    [Section.scopeAttributeEnd, Uint32Array.of(traceIdText.key.length)],
    [Section.scopeAttributeKey, traceIdText.key],
    [Section.scopeAttributeValue, traceIdText.value],
    [Section.resourceService, yield* values.symbols(batch.resourceService)],
    [Section.resourceSchemaUrl, yield* values.symbols(batch.resourceSchemaUrl)],
    [Section.resourceDropped, batch.resourceDropped],
    [Section.resourceAttributeEnd, batch.resourceAttributes.end],
    [Section.resourceAttributeKey, resourceKey],
    [Section.resourceAttributeValue, resourceValue],
    [Section.extra, yield* warningsOf(batch)],
    ...(yield* values.sections()),
  ];
  const sources = sections.map(([section, array]): SectionSource => [section, array, array.length]);
  return new SpanBatch(
    yield* encodeSections(batch.spanCount, sources, (size) => new Uint8Array(size)),
  );
}

const NONE: Uint32Array = new Uint32Array(0);
const NOTHING: Uint32Array = new Uint32Array(1);

/** The rows that say of a span that it has a warning, with no text in them. */
function* warningsOf({ extra }: SpanBatch): Steps<Uint32Array> {
  const kept: number[] = [];
  yield* rowSteps(extra.length / 3, (from, to) => {
    for (let i = from * 3; i < to * 3; i += 3) {
      if (extra[i] === Extra.warning) kept.push(Extra.warning, extra[i + 1] as number, 0);
    }
  });
  return Uint32Array.from(kept);
}

/** The first attribute of a span with the text that names the trace. Where there is one the first span has it, as a rule. */
function traceIdTextOf({ attributes }: SpanBatch, values: ValueSubset) {
  const symbol = values.symbolOf(TRACE_ID_TEXT_KEY);
  const at = symbol < 0 ? -1 : attributes.key.indexOf(symbol);
  if (at < 0) return { key: NONE, value: NONE };
  return {
    key: Uint32Array.of(values.symbol(symbol)),
    value: Uint32Array.of(values.reference(attributes.value[at] as number)),
  };
}

/** Of the attributes of links those that say which of OpenTracing's references a link is. */
function* referenceTypes({ linkAttributes, linkTraceId }: SpanBatch, values: ValueSubset) {
  const end = new Uint32Array(linkTraceId.length >>> 4);
  const key: number[] = [];
  const value: number[] = [];
  let at = 0;
  for (let link = 0; link < end.length; link++) {
    for (const last = linkAttributes.end[link] as number; at < last; at++) {
      const symbol = linkAttributes.key[at] as number;
      if (!values.isText(symbol, REF_TYPE_KEY)) continue;
      key.push(values.symbol(symbol));
      value.push(values.reference(linkAttributes.value[at] as number));
    }
    end[link] = key.length;
    if (link % ROWS_A_STEP === 0) yield;
  }
  return { end, key: Uint32Array.from(key), value: Uint32Array.from(value) };
}

/** The values of a batch that a part of it still names, with numbers of their own. */
class ValueSubset {
  readonly #symbols: ValueTable;
  readonly #plain: ValueTable;

  constructor({ symbolBytes, symbolEnd, plainBytes, plainEnd }: SpanBatch) {
    this.#symbols = new ValueTable(symbolBytes, symbolEnd);
    this.#plain = new ValueTable(plainBytes, plainEnd);
    // Zero stands for the empty text whatever else is named.
    if (symbolEnd.length > 0) this.#symbols.take(0);
  }

  symbol(symbol: number): number {
    return this.#symbols.take(symbol);
  }

  *symbols(column: Uint32Array): Steps<Uint32Array> {
    const taken = new Uint32Array(column.length);
    yield* rowSteps(column.length, (from, to) => {
      for (let i = from; i < to; i++) taken[i] = this.#symbols.take(column[i] as number);
    });
    return taken;
  }

  reference(reference: number): number {
    const isPlain = (reference & PLAIN_BIT) !== 0;
    const taken = (isPlain ? this.#plain : this.#symbols).take(reference >>> 1);
    return (taken << 1) | (isPlain ? PLAIN_BIT : 0);
  }

  /** The symbol that is an ASCII text, or −1. */
  symbolOf(text: string): number {
    return this.#symbols.indexOf(text);
  }

  /** Whether a symbol is an ASCII text. */
  isText(symbol: number, text: string): boolean {
    return this.#symbols.isText(symbol, text);
  }

  *sections(): Steps<readonly (readonly [Section, Uint8Array | Uint32Array])[]> {
    const symbols = yield* this.#symbols.finish();
    const plain = yield* this.#plain.finish();
    return [
      [Section.symbolEnd, symbols.end],
      [Section.symbolBytes, symbols.bytes],
      [Section.plainEnd, plain.end],
      [Section.plainBytes, plain.bytes],
    ];
  }
}

/** Runs of bytes, some of which are taken. */
class ValueTable {
  readonly #bytes: Uint8Array;
  readonly #end: Uint32Array;
  /** One more than the new number of each run; 0 for what is not taken. */
  readonly #number: Uint32Array;
  readonly #taken: number[] = [];
  #size = 0;

  constructor(bytes: Uint8Array, end: Uint32Array) {
    this.#bytes = bytes;
    this.#end = end;
    this.#number = new Uint32Array(end.length);
  }

  take(index: number): number {
    const known = this.#number[index] as number;
    if (known !== 0) return known - 1;
    this.#taken.push(index);
    this.#number[index] = this.#taken.length;
    this.#size += (this.#end[index] as number) - this.#start(index);
    return this.#taken.length - 1;
  }

  indexOf(text: string): number {
    for (let index = 0; index < this.#end.length; index++) {
      if (!this.isText(index, text)) continue;
      if (this.#bytes[this.#start(index)] === ValueType.string) return index;
    }
    return -1;
  }

  isText(index: number, text: string): boolean {
    const start = this.#start(index) + 1;
    if ((this.#end[index] as number) - start !== text.length) return false;
    for (let i = 0; i < text.length; i++) {
      if (this.#bytes[start + i] !== text.charCodeAt(i)) return false;
    }
    return true;
  }

  *finish(): Steps<{ readonly end: Uint32Array; readonly bytes: Uint8Array }> {
    const end = new Uint32Array(this.#taken.length);
    const bytes = new Uint8Array(this.#size);
    let at = 0;
    for (let number = 0; number < end.length; number++) {
      const index = this.#taken[number] as number;
      const last = this.#end[index] as number;
      for (let i = this.#start(index); i < last; i++) bytes[at++] = this.#bytes[i] as number;
      end[number] = at;
      if (number % ROWS_A_STEP === 0) yield;
    }
    return { end, bytes };
  }

  #start(index: number): number {
    return index === 0 ? 0 : (this.#end[index - 1] as number);
  }
}
