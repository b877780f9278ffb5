// Reads lists of Jaeger's tags and appends them to columns. Hot: no object for a tag or a string.
import type { AttributeAppender, SpanBatchBuilder } from '@clew/model';
import { END_OF_STRUCT, type ThriftReader, ThriftType } from '../thrift/thrift-reader.ts';
import { TagMeaning, type TagOwner } from './tag-meaning.ts';

const TagType = { string: 0, double: 1, bool: 2, long: 3, binary: 4 } as const;

/** Reads tags with the reader that it shares with whoever reads the struct around them. */
export class TagDecoder {
  readonly #reader: ThriftReader;
  /** Of the span and the log that are open. */
  readonly meaning: TagMeaning = new TagMeaning();

  constructor(reader: ThriftReader) {
    this.#reader = reader;
  }

  /** Reads a list of tags and appends them. */
  append(builder: SpanBatchBuilder, appender: AttributeAppender, owner: TagOwner): void {
    const reader = this.#reader;
    const count = reader.list();
    if (reader.elementType !== ThriftType.struct) {
      reader.skipElements(count);
      return;
    }
    for (let i = 0; i < count; i++) this.#tag(builder, appender, owner);
  }

  /** Reads a tag, its fields in any order, and appends the value that its type asks for. */
  #tag(builder: SpanBatchBuilder, appender: AttributeAppender, owner: TagOwner): void {
    const reader = this.#reader;
    const { bytes } = reader;
    let keyStart = -1;
    let keyEnd = 0;
    let type = 0;
    let textStart = 0;
    let textEnd = 0;
    let double = 0;
    let bool = false;
    let low = 0;
    let high = 0;
    let binaryStart = 0;
    let binaryEnd = 0;
    for (let id = reader.field(0); id !== END_OF_STRUCT; id = reader.field(id)) {
      switch ((id << 4) | reader.type) {
        case 0x1b: // key
          reader.run();
          keyStart = reader.start;
          keyEnd = reader.end;
          break;
        case 0x28: // vType
          type = reader.int32();
          break;
        case 0x3b: // vStr
          reader.run();
          textStart = reader.start;
          textEnd = reader.end;
          break;
        case 0x44: // vDouble
          double = reader.double();
          break;
        case 0x52: // vBool
          bool = reader.boolean();
          break;
        case 0x6a: // vLong
          reader.int64();
          low = reader.low;
          high = reader.high;
          break;
        case 0x7b: // vBinary
          reader.run();
          binaryStart = reader.start;
          binaryEnd = reader.end;
          break;
        default:
          reader.skip();
      }
    }
    // The key is required; without one this is no tag.
    if (keyStart < 0) return;
    switch (type) {
      case TagType.string:
        if (this.meaning.takesText(builder, owner, bytes, keyStart, keyEnd, textStart, textEnd)) {
          return;
        }
        appender.setKey(bytes, keyStart, keyEnd);
        appender.string(bytes, textStart, textEnd);
        return;
      case TagType.double:
        appender.setKey(bytes, keyStart, keyEnd);
        appender.double(double);
        return;
      case TagType.bool:
        if (bool) this.meaning.seesTrue(builder, owner, bytes, keyStart, keyEnd);
        appender.setKey(bytes, keyStart, keyEnd);
        appender.boolean(bool);
        return;
      case TagType.long:
        appender.setKey(bytes, keyStart, keyEnd);
        appender.int64(low, high);
        return;
      case TagType.binary:
        appender.setKey(bytes, keyStart, keyEnd);
        appender.bytes(bytes, binaryStart, binaryEnd);
        return;
      default:
        appender.setKey(bytes, keyStart, keyEnd);
        appender.empty();
    }
  }
}
