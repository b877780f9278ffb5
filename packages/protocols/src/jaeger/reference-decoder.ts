// Makes Jaeger's references a parent and links. Hot: the words of ids stand in fields, so that no
// object is made for a reference. It reads the list twice or more: what a reference means depends on
// the others and on the span's ids.
import type { SpanBatchBuilder } from '@clew/model';
import { CHILD_OF, FOLLOWS_FROM, REF_TYPE } from './thrift-names.ts';
import { END_OF_STRUCT, type ThriftReader, ThriftType } from './thrift-reader.ts';

/** The ids of the span that is open, as big-endian words, and its references. */
export class ReferenceDecoder {
  readonly #reader: ThriftReader;
  traceIdHigh0 = 0;
  traceIdHigh1 = 0;
  traceIdLow0 = 0;
  traceIdLow1 = 0;
  parent0 = 0;
  parent1 = 0;

  // The reference that was read last: 16 bytes of trace id, 8 of span id.
  readonly #link: Uint8Array = new Uint8Array(24);
  readonly #view: DataView = new DataView(this.#link.buffer);
  #followsFrom = false;

  constructor(reader: ThriftReader) {
    this.#reader = reader;
  }

  startSpan(): void {
    this.traceIdHigh0 = 0;
    this.traceIdHigh1 = 0;
    this.traceIdLow0 = 0;
    this.traceIdLow1 = 0;
    this.parent0 = 0;
    this.parent1 = 0;
  }

  isTraceIdZero(): boolean {
    return (this.traceIdHigh0 | this.traceIdHigh1 | this.traceIdLow0 | this.traceIdLow1) === 0;
  }

  /** Sets the open span's trace id and parent, which references may have named. */
  setIds(builder: SpanBatchBuilder): void {
    builder.setTraceIdWords(
      this.traceIdHigh0,
      this.traceIdHigh1,
      this.traceIdLow0,
      this.traceIdLow1,
    );
    builder.setParentSpanIdWords(this.parent0, this.parent1);
  }

  /**
   * Makes the list of references at a byte links, and finds the parent where only they name it. A CHILD_OF that says no
   * more than the parent does is no link; but where the parent is referred to in several ways, or as
   * FOLLOWS_FROM, those links stay, and whoever writes the span for Jaeger adds no CHILD_OF to them.
   */
  append(builder: SpanBatchBuilder, at: number): void {
    const reader = this.#reader;
    const end = reader.at;
    reader.at = at;
    const count = reader.list();
    if (reader.elementType !== ThriftType.struct) {
      reader.at = end;
      return;
    }
    const first = reader.at;
    if ((this.parent0 | this.parent1) === 0) {
      for (let i = 0; i < count && (this.parent0 | this.parent1) === 0; i++) {
        this.#read();
        if (this.#followsFrom || !this.#isOwnTrace()) continue;
        this.parent0 = this.#view.getInt32(16);
        this.parent1 = this.#view.getInt32(20);
      }
      reader.at = first;
    }
    let toParent = 0;
    let follows = false;
    for (let i = 0; i < count; i++) {
      this.#read();
      if (!this.#isParent()) continue;
      toParent++;
      if (this.#followsFrom) follows = true;
    }
    const impliedByParent = toParent === 1 && !follows;
    if (impliedByParent && count === 1) {
      reader.at = end;
      return;
    }
    reader.at = first;
    for (let i = 0; i < count; i++) {
      this.#read();
      if (this.#isNothing() || (impliedByParent && this.#isParent())) continue;
      builder.beginLink();
      const attributes = builder.linkAttributes;
      const type = this.#followsFrom ? FOLLOWS_FROM : CHILD_OF;
      attributes.setKey(REF_TYPE, 0, REF_TYPE.length);
      attributes.string(type, 0, type.length);
      builder.endLink(this.#link, 0, this.#link, 16);
    }
    reader.at = end;
  }

  #read(): void {
    const reader = this.#reader;
    const view = this.#view;
    this.#link.fill(0);
    this.#followsFrom = false;
    for (let id = reader.field(0); id !== END_OF_STRUCT; id = reader.field(id)) {
      switch ((id << 4) | reader.type) {
        case 0x18: // refType
          this.#followsFrom = reader.int32() === 1;
          break;
        case 0x2a: // traceIdLow
          reader.int64();
          view.setInt32(8, reader.high);
          view.setInt32(12, reader.low);
          break;
        case 0x3a: // traceIdHigh
          reader.int64();
          view.setInt32(0, reader.high);
          view.setInt32(4, reader.low);
          break;
        case 0x4a: // spanId
          reader.int64();
          view.setInt32(16, reader.high);
          view.setInt32(20, reader.low);
          break;
        default:
          reader.skip();
      }
    }
  }

  #isOwnTrace(): boolean {
    const view = this.#view;
    return (
      view.getInt32(12) === this.traceIdLow1 &&
      view.getInt32(8) === this.traceIdLow0 &&
      view.getInt32(4) === this.traceIdHigh1 &&
      view.getInt32(0) === this.traceIdHigh0
    );
  }

  #isParent(): boolean {
    const view = this.#view;
    return (
      view.getInt32(20) === this.parent1 &&
      view.getInt32(16) === this.parent0 &&
      (this.parent0 | this.parent1) !== 0 &&
      this.#isOwnTrace()
    );
  }

  #isNothing(): boolean {
    const link = this.#link;
    for (let i = 0; i < 24; i++) if (link[i] !== 0) return false;
    return true;
  }
}
