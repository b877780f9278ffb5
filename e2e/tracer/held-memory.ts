/** Bytes that this process holds after full collections, and all that it has of the system. Needs `--expose-gc`. */
export interface Memory {
  readonly held: number;
  readonly resident: number;
}

/** Collects what can be collected and measures. */
export async function measureMemory(): Promise<Memory> {
  // What one collection found dead may hold buffers, or wait for a turn of the loop, before the next can have it.
  for (let i = 0; i < 2; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  globalThis.gc?.();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  return { held: heapUsed + arrayBuffers, resident: rss };
}
