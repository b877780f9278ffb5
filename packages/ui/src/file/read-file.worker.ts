// The thread that reads files: one of 100 MB takes seconds, in which the page goes on.
import { openTraceFile, TraceFileError } from '@clew/protocols/trace-file';
import { fileBytes, UnreadableFileError } from './file-bytes.ts';
import type { FileFailure, ReadAnswer } from './read-answer.ts';

/** What a worker has of its global scope and this one uses. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<File>) => void) | null;
  postMessage(message: ReadAnswer, transfer: readonly ArrayBufferLike[]): void;
}

const scope = self as unknown as WorkerScope;

scope.onmessage = ({ data: file }) => {
  void read(file);
};

async function read(file: File): Promise<void> {
  try {
    const { batch, ...opened } = openTraceFile(await fileBytes(file));
    // Bytes that begin elsewhere than their buffer would move with it.
    const bytes = batch.bytes.byteOffset === 0 ? batch.bytes : batch.bytes.slice();
    scope.postMessage({ content: { ...opened, bytes } }, [bytes.buffer]);
  } catch (error) {
    scope.postMessage({ failure: failureOf(error) }, []);
  }
}

function failureOf(error: unknown): FileFailure {
  if (error instanceof TraceFileError) {
    const { code, format, place, found } = error;
    return { code, format, place, found };
  }
  const found = error instanceof Error ? error.message : String(error);
  const code = error instanceof UnreadableFileError ? error.code : 'CLEW_FILE_FAILED';
  return { code, format: undefined, place: undefined, found };
}
