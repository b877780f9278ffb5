/** Waits for a promise, but no longer than a signal allows; then it throws an error that says what did not happen. */
export async function abortable<T>(
  promise: Promise<T>,
  signal: AbortSignal,
  failure: string,
): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(new Error(failure, { cause: signal.reason }));
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
