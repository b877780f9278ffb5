// Spans that wait when the process ends are sent before it does. One pair of listeners serves all reporters, and is there
// only while spans wait: tracers that are forgotten leave nothing behind.

/** Something with spans that were not sent yet. */
export interface ExitFlush {
  /** The event loop has run empty: there is time to send. */
  flushBeforeExit(): void;
  /** The process ends as soon as this returns. */
  flushAtExit(): void;
}

const waiting = new Set<ExitFlush>();

/** From now on spans wait. */
export function flushOnExit(flush: ExitFlush): void {
  if (waiting.size === 0) {
    process.on('beforeExit', onBeforeExit);
    process.on('exit', onExit);
  }
  waiting.add(flush);
}

/** No spans wait any more. */
export function doNotFlushOnExit(flush: ExitFlush): void {
  if (!waiting.delete(flush) || waiting.size > 0) return;
  process.off('beforeExit', onBeforeExit);
  process.off('exit', onExit);
}

function onBeforeExit(): void {
  for (const flush of [...waiting]) flush.flushBeforeExit();
}

function onExit(): void {
  for (const flush of [...waiting]) flush.flushAtExit();
}
