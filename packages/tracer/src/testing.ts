// For tests of applications: a tracer that keeps its spans, and assertions on them that work in every test runner.
import { AssertionError } from 'node:assert';
import { isDeepStrictEqual } from 'node:util';
import { InMemoryReporter } from './reporters/in-memory-reporter.ts';
import { ConstSampler } from './samplers/const-sampler.ts';
import type { Span } from './span.ts';
import { logsOf, tagsOf } from './span-content.ts';
import { Tracer, type TracerOptions } from './tracer.ts';

/** A tracer that records everything and keeps what is finished in memory. */
export class InMemoryTracer extends Tracer {
  readonly #reporter: InMemoryReporter;

  constructor(serviceName = 'test', options: TracerOptions = {}) {
    const reporter = new InMemoryReporter();
    super(serviceName, reporter, new ConstSampler(true), options);
    this.#reporter = reporter;
  }

  /** The finished spans in the order in which they finished. */
  get spans(): readonly Span[] {
    return this.#reporter.spans;
  }

  /** The finished spans of an operation. */
  spansOf(operationName: string): readonly Span[] {
    return this.spans.filter((span) => span.operationName === operationName);
  }

  /**
   * The one finished span of an operation.
   *
   * @throws {AssertionError} which lists the spans there are, if there is none or more than one
   */
  span(operationName: string): Span {
    const found = this.spansOf(operationName);
    const [span] = found;
    if (span !== undefined && found.length === 1) return span;
    throw new AssertionError({
      message: `expected one span '${operationName}', found ${found.length} among:\n${this.tree()}`,
      actual: found.length,
      expected: 1,
    });
  }

  /** The finished spans whose parent is this one, in the order in which they started. */
  childrenOf(parent: Span): readonly Span[] {
    return inOrder(this.spans.filter((span) => isParent(parent, span)));
  }

  /** The finished spans by name, children indented under their parents, all in the order in which they started. */
  tree(): string {
    const lines: string[] = [];
    const add = (span: Span, depth: number): void => {
      lines.push(`${'  '.repeat(depth)}${span.operationName}`);
      for (const child of this.childrenOf(span)) add(child, depth + 1);
    };
    const isRoot = (span: Span): boolean => !this.spans.some((other) => isParent(other, span));
    for (const root of inOrder(this.spans.filter(isRoot))) add(root, 0);
    return lines.join('\n');
  }

  /** Forgets the spans. */
  clear(): void {
    this.#reporter.clear();
  }
}

/** Begins assertions on a span; each throws an AssertionError that says what the span has instead. */
export function assertSpan(span: Span): SpanAssertion {
  return new SpanAssertion(span);
}

/** Assertions on a span; see {@link assertSpan}. */
export class SpanAssertion {
  readonly #span: Span;

  constructor(span: Span) {
    this.#span = span;
  }

  /** It has this tag, with this value if one is given. */
  hasTag(key: string, ...values: readonly [value?: unknown]): this {
    const tags = tagsOf(this.#span);
    if (!Object.hasOwn(tags, key)) {
      this.#fail(
        `to have the tag '${key}'; it has ${list(Object.keys(tags))}`,
        undefined,
        values[0],
      );
    }
    if (values.length > 0 && !isDeepStrictEqual(tags[key], values[0])) {
      const [wanted, found] = [shown(values[0]), shown(tags[key])];
      this.#fail(`to have the tag '${key}' with ${wanted}, not ${found}`, tags[key], values[0]);
    }
    return this;
  }

  /** It has no such tag. */
  hasNoTag(key: string): this {
    const tags = tagsOf(this.#span);
    if (Object.hasOwn(tags, key)) {
      this.#fail(
        `to have no tag '${key}'; it has one with ${shown(tags[key])}`,
        tags[key],
        undefined,
      );
    }
    return this;
  }

  /** One of its logs has these fields, and maybe more. */
  hasLog(fields: Readonly<Record<string, unknown>>): this {
    const logs = logsOf(this.#span).map((log) => log.fields);
    const matches = (log: Readonly<Record<string, unknown>>): boolean =>
      Object.entries(fields).every(([key, value]) => isDeepStrictEqual(log[key], value));
    if (!logs.some(matches)) {
      this.#fail(`to have a log with ${shown(fields)}; it has ${shown(logs)}`, logs, fields);
    }
    return this;
  }

  /** It has the tag `error`. */
  failed(): this {
    return this.hasTag('error', true);
  }

  /** It does not have the tag `error`, or it is false. */
  succeeded(): this {
    const { error } = tagsOf(this.#span) as { readonly error?: unknown };
    if (error !== undefined && error !== false) this.#fail('not to have failed', error, undefined);
    return this;
  }

  /** It has no parent. */
  isRoot(): this {
    const parent = this.#span.context().parentIdStr;
    if (parent !== null) this.#fail(`to be a root; its parent is ${parent}`, parent, null);
    return this;
  }

  /** Its parent is this span. */
  isChildOf(parent: Span): this {
    if (!isParent(parent, this.#span)) {
      const found = this.#span.context().toString();
      this.#fail(
        `to be a child of ${named(parent)}; its context is ${found}`,
        found,
        parent.context().toString(),
      );
    }
    return this;
  }

  /** It refers to this span by FollowsFrom. */
  followsFrom(other: Span): this {
    const id = other.context().toSpanId();
    const found = this.#span.references.filter(({ isFollowsFrom }) => isFollowsFrom);
    if (!found.some(({ context }) => context.toSpanId() === id)) {
      const ids = found.map(({ context }) => context.toSpanId());
      this.#fail(`to follow from ${named(other)}; it follows from ${list(ids)}`, ids, id);
    }
    return this;
  }

  /** It belongs to the same trace as this span. */
  isInTraceOf(other: Span): this {
    const [found, wanted] = [this.#span, other].map((span) => span.context().toTraceId());
    if (found !== wanted) this.#fail(`to be in trace ${wanted}, not ${found}`, found, wanted);
    return this;
  }

  /** It has this baggage item. */
  hasBaggage(key: string, value: string): this {
    const found = this.#span.baggage[key];
    if (found !== value) {
      this.#fail(
        `to have the baggage item '${key}' with ${shown(value)}, not ${shown(found)}`,
        found,
        value,
      );
    }
    return this;
  }

  #fail(what: string, actual: unknown, expected: unknown): never {
    const message = `expected ${named(this.#span)} ${what}`;
    throw new AssertionError({ message, actual, expected });
  }
}

function isParent(parent: Span, child: Span): boolean {
  const { id0, id1, id2, id3 } = parent.trace;
  const { trace } = child;
  return (
    parent !== child &&
    id0 === trace.id0 &&
    id1 === trace.id1 &&
    id2 === trace.id2 &&
    id3 === trace.id3 &&
    parent.spanHigh === child.parentHigh &&
    parent.spanLow === child.parentLow
  );
}

function inOrder(spans: readonly Span[]): readonly Span[] {
  return [...spans].sort((a, b) => a.startMicros - b.startMicros);
}

function named(span: Span): string {
  return `span '${span.operationName}'`;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? String(value));
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `'${name}'`).join(', ');
}
