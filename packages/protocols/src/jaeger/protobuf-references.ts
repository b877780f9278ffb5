// Reads Jaeger's references from protobuf. Hot, see references.ts.
import type { SpanBatchBuilder } from '@clew/model';
import type { ProtobufReader } from '../protobuf-reader.ts';
import { References } from './references.ts';
import { SpanFault } from './span-faults.ts';

/** Reads references with the reader that it shares with whoever reads the span around them. */
export class ProtobufReferences extends References {
  readonly #reader: ProtobufReader;
  #from = 0;
  #to = 0;

  constructor(reader: ProtobufReader) {
    super();
    this.#reader = reader;
  }

  /** Sets the span's trace id from 8 or 16 bytes. */
  setTraceId(at: number, length: number): void {
    const end = at + length;
    this.traceIdLow1 = this.word(end - 4);
    this.traceIdLow0 = this.word(end - 8);
    if (length < 16) return;
    this.traceIdHigh1 = this.word(end - 12);
    this.traceIdHigh0 = this.word(end - 16);
  }

  /** Four bytes, the first of them the highest. */
  word(at: number): number {
    const { bytes } = this.#reader;
    return (
      ((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number)
    );
  }

  /**
   * Makes links of the references among a span's fields, which need not stand side by side, and finds the parent.
   * @param count how many there are
   * @param from where the first one's tag stands
   * @param to where the last one ends
   */
  append(builder: SpanBatchBuilder, count: number, from: number, to: number): void {
    const reader = this.#reader;
    const { at } = reader;
    this.#from = from;
    this.#to = to;
    // Agents make a parentSpanId that is referred to as FOLLOWS_FROM that reference alone.
    this.appendLinks(builder, count, true);
    if (reader.fault === 0) reader.at = at;
  }

  protected rewind(): void {
    if (this.#reader.fault === 0) this.#reader.at = this.#from;
  }

  protected next(): boolean {
    const reader = this.#reader;
    const to = this.#to;
    while (reader.at < to) {
      const tag = reader.tag(to);
      if (tag === 0x22) {
        this.#read(reader.run(to));
        return reader.fault === 0;
      }
      reader.skip(tag, to);
    }
    return false;
  }

  #read(end: number): void {
    const reader = this.#reader;
    const { bytes } = reader;
    this.link.fill(0);
    this.followsFrom = false;
    while (reader.at < end) {
      const tag = reader.tag(end);
      switch (tag) {
        case 0x0a: // trace_id
        case 0x12: {
          // span_id
          const runEnd = reader.run(end);
          const length = runEnd - reader.at;
          if (length !== 0 && length !== 8 && (length !== 16 || tag === 0x12)) {
            reader.fail(SpanFault.referenceIdLength);
            return;
          }
          const to = tag === 0x0a ? 16 : 24;
          this.link.fill(0, to === 16 ? 0 : 16, to);
          for (let i = 1; i <= length; i++) this.link[to - i] = bytes[runEnd - i] as number;
          reader.at = runEnd;
          break;
        }
        case 0x18: // ref_type
          this.followsFrom = reader.varint(end) === 1;
          break;
        default:
          reader.skip(tag, end);
      }
    }
  }
}
