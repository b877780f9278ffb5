import fc from 'fast-check';
import * as opentracing from 'opentracing';
import { expect, test } from 'vitest';
import type { Span } from './span.ts';
import type { SpanContext } from './span-context.ts';
import { InMemoryTracer } from './testing.ts';

const { childOf, followsFrom } = opentracing;
const noop = new opentracing.Tracer();

/** The references of a span beside its parent, as kind and span id. */
function keptBy(span: Span): unknown {
  return span.references.map(({ isFollowsFrom, context }) => [
    isFollowsFrom ? 'followsFrom' : 'childOf',
    context.toSpanId(),
  ]);
}

/** What a reference may be to: a span, a context from here or elsewhere, or nothing. */
const targets = ['span', 'context', 'remote', 'noop', 'null'] as const;

function targetOf(tracer: InMemoryTracer, kind: (typeof targets)[number]): unknown {
  const span = tracer.startSpan('target');
  switch (kind) {
    case 'span':
      return span;
    case 'context':
      return span.context();
    case 'remote': {
      const carrier = {};
      tracer.inject(span, opentracing.FORMAT_TEXT_MAP, carrier);
      return tracer.extract(opentracing.FORMAT_TEXT_MAP, carrier);
    }
    case 'noop':
      return noop.startSpan('noop');
    case 'null':
      return null;
  }
}

function idOf(target: unknown): string {
  const context = (target as Span).context?.() ?? target;
  return (context as SpanContext).toSpanId();
}

test('any number of references in any order: the first ChildOf is the parent, else the first FollowsFrom, and the rest is kept', () => {
  const plan = fc.array(
    fc.record({ kind: fc.constantFrom(...targets), isFollowsFrom: fc.boolean() }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(plan, (kinds) => {
      const tracer = new InMemoryTracer();
      const made = kinds.map(({ kind, isFollowsFrom }) => {
        const target = targetOf(tracer, kind);
        return { isFollowsFrom, target, isReal: kind !== 'noop' && kind !== 'null' };
      });
      const span = tracer.startSpan('joins', {
        references: made.map(({ isFollowsFrom, target }) =>
          (isFollowsFrom ? followsFrom : childOf)(target as Span),
        ),
      });
      const real = made.filter(({ isReal }) => isReal);
      const firstChildOf = real.find(({ isFollowsFrom }) => !isFollowsFrom);
      const parent = firstChildOf ?? real[0];
      expect(span.context().parentIdStr).toBe(parent ? idOf(parent.target) : null);
      expect(keptBy(span)).toEqual(
        real
          .filter((one) => one !== firstChildOf)
          .map(({ isFollowsFrom, target }) => [
            isFollowsFrom ? 'followsFrom' : 'childOf',
            idOf(target),
          ]),
      );
    }),
  );
});

test('a reference of a kind that OpenTracing 1.1 does not know makes no parent', () => {
  const tracer = new InMemoryTracer();
  const [a, b] = [tracer.startSpan('a'), tracer.startSpan('b')];
  const blocked = new opentracing.Reference('blocked_by', a.context());
  const root = tracer.startSpan('waits', { references: [blocked] });
  expect([root.context().parentIdStr, root.references]).toEqual([null, []]);
  const child = tracer.startSpan('waits', { references: [blocked, childOf(b)] });
  expect(child.context().parentIdStr).toBe(b.context().toSpanId());
  expect(child.references).toEqual([]);
});

test('spans of several traces can be joined by one: it is in the trace of its parent', () => {
  const tracer = new InMemoryTracer();
  const traces = Array.from({ length: 5 }, (_, i) => tracer.startSpan(`message ${'x'.repeat(i)}`));
  const batch = tracer.startSpan('batch', { references: traces.map((span) => childOf(span)) });
  const [first, ...others] = traces as [Span, ...Span[]];
  expect(batch.context().toTraceId()).toBe(first.context().toTraceId());
  expect(batch.references.map(({ context }) => context.toTraceId())).toEqual(
    others.map((span) => span.context().toTraceId()),
  );
});

test('without options, with null for them, or with null in them, a span begins a trace', () => {
  const tracer = new InMemoryTracer();
  const start = tracer.startSpan.bind(tracer) as (name: string, options?: unknown) => Span;
  const nothing = { childOf: null, references: null, tags: null };
  for (const options of [undefined, null, {}, nothing, { references: [] }]) {
    const span = start('get', options);
    expect(span.context().parentIdStr).toBeNull();
    expect(span.isLocalRoot).toBe(true);
  }
});

test('options are not changed, so that they can be used again', () => {
  const tracer = new InMemoryTracer();
  const root = tracer.startSpan('root');
  const options = Object.freeze({
    childOf: root,
    references: Object.freeze([followsFrom(root)]) as opentracing.Reference[],
    tags: Object.freeze({ a: 1, 'sampling.priority': 1 }),
  });
  for (const span of [tracer.startSpan('a', options), tracer.startSpan('b', options)]) {
    expect(span.context().parentIdStr).toBe(root.context().toSpanId());
    expect(span.references).toHaveLength(1);
  }
});

test('of the parent a child has the trace, the baggage and the decision, and of other references nothing', () => {
  const tracer = new InMemoryTracer();
  const parent = tracer.startSpan('parent').setBaggageItem('from', 'parent');
  const other = tracer.startSpan('other', { tags: { 'sampling.priority': 0 } });
  other.setBaggageItem('other', 'yes');
  const child = tracer.startSpan('child', { references: [followsFrom(other), childOf(parent)] });
  expect(child.context().toTraceId()).toBe(parent.context().toTraceId());
  expect(child.baggage).toEqual({ from: 'parent' });
  expect(child.context().isSampled()).toBe(true);
});

test('a context without ids is no reference', () => {
  const tracer = new InMemoryTracer();
  const headers = { 'jaeger-baggage': 'user=ann' };
  const container = tracer.extract(opentracing.FORMAT_HTTP_HEADERS, headers) as SpanContext;
  const other = tracer.startSpan('other');
  const span = tracer.startSpan('get', {
    references: [childOf(container), followsFrom(other)],
  });
  expect(span.context().parentIdStr).toBeNull();
  expect(span.baggage).toEqual({ user: 'ann' });
  expect(keptBy(span)).toEqual([['followsFrom', other.context().toSpanId()]]);
  const child = tracer.startSpan('get', {
    references: [followsFrom(container), childOf(other)],
  });
  expect(child.context().parentIdStr).toBe(other.context().toSpanId());
  expect(keptBy(child)).toEqual([]);
});
