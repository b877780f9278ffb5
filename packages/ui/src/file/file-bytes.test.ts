import { describe, expect, test } from 'vitest';
import { fileBytes, UnreadableFileError } from './file-bytes.ts';

function gzipped(text: string): Promise<ArrayBuffer> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}

describe('the bytes of a file', () => {
  test('are as they are, or decompressed where they are gzip', async () => {
    const text = '{"data":[]}'.repeat(100_000);
    for (const content of [text, await gzipped(text)]) {
      const bytes = await fileBytes(new Blob([content]));
      expect(new TextDecoder().decode(bytes)).toBe(text);
    }
    expect(await fileBytes(new Blob([]))).toHaveLength(0);
  });

  test('can’t be had of gzip that is cut off', async () => {
    const cut = new Blob([(await gzipped('x'.repeat(1000))).slice(0, 20)]);
    const error = await fileBytes(cut).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(UnreadableFileError);
    expect(error).toMatchObject({ code: 'CLEW_FILE_DAMAGED' });
  });

  test('can’t be had of what the browser does not give', async () => {
    const gone = new Blob(['x']);
    gone.slice = () => ({ arrayBuffer: async () => Promise.reject(new Error('gone')) }) as Blob;
    expect(await fileBytes(gone).catch((cause: unknown) => cause)).toMatchObject({
      code: 'CLEW_FILE_UNREADABLE',
      message: 'gone',
    });
  });
});
