// Reads Jaeger's Process messages and makes them resources.
import { type SpanBatchBuilder, utf8Encode } from '@clew/model';
import type { ProtobufReader } from '../protobuf-reader.ts';
import type { ProtobufTags } from './protobuf-tags.ts';
import { TagOwner } from './tag-meaning.ts';
import { SERVICE_NAME } from './thrift-names.ts';

/** The warning of spans whose process had tags that could not be read. */
export const PROCESS_DAMAGED: Uint8Array = utf8Encode(
  'the process is malformed; what could be read of it is kept',
);

/** Reads processes with the reader that it shares with whoever reads the message around them. */
export class ProtobufProcess {
  readonly #reader: ProtobufReader;
  readonly #tags: ProtobufTags;
  /** Whether the last one had something that could not be read. */
  isDamaged = false;

  constructor(reader: ProtobufReader, tags: ProtobufTags) {
    this.#reader = reader;
    this.#tags = tags;
  }

  /**
   * Makes the process that fills the reader's bytes up to `end` a resource. Its spans are not to blame for what can't be
   * read of it, so only that is left out.
   * @returns the resource's index in the batch
   */
  append(builder: SpanBatchBuilder, end: number): number {
    const reader = this.#reader;
    const start = reader.at;
    const attributes = builder.resourceAttributes;
    this.isDamaged = false;
    builder.beginResource();
    let nameStart = 0;
    let nameEnd = 0;
    // The name stands first among the attributes, wherever it stands on the wire.
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === 0x0a) {
        nameEnd = reader.run(end);
        nameStart = reader.at;
        reader.at = nameEnd;
      } else reader.skip(tag, end);
    }
    this.#contain(end);
    if (nameStart < nameEnd) {
      attributes.setKey(SERVICE_NAME, 0, SERVICE_NAME.length);
      attributes.string(reader.bytes, nameStart, nameEnd);
    }
    reader.at = start;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === 0x12) {
        const tagEnd = reader.run(end);
        if (reader.fault !== 0) break;
        this.#tags.append(builder, attributes, TagOwner.process, tagEnd);
        this.#contain(tagEnd);
      } else reader.skip(tag, end);
    }
    this.#contain(end);
    return builder.endResource();
  }

  /** Forgets a fault but for that there was one. */
  #contain(end: number): void {
    if (this.#reader.fault === 0) return;
    this.isDamaged = true;
    this.#reader.resume(end);
  }
}
