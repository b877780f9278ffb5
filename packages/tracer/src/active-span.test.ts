import { EventEmitter, once } from 'node:events';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate, setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { Tags } from 'opentracing';
import { expect, test } from 'vitest';
import { InMemoryTracer } from './testing.ts';

/** Goes on in one of the ways in which programs do. */
const steps: Readonly<Record<string, () => Promise<unknown>>> = {
  await: async () => null,
  immediate: () => setImmediate(),
  timer: () => setTimeout(1),
  nextTick: () => new Promise<void>((resolve) => process.nextTick(resolve)),
  event: () => {
    const emitter = new EventEmitter();
    globalThis.setImmediate(() => emitter.emit('go'));
    return once(emitter, 'go');
  },
  stream: () => {
    const stream = new PassThrough();
    stream.end('x');
    return pipeline(stream, async (source) => {
      for await (const _chunk of source);
    });
  },
};

test('no span is active unless one was made so', () => {
  const tracer = new InMemoryTracer();
  tracer.startSpan('a');
  expect(tracer.activeSpan()).toBeUndefined();
  expect(tracer.startSpan('b').context().parentIdStr).toBeNull();
});

test.each(Object.entries(steps))('the active span is the same after %s', async (_name, step) => {
  const tracer = new InMemoryTracer();
  const span = tracer.startSpan('a');
  await tracer.withActiveSpan(span, async () => {
    await step();
    expect(tracer.activeSpan()).toBe(span);
    await step();
    expect(tracer.activeSpan()).toBe(span);
  });
  expect(tracer.activeSpan()).toBeUndefined();
});

test('a span that is started where one is active is its child, unless it has another parent', () => {
  const tracer = new InMemoryTracer();
  const other = tracer.startSpan('other');
  tracer.startActiveSpan('request', (request) => {
    tracer.startSpan('implicit').finish();
    tracer.startSpan('explicit', { childOf: other }).finish();
    tracer.startSpan('fresh', { ignoreActiveSpan: true }).finish();
    tracer.withActiveSpan(undefined, () => tracer.startSpan('none').finish());
    expect(tracer.activeSpan()).toBe(request);
  });
  other.finish();
  expect(tracer.tree()).toBe('other\n  explicit\nrequest\n  implicit\nfresh\nnone');
});

test('startActiveSpan gives back what the function does, and finishes the span after it', async () => {
  const tracer = new InMemoryTracer();
  expect(
    tracer.startActiveSpan('sync', { tags: { a: 1 } }, (span) => {
      expect(tracer.activeSpan()).toBe(span);
      return 42;
    }),
  ).toBe(42);
  expect(tracer.span('sync').tags).toContain('a');
  const promise = tracer.startActiveSpan('async', async () => {
    await setImmediate();
    tracer.startSpan('inner').finish();
    return 43;
  });
  expect(tracer.spansOf('async')).toEqual([]);
  await expect(promise).resolves.toBe(43);
  expect(tracer.tree()).toBe('sync\nasync\n  inner');
});

test('what the function throws, or rejects with, is put on the span and thrown on', async () => {
  const tracer = new InMemoryTracer();
  const error = new RangeError('too far');
  expect(() =>
    tracer.startActiveSpan('sync', () => {
      throw error;
    }),
  ).toThrow(error);
  await expect(
    tracer.startActiveSpan('async', async () => {
      await null;
      throw error;
    }),
  ).rejects.toBe(error);
  expect(() =>
    tracer.startActiveSpan('text', () => {
      throw 'a text';
    }),
  ).toThrow('a text');
  for (const name of ['sync', 'async']) {
    const span = tracer.span(name);
    expect(span.tags).toContain(Tags.ERROR);
    expect(span.logs).toEqual(expect.arrayContaining(['RangeError', 'too far', error.stack]));
  }
  expect(tracer.span('text').logs).toContain('a text');
});

test('startActiveSpan without a function says so', () => {
  const call = new InMemoryTracer().startActiveSpan as (name: string) => void;
  expect(() => call.call(new InMemoryTracer(), 'a')).toThrow('needs a function');
});

test('a function that is bound runs with its span, its receiver and its arguments', () => {
  const tracer = new InMemoryTracer();
  const span = tracer.startSpan('a');
  const receiver = {
    factor: 2,
    method: tracer.bind(function (this: { factor: number }, n: number) {
      return [tracer.activeSpan(), this.factor * n];
    }, span),
  };
  expect(receiver.method(21)).toEqual([span, 42]);
  const bound = tracer.withActiveSpan(span, () => tracer.bind(() => tracer.activeSpan()));
  expect(bound()).toBe(span);
});

test('listeners of an emitter that is bound run with its span, and can be removed', () => {
  const tracer = new InMemoryTracer();
  const span = tracer.startSpan('a');
  const emitter = tracer.bind(new EventEmitter(), span);
  const seen: unknown[] = [];
  const listener = (): void => void seen.push(tracer.activeSpan());
  emitter.on('x', listener);
  emitter.once('x', listener);
  emitter.prependListener('x', listener);
  emitter.emit('x');
  expect(seen).toEqual([span, span, span]);
  expect(emitter.listeners('x')).toEqual([listener, listener]);
  emitter.off('x', listener);
  emitter.removeListener('x', listener);
  emitter.once('x', listener).off('x', listener);
  emitter.emit('x');
  expect(seen).toHaveLength(3);
  expect(emitter.listenerCount('x')).toBe(0);
});

test('concurrent requests never see the span of another one', async () => {
  const request = fc.array(fc.constantFrom(...Object.keys(steps)), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 20, maxLength: 60 }), async (requests) => {
      const tracer = new InMemoryTracer();
      await Promise.all(
        requests.map((names, i) =>
          tracer.startActiveSpan(`request ${'x'.repeat(i)}`, async (root) => {
            for (const name of names) {
              await tracer.startActiveSpan('step', async (step) => {
                await steps[name]?.();
                expect(tracer.activeSpan()).toBe(step);
              });
              expect(tracer.activeSpan()).toBe(root);
            }
          }),
        ),
      );
      for (const step of tracer.spansOf('step')) {
        const parent = tracer.spans.find(
          (one) => one.context().toSpanId() === step.context().parentIdStr,
        );
        expect(parent?.operationName).toMatch(/^request/);
      }
    }),
    { numRuns: 8 },
  );
});

test('two tracers in one process never mix, however they are nested', async () => {
  const [a, b] = [new InMemoryTracer('a'), new InMemoryTracer('b')];
  await a.startActiveSpan('a 1', async (a1) => {
    expect(b.activeSpan()).toBeUndefined();
    await b.startActiveSpan('b 1', async (b1) => {
      await setImmediate();
      expect([a.activeSpan(), b.activeSpan()]).toEqual([a1, b1]);
      await a.startActiveSpan('a 2', async (a2) => {
        await setImmediate();
        expect([a.activeSpan(), b.activeSpan()]).toEqual([a2, b1]);
        await b.withActiveSpan(undefined, async () => {
          await setImmediate();
          expect([a.activeSpan(), b.activeSpan()]).toEqual([a2, undefined]);
        });
      });
      expect([a.activeSpan(), b.activeSpan()]).toEqual([a1, b1]);
    });
  });
  expect([a.tree(), b.tree()]).toEqual(['a 1\n  a 2', 'b 1']);
});
