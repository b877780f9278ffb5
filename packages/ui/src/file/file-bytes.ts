// A file's bytes, also of one that is gzipped, whatever its name.

/** What a file may hold once it is not compressed any more, bytes: a small one may hold terabytes of nothing. */
const MOST_BYTES = 2 ** 31 - 1;

/** Thrown for a file that the browser can't read, or not decompress. */
export class UnreadableFileError extends Error {
  readonly code: 'CLEW_FILE_DAMAGED' | 'CLEW_FILE_UNREADABLE' | 'CLEW_TRACE_FILE_TOO_LARGE';

  constructor(code: UnreadableFileError['code'], cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.code = code;
  }
}

/**
 * The bytes of a file, decompressed where it is gzip.
 * @throws {UnreadableFileError} when it can't be read, is damaged, or holds too much
 */
export async function fileBytes(file: Blob): Promise<Uint8Array> {
  const magic = await allBytes(file.slice(0, 2));
  if (magic[0] === 0x1f && magic[1] === 0x8b) return await decompressed(file);
  if (file.size > MOST_BYTES) refuse('CLEW_TRACE_FILE_TOO_LARGE', `${file.size} bytes`);
  return await allBytes(file);
}

async function allBytes(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(
    await blob.arrayBuffer().catch((error: unknown) => refuse('CLEW_FILE_UNREADABLE', error)),
  );
}

async function decompressed(file: Blob): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = file.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  for (;;) {
    const { done, value } = await reader
      .read()
      .catch((error: unknown) => refuse('CLEW_FILE_DAMAGED', error));
    if (done) break;
    size += value.length;
    if (size > MOST_BYTES) {
      await reader.cancel();
      refuse('CLEW_TRACE_FILE_TOO_LARGE', `more than ${MOST_BYTES} bytes`);
    }
    parts.push(value);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function refuse(code: UnreadableFileError['code'], cause: unknown): never {
  throw new UnreadableFileError(code, cause);
}
