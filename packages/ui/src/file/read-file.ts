// Reads a file in a thread of its own, which ends with it. Loaded when the first file comes.
import type { ReadAnswer } from './read-answer.ts';

/** Reads one file; rejects with the signal's reason when it is aborted. */
export async function readFile(file: File, signal: AbortSignal): Promise<ReadAnswer> {
  signal.throwIfAborted();
  const worker = new Worker(new URL('./read-file.worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise<ReadAnswer>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<ReadAnswer>) => resolve(data);
      worker.onerror = (event) => {
        event.preventDefault();
        const failure = { format: undefined, place: undefined, found: event.message };
        resolve({ failure: { code: 'CLEW_FILE_FAILED', ...failure } });
      };
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      worker.postMessage(file);
    });
  } finally {
    worker.terminate();
  }
}
