// Appends frames to a segment's bytes, compressed where that helps.
import { constants, crc32, zstdCompressSync } from 'node:zlib';
import { ByteWriter } from './byte-writer.ts';
import { Codec, type FramePlace } from './segment-format.ts';

const ZSTD = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
/** Frames shorter than this are not worth a compressor's set-up. */
const MIN_COMPRESSED_BYTES = 64;

/** The bytes of a segment file while they grow. */
export class FrameWriter {
  readonly out: ByteWriter;

  /** @param expectedBytes about how large the segment will be */
  constructor(expectedBytes: number) {
    this.out = new ByteWriter(Math.max(1 << 16, Math.ceil(expectedBytes)));
  }

  /** Appends a frame; `compress` is false for what is random. */
  frame(content: Uint8Array, compress = true): FramePlace {
    if (compress && content.length >= MIN_COMPRESSED_BYTES) {
      const packed = zstdCompressSync(content, ZSTD);
      if (packed.length < content.length * 0.95) {
        return this.#append(packed, content.length, Codec.zstd);
      }
    }
    return this.#append(content, content.length, Codec.raw);
  }

  #append(stored: Uint8Array, rawLength: number, codec: Codec): FramePlace {
    const offset = this.out.length;
    this.out.append(stored, 0, stored.length);
    return [offset, stored.length, rawLength, codec, crc32(stored)];
  }
}
