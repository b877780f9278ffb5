// Makes Jaeger's references a parent and links, the same in Thrift and in protobuf. Hot: the words of
// ids stand in fields, so that no object is made for a reference. It reads them twice or more: what a
// reference means depends on the others and on the span's ids.
import type { SpanBatchBuilder } from '@clew/model';
import { CHILD_OF, FOLLOWS_FROM, REF_TYPE } from './thrift-names.ts';

/** The ids of the span that is open, as big-endian words, and its references. */
export abstract class References {
  traceIdHigh0 = 0;
  traceIdHigh1 = 0;
  traceIdLow0 = 0;
  traceIdLow1 = 0;
  parent0 = 0;
  parent1 = 0;

  // The reference that was read last: 16 bytes of trace id, 8 of span id.
  protected readonly link: Uint8Array = new Uint8Array(24);
  protected readonly view: DataView = new DataView(this.link.buffer);
  protected followsFrom = false;

  /** Goes before the first reference. */
  protected abstract rewind(): void;
  /** Reads the next one; false when there is none. */
  protected abstract next(): boolean;

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
   * Makes the references links, and finds the parent where only they name it. A CHILD_OF that says no
   * more than the parent does is no link; but where the parent is referred to in several ways, or as
   * FOLLOWS_FROM, those links stay, and whoever writes the span for Jaeger adds no CHILD_OF to them.
   * @param count how many there are
   * @param mayFollowParent whether the first span of the trace that it follows from is the parent where there is no
   *   CHILD_OF
   */
  protected appendLinks(builder: SpanBatchBuilder, count: number, mayFollowParent: boolean): void {
    if (count === 1 && this.#isOneParent()) return;
    this.#findParent(false);
    if (mayFollowParent) this.#findParent(true);
    let toParent = 0;
    let follows = false;
    this.rewind();
    while (this.next()) {
      if (!this.#isParent()) continue;
      toParent++;
      if (this.followsFrom) follows = true;
    }
    const impliedByParent = toParent === 1 && !follows;
    this.rewind();
    while (this.next()) {
      if (this.#isNothing() || (impliedByParent && this.#isParent())) continue;
      builder.beginLink();
      const attributes = builder.linkAttributes;
      const type = this.followsFrom ? FOLLOWS_FROM : CHILD_OF;
      attributes.setKey(REF_TYPE, 0, REF_TYPE.length);
      attributes.string(type, 0, type.length);
      builder.endLink(this.link, 0, this.link, 16);
    }
  }

  /** Whether the one reference there is, as most spans have it, is CHILD_OF the parent, which it may name alone. */
  #isOneParent(): boolean {
    this.rewind();
    if (!this.next() || this.followsFrom || !this.#isOwnTrace()) return false;
    if ((this.parent0 | this.parent1) === 0) {
      this.parent0 = this.view.getInt32(16);
      this.parent1 = this.view.getInt32(20);
    }
    return this.#isParent();
  }

  #findParent(followsFrom: boolean): void {
    if ((this.parent0 | this.parent1) !== 0) return;
    this.rewind();
    while ((this.parent0 | this.parent1) === 0 && this.next()) {
      if (this.followsFrom !== followsFrom || !this.#isOwnTrace()) continue;
      this.parent0 = this.view.getInt32(16);
      this.parent1 = this.view.getInt32(20);
    }
  }

  #isOwnTrace(): boolean {
    const { view } = this;
    return (
      view.getInt32(12) === this.traceIdLow1 &&
      view.getInt32(8) === this.traceIdLow0 &&
      view.getInt32(4) === this.traceIdHigh1 &&
      view.getInt32(0) === this.traceIdHigh0
    );
  }

  #isParent(): boolean {
    const { view } = this;
    return (
      view.getInt32(20) === this.parent1 &&
      view.getInt32(16) === this.parent0 &&
      (this.parent0 | this.parent1) !== 0 &&
      this.#isOwnTrace()
    );
  }

  #isNothing(): boolean {
    const { link } = this;
    for (let i = 0; i < 24; i++) if (link[i] !== 0) return false;
    return true;
  }
}
