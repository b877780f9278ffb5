// What some of Jaeger's tags mean beside being attributes, the same in Thrift and in protobuf. Hot:
// texts are runs of bytes.
import { type SpanBatchBuilder, SpanKind, StatusCode } from '@clew/model';
import { isText } from '../byte-text.ts';
import { ERROR, EVENT, kindOfRun, SPAN_KIND, TRUE } from './thrift-names.ts';

/** What tags belong to: some have a meaning of their own on a span, one on a log. */
export const TagOwner = { process: 0, span: 1, log: 2 } as const;
export type TagOwner = (typeof TagOwner)[keyof typeof TagOwner];

/** Looks at the tags of one span or log after another. */
export class TagMeaning {
  #hasKind = false;
  /** Where the text stands that names the event of the log that is open; empty when none does. */
  eventStart = 0;
  eventEnd = 0;

  startSpan(): void {
    this.#hasKind = false;
  }

  startLog(): void {
    this.eventStart = 0;
    this.eventEnd = 0;
  }

  /**
   * Takes a text for a field of the span or event that is open: a kind, the status, a name.
   * @returns whether it is no attribute then
   */
  takesText(
    builder: SpanBatchBuilder,
    owner: TagOwner,
    bytes: Uint8Array,
    keyStart: number,
    keyEnd: number,
    start: number,
    end: number,
  ): boolean {
    if (owner === TagOwner.span) {
      if (this.#isSpanKind(builder, bytes, keyStart, keyEnd, start, end)) return true;
      if (isText(ERROR, bytes, keyStart, keyEnd) && isText(TRUE, bytes, start, end)) {
        builder.setStatus(StatusCode.error);
      }
      return false;
    }
    return owner === TagOwner.log && this.#isEventName(bytes, keyStart, keyEnd, start, end);
  }

  /** Looks at a boolean that is true; it stays an attribute. */
  seesTrue(
    builder: SpanBatchBuilder,
    owner: TagOwner,
    bytes: Uint8Array,
    keyStart: number,
    keyEnd: number,
  ): void {
    if (owner === TagOwner.span && isText(ERROR, bytes, keyStart, keyEnd)) {
      builder.setStatus(StatusCode.error);
    }
  }

  /** The first `span.kind` that names a kind is the span's kind and no attribute. */
  #isSpanKind(
    builder: SpanBatchBuilder,
    bytes: Uint8Array,
    keyStart: number,
    keyEnd: number,
    start: number,
    end: number,
  ): boolean {
    if (this.#hasKind || !isText(SPAN_KIND, bytes, keyStart, keyEnd)) return false;
    const kind = kindOfRun(bytes, start, end);
    if (kind === SpanKind.unspecified) return false;
    this.#hasKind = true;
    builder.setKind(kind);
    return true;
  }

  /** The first text under `event` is the event's name and no attribute. */
  #isEventName(
    bytes: Uint8Array,
    keyStart: number,
    keyEnd: number,
    start: number,
    end: number,
  ): boolean {
    if (this.eventStart < this.eventEnd || start === end) return false;
    if (!isText(EVENT, bytes, keyStart, keyEnd)) return false;
    this.eventStart = start;
    this.eventEnd = end;
    return true;
  }
}
