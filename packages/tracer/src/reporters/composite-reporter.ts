import type { Span } from '../span.ts';
import { closed, type Reporter } from './reporter.ts';

/** Hands spans to several reporters. */
export class CompositeReporter implements Reporter {
  readonly #reporters: readonly Reporter[];

  constructor(reporters: readonly Reporter[]) {
    this.#reporters = reporters;
  }

  name(): string {
    return 'CompositeReporter';
  }

  toString(): string {
    return `${this.name()}(${this.#reporters.join(',')})`;
  }

  report(span: Span): void {
    for (const reporter of this.#reporters) reporter.report(span);
  }

  async flush(): Promise<void> {
    await Promise.all(this.#reporters.map((reporter) => reporter.flush?.()));
  }

  async close(callback?: () => void): Promise<void> {
    await Promise.all(this.#reporters.map(closed));
    callback?.();
  }

  setProcess(
    serviceName: string,
    tags: readonly { readonly key: string; readonly value: unknown }[],
  ): void {
    for (const reporter of this.#reporters) reporter.setProcess?.(serviceName, tags);
  }
}
