// Undoes a body's Content-Encoding within limits, which are checked while the bytes come out, so that
// a bomb ends before memory grows. What is small is inflated at once: that costs less than a thread.
import type { Transform } from 'node:stream';
import zlib from 'node:zlib';
import type { Reservation } from '../pipeline/in-flight-budget.ts';
import { RefusalError } from './refusal.ts';
import { busy, tooLarge } from './request-body.ts';

/**
 * Bodies up to this size, and results up to the other, are inflated on the spot: 64 KB of JSON take
 * 80 µs there, and in a thread 120 µs of CPU in all. Larger ones would stall everything else.
 */
const SYNC_INPUT_BYTES = 64 * 1024;
const SYNC_OUTPUT_BYTES = 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;
const LARGE_CHUNK_BYTES = 256 * 1024;

/** RFC 8878 asks decoders for windows to 8 MiB; larger ones would be memory that nobody counts. */
const zstdParameters = { [zlib.constants.ZSTD_d_windowLogMax]: 23 };

interface Codec {
  readonly now: (body: Uint8Array, maxOutputLength: number) => Buffer;
  readonly stream: () => Transform;
}

const codecs: Readonly<Record<string, Codec>> = {
  gzip: {
    now: (body, maxOutputLength) => zlib.gunzipSync(body, now(body, maxOutputLength)),
    stream: () => zlib.createGunzip({ chunkSize: LARGE_CHUNK_BYTES }),
  },
  deflate: {
    now: (body, maxOutputLength) => zlib.inflateSync(body, now(body, maxOutputLength)),
    stream: () => zlib.createInflate({ chunkSize: LARGE_CHUNK_BYTES }),
  },
  zstd: {
    now: (body, maxOutputLength) =>
      zlib.zstdDecompressSync(body, { ...now(body, maxOutputLength), params: zstdParameters }),
    stream: () =>
      zlib.createZstdDecompress({ chunkSize: LARGE_CHUNK_BYTES, params: zstdParameters }),
  },
};

function now(
  body: Uint8Array,
  maxOutputLength: number,
): { chunkSize: number; maxOutputLength: number } {
  // For a small body a large chunk is mostly for nothing.
  return { chunkSize: body.length > 4096 ? CHUNK_BYTES : CHUNK_BYTES / 4, maxOutputLength };
}

/**
 * Undoes a `Content-Encoding`.
 * @param encoding the header's value; absent or `identity` give the body as it is
 * @param maxBytes the largest result
 * @param reservation grows with what comes out
 * @throws {RefusalError} for an encoding that is not known, a body that is not in it, and at a limit
 */
export async function decodeContent(
  body: Uint8Array,
  encoding: string | undefined,
  maxBytes: number,
  reservation: Reservation,
): Promise<Uint8Array> {
  const name = encoding?.trim().toLowerCase().replace(/^x-/, '') || 'identity';
  if (name === 'identity' || body.length === 0) return body;
  const codec = codecs[name];
  if (codec === undefined) {
    throw new RefusalError(
      'unsupported-encoding',
      `content-encoding "${name}" is not supported; use gzip, deflate, zstd or none`,
    );
  }
  const inflated = inflateSmall(body, codec, name, maxBytes);
  if (inflated === undefined) return await inflateLarge(body, codec, name, maxBytes, reservation);
  if (!reservation.grow(inflated.length)) throw busy();
  return inflated;
}

/** Undefined for what turns out to be too large for this way. */
function inflateSmall(
  body: Uint8Array,
  codec: Codec,
  name: string,
  maxBytes: number,
): Buffer | undefined {
  if (body.length > SYNC_INPUT_BYTES) return undefined;
  try {
    return codec.now(body, Math.min(maxBytes, SYNC_OUTPUT_BYTES));
  } catch (error) {
    if (!isTooLarge(error)) throw notEncoded(name, error);
    if (maxBytes <= SYNC_OUTPUT_BYTES) throw tooLarge(maxBytes);
    return undefined;
  }
}

async function inflateLarge(
  body: Uint8Array,
  codec: Codec,
  name: string,
  maxBytes: number,
  reservation: Reservation,
): Promise<Buffer> {
  const stream = codec.stream();
  stream.end(body);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > maxBytes) throw tooLarge(maxBytes);
      if (!reservation.grow(chunk.length)) throw busy();
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof RefusalError ? error : notEncoded(name, error);
  }
  return Buffer.concat(chunks, length);
}

function notEncoded(name: string, cause: unknown): RefusalError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new RefusalError('malformed', `the body is not in ${name}: ${why}`, { cause });
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}
