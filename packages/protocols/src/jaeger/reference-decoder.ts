// Reads Jaeger's references from Thrift. Hot, see references.ts.
import type { SpanBatchBuilder } from '@clew/model';
import { END_OF_STRUCT, type ThriftReader, ThriftType } from '../thrift/thrift-reader.ts';
import { References } from './references.ts';

/** Reads references with the reader that it shares with whoever reads the struct around them. */
export class ReferenceDecoder extends References {
  readonly #reader: ThriftReader;
  #count = 0;
  #first = 0;
  #left = 0;

  constructor(reader: ThriftReader) {
    super();
    this.#reader = reader;
  }

  /** Makes the list of references at a byte links, and finds the parent where only they name it. */
  append(builder: SpanBatchBuilder, at: number): void {
    const reader = this.#reader;
    const end = reader.at;
    reader.at = at;
    this.#count = reader.list();
    this.#first = reader.at;
    if (reader.elementType === ThriftType.struct) this.appendLinks(builder, this.#count, false);
    reader.at = end;
  }

  protected rewind(): void {
    this.#reader.at = this.#first;
    this.#left = this.#count;
  }

  protected next(): boolean {
    if (this.#left === 0) return false;
    this.#left--;
    const reader = this.#reader;
    const { view } = this;
    this.link.fill(0);
    this.followsFrom = false;
    for (let id = reader.field(0); id !== END_OF_STRUCT; id = reader.field(id)) {
      switch ((id << 4) | reader.type) {
        case 0x18: // refType
          this.followsFrom = reader.int32() === 1;
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
    return true;
  }
}
