import type { Span } from '../span.ts';
import type { Reporter } from './reporter.ts';

/** Keeps spans, for tests. */
export class InMemoryReporter implements Reporter {
  #spans: Span[] = [];

  /** The spans that were reported since the last {@link clear}, in the order in which they finished. */
  get spans(): readonly Span[] {
    return this.#spans;
  }

  /** Forgets the spans. */
  clear(): void {
    this.#spans = [];
  }

  name(): string {
    return 'InMemoryReporter';
  }

  toString(): string {
    return this.name();
  }

  report(span: Span): void {
    this.#spans.push(span);
  }

  async flush(): Promise<void> {}

  async close(callback?: () => void): Promise<void> {
    callback?.();
  }

  setProcess(): void {}
}
