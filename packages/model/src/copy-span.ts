// Copies spans from one batch to another builder without decoding them, translating each symbol once.
import type { AttributeAppender } from './attribute-appender.ts';
import { ExtraIndex } from './extra-index.ts';
import type { AttributeColumns, SpanBatch } from './span-batch.ts';
import type { SpanBatchBuilder } from './span-batch-builder.ts';
import { Extra, PLAIN_BIT } from './span-batch-layout.ts';

/** Copies rows of one source batch into one builder. */
export class SpanCopier {
  readonly #from: SpanBatch;
  readonly #to: SpanBatchBuilder;
  /** For each symbol, resource and scope of the source, one more than its number in the builder. */
  readonly #symbols: Uint32Array;
  readonly #resources: Uint32Array;
  readonly #scopes: Uint32Array;
  #extras: ExtraIndex | undefined;

  constructor(from: SpanBatch, to: SpanBatchBuilder) {
    this.#from = from;
    this.#to = to;
    this.#symbols = new Uint32Array(from.symbolEnd.length);
    this.#resources = new Uint32Array(from.resourceService.length);
    this.#scopes = new Uint32Array(from.scopeName.length);
  }

  /** Appends the span at an index of the source. */
  copy(index: number): void {
    const from = this.#from;
    const to = this.#to;
    to.setResource(this.copyResource(from.resource[index] as number));
    to.setScope(this.copyScope(from.scope[index] as number));
    to.beginSpan();
    to.setTraceId(from.traceId, index * 16);
    to.setSpanId(from.spanId, index * 8);
    to.setParentSpanId(from.parentSpanId, index * 8);
    to.setStart(from.start[index * 2] as number, from.start[index * 2 + 1] as number);
    to.setDuration(from.duration[index * 2] as number, from.duration[index * 2 + 1] as number);
    to.setNameSymbol(this.copySymbol(from.name[index] as number));
    to.setKind(from.kind[index] as number);
    to.setStatus(from.status[index] as number);
    to.setSpanFormat(from.format[index] as number);
    to.setFlags(from.flags[index] as number);
    this.#attributes(from.attributes, index, to.attributes);
    this.#events(index);
    this.#links(index);
    this.#spanExtras(index);
    to.endSpan();
  }

  #events(index: number): void {
    const from = this.#from;
    const first = index === 0 ? 0 : (from.eventEnd[index - 1] as number);
    for (let i = first; i < (from.eventEnd[index] as number); i++) {
      this.#to.beginEvent();
      this.#attributes(from.eventAttributes, i, this.#to.eventAttributes);
      this.#to.endEvent(
        from.eventTime[i * 2] as number,
        from.eventTime[i * 2 + 1] as number,
        this.copySymbol(from.eventName[i] as number),
        this.#extra(Extra.eventDroppedAttributes, i)[0] ?? 0,
      );
    }
  }

  #links(index: number): void {
    const from = this.#from;
    const first = index === 0 ? 0 : (from.linkEnd[index - 1] as number);
    for (let i = first; i < (from.linkEnd[index] as number); i++) {
      this.#to.beginLink();
      this.#attributes(from.linkAttributes, i, this.#to.linkAttributes);
      this.#to.endLink(
        from.linkTraceId,
        i * 16,
        from.linkSpanId,
        i * 8,
        this.copySymbol(from.linkTraceState[i] as number),
        from.linkFlags[i] as number,
        this.#extra(Extra.linkDroppedAttributes, i)[0] ?? 0,
      );
    }
  }

  #spanExtras(index: number): void {
    const to = this.#to;
    const { plainBytes, plainEnd } = this.#from;
    for (const state of this.#extra(Extra.traceState, index)) {
      to.setTraceStateSymbol(this.copySymbol(state));
    }
    for (const message of this.#extra(Extra.statusMessage, index)) {
      const row = message >>> 1;
      to.setStatusMessage(plainBytes, startOf(plainEnd, row) + 1, plainEnd[row] as number);
    }
    for (const warning of this.#extra(Extra.warning, index)) {
      to.addWarningSymbol(this.copySymbol(warning >>> 1));
    }
    to.setDroppedAttributes(this.#extra(Extra.droppedAttributes, index)[0] ?? 0);
    to.setDroppedEvents(this.#extra(Extra.droppedEvents, index)[0] ?? 0);
    to.setDroppedLinks(this.#extra(Extra.droppedLinks, index)[0] ?? 0);
    const [upper = 0, lower = 0] = this.#extra(Extra.traceIdHigh, index);
    to.setTraceIdHigh(upper, lower);
  }

  #attributes(columns: AttributeColumns, owner: number, to: AttributeAppender): void {
    const end = columns.end[owner] as number;
    for (let i = startOf(columns.end, owner); i < end; i++) {
      to.reference(
        this.copySymbol(columns.key[i] as number),
        this.#reference(columns.value[i] as number),
      );
    }
  }

  #reference(reference: number): number {
    if ((reference & PLAIN_BIT) === 0) return this.copySymbol(reference >>> 1) << 1;
    const { plainBytes, plainEnd } = this.#from;
    const row = reference >>> 1;
    const start = startOf(plainEnd, row);
    const type = plainBytes[start] as number;
    return this.#to.values.plain(type, plainBytes, start + 1, plainEnd[row] as number);
  }

  /** The builder's symbol for a symbol of the source. */
  copySymbol(symbol: number): number {
    if (symbol === 0) return 0;
    const known = this.#symbols[symbol] as number;
    if (known !== 0) return known - 1;
    const { symbolBytes, symbolEnd } = this.#from;
    const start = startOf(symbolEnd, symbol);
    const end = symbolEnd[symbol] as number;
    const type = symbolBytes[start] as number;
    const copied = this.#to.values.symbols.intern(type, symbolBytes, start + 1, end);
    this.#symbols[symbol] = copied + 1;
    return copied;
  }

  /** The builder's number of a resource of the source, which is copied when it is first asked for. */
  copyResource(index: number): number {
    const known = this.#resources[index] as number;
    if (known !== 0) return known - 1;
    const from = this.#from;
    this.#to.beginResource();
    this.#attributes(from.resourceAttributes, index, this.#to.resourceAttributes);
    const copied = this.#to.endResource(
      this.copySymbol(from.resourceSchemaUrl[index] as number),
      from.resourceDropped[index] as number,
    );
    this.#resources[index] = copied + 1;
    return copied;
  }

  /** The builder's number of a scope of the source, which is copied when it is first asked for. */
  copyScope(index: number): number {
    const known = this.#scopes[index] as number;
    if (known !== 0) return known - 1;
    const from = this.#from;
    this.#to.beginScope();
    this.#attributes(from.scopeAttributes, index, this.#to.scopeAttributes);
    const copied = this.#to.endScope(
      this.copySymbol(from.scopeName[index] as number),
      this.copySymbol(from.scopeVersion[index] as number),
      this.copySymbol(from.scopeSchemaUrl[index] as number),
      from.scopeDropped[index] as number,
    );
    this.#scopes[index] = copied + 1;
    return copied;
  }

  #extra(field: Extra, owner: number): readonly number[] {
    this.#extras ??= new ExtraIndex(this.#from.extra);
    return this.#extras.values(field, owner);
  }
}

function startOf(ends: Uint32Array, index: number): number {
  return index === 0 ? 0 : (ends[index - 1] as number);
}
