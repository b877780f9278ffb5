// Reads Jaeger's KeyValue messages and appends them to columns. Hot: no object for a tag or a string.
import type { AttributeAppender, SpanBatchBuilder } from '@clew/model';
import type { ProtobufReader } from '../protobuf-reader.ts';
import { TagMeaning, type TagOwner } from './tag-meaning.ts';

const ValueType = { string: 0, bool: 1, int64: 2, float64: 3, binary: 4 } as const;

/** Reads tags with the reader that it shares with whoever reads the message around them. */
export class ProtobufTags {
  readonly #reader: ProtobufReader;
  /** Of the span and the log that are open. */
  readonly meaning: TagMeaning = new TagMeaning();

  constructor(reader: ProtobufReader) {
    this.#reader = reader;
  }

  /**
   * Appends the tag that fills the reader's bytes up to `end`, its fields in any order: the value that its type asks
   * for. After a fault nothing is appended. A message of nothing takes two bytes on the wire and is no tag, so that a
   * body can't grow here.
   */
  append(
    builder: SpanBatchBuilder,
    appender: AttributeAppender,
    owner: TagOwner,
    end: number,
  ): void {
    const reader = this.#reader;
    const { bytes } = reader;
    if (reader.at === end) return;
    let keyStart = 0;
    let keyEnd = 0;
    let type = 0;
    let textStart = 0;
    let textEnd = 0;
    let bool = false;
    let low = 0;
    let high = 0;
    let double = 0;
    let binaryStart = 0;
    let binaryEnd = 0;
    while (reader.at < end) {
      const tag = reader.tag(end);
      switch (tag) {
        case 0x0a: // key
          keyEnd = reader.run(end);
          keyStart = reader.at;
          reader.at = keyEnd;
          break;
        case 0x10: // v_type
          type = reader.varint(end);
          break;
        case 0x1a: // v_str
          textEnd = reader.run(end);
          textStart = reader.at;
          reader.at = textEnd;
          break;
        case 0x20: // v_bool
          bool = (reader.varint(end) | reader.high) !== 0;
          break;
        case 0x28: // v_int64
          low = reader.varint(end);
          high = reader.high;
          break;
        case 0x31: // v_float64
          double = reader.double(end);
          break;
        case 0x3a: // v_binary
          binaryEnd = reader.run(end);
          binaryStart = reader.at;
          reader.at = binaryEnd;
          break;
        default:
          reader.skip(tag, end);
      }
    }
    if (reader.fault !== 0) return;
    switch (type) {
      case ValueType.string:
        if (this.meaning.takesText(builder, owner, bytes, keyStart, keyEnd, textStart, textEnd)) {
          return;
        }
        appender.setKey(bytes, keyStart, keyEnd);
        appender.string(bytes, textStart, textEnd);
        return;
      case ValueType.bool:
        if (bool) this.meaning.seesTrue(builder, owner, bytes, keyStart, keyEnd);
        appender.setKey(bytes, keyStart, keyEnd);
        appender.boolean(bool);
        return;
      case ValueType.int64:
        appender.setKey(bytes, keyStart, keyEnd);
        appender.int64(low, high);
        return;
      case ValueType.float64:
        appender.setKey(bytes, keyStart, keyEnd);
        appender.double(double);
        return;
      case ValueType.binary:
        appender.setKey(bytes, keyStart, keyEnd);
        appender.bytes(bytes, binaryStart, binaryEnd);
        return;
      default:
        appender.setKey(bytes, keyStart, keyEnd);
        appender.empty();
    }
  }
}
