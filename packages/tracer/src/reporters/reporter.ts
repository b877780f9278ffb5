import type { Span } from '../span.ts';

/** Takes finished spans of traces that are recorded. */
export interface Reporter {
  /** Takes a span; must not wait for anything. */
  report(span: Span): void;
  /** Sends what was taken; resolves when that is done or has failed. */
  flush?(): Promise<void>;
  /** Sends what was taken and ends; resolves, or calls back, when that is done or has failed. */
  close(callback?: () => void): Promise<void> | void;
  /** Says who the spans are from; called once, before the first span. */
  setProcess?(
    serviceName: string,
    tags: readonly { readonly key: string; readonly value: unknown }[],
  ): void;
}

/** Closes a reporter, which may say that it is closed by a promise or, as jaeger-client's do, by a call. */
export function closed(reporter: Reporter): Promise<void> {
  return new Promise((resolve, reject) => {
    const promise = reporter.close(resolve);
    promise?.then(resolve, reject);
    // One that neither promises anything nor takes a function to call has closed.
    if (promise === undefined && reporter.close.length === 0) resolve();
  });
}
