import { EventEmitter, once } from 'node:events';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import * as opentracing from 'opentracing';
import { expect, test } from 'vitest';
import type { SpanContext } from './span-context.ts';
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
    expect(span.tags).toContain(opentracing.Tags.ERROR);
    expect(span.logs).toEqual(expect.arrayContaining(['RangeError', 'too far', error.stack]));
  }
  expect(tracer.span('text').logs).toContain('a text');
});

test.each([
  ['a text', 'a text'],
  ['undefined', undefined],
  ['null', null],
  ['a symbol', Symbol('s')],
  ['an object without a prototype', Object.create(null)],
  [
    'an object that cannot be text',
    {
      toString(): string {
        throw new Error('no text');
      },
    },
  ],
])('%s that is thrown, or rejected with, is thrown on as it is', async (_what, thrown) => {
  const tracer = new InMemoryTracer();
  let caught: unknown = 'nothing';
  try {
    tracer.startActiveSpan('sync', () => {
      throw thrown;
    });
  } catch (error) {
    caught = error;
  }
  expect(caught).toBe(thrown);
  const promise = tracer.startActiveSpan('async', async () => {
    throw thrown;
  });
  await expect(promise).rejects.toBe(thrown);
  for (const name of ['sync', 'async']) expect(tracer.span(name).tags).toContain('error');
});

test('a promise of another realm is waited for, too', async () => {
  const tracer = new InMemoryTracer();
  const { promise, resolve } = runInNewContext('Promise.withResolvers()');
  expect(promise).not.toBeInstanceOf(Promise);
  const result = tracer.startActiveSpan('get', () => promise);
  expect(tracer.spans).toEqual([]);
  resolve('done');
  expect(await result).toBe('done');
  expect(tracer.spansOf('get')).toHaveLength(1);
});

test('startActiveSpan takes the options of a span: parents, tags, times', () => {
  const tracer = new InMemoryTracer();
  const parent = tracer.startSpan('parent');
  tracer.startActiveSpan('outer', () => {
    tracer.startActiveSpan('child', { childOf: parent, startTime: 1000 }, () => {});
    tracer.startActiveSpan('fresh', { ignoreActiveSpan: true }, () => {
      tracer.startActiveSpan('inner', () => {});
    });
  });
  parent.finish();
  expect(tracer.span('child').startMicros).toBe(1_000_000);
  expect(tracer.span('child').context().parentIdStr).toBe(parent.context().toSpanId());
  expect(tracer.span('fresh').context().parentIdStr).toBeNull();
  expect(tracer.childrenOf(tracer.span('fresh'))).toEqual([tracer.span('inner')]);
});

test('withActiveSpan gives back what the function does, and leaves the span unfinished and the active one as it was', () => {
  const tracer = new InMemoryTracer();
  const [outer, inner] = [tracer.startSpan('outer'), tracer.startSpan('inner')];
  tracer.withActiveSpan(outer, () => {
    expect(tracer.withActiveSpan(inner, () => 42)).toBe(42);
    expect(tracer.activeSpan()).toBe(outer);
    expect(() =>
      tracer.withActiveSpan(inner, () => {
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(tracer.activeSpan()).toBe(outer);
  });
  expect(tracer.activeSpan()).toBeUndefined();
  expect(tracer.spans).toEqual([]);
});

test('parents that are given win over the active span, whatever they are', () => {
  const tracer = new InMemoryTracer();
  const other = tracer.startSpan('other');
  const carrier = {};
  tracer.inject(other, opentracing.FORMAT_TEXT_MAP, carrier);
  const extracted = tracer.extract(opentracing.FORMAT_TEXT_MAP, carrier) as SpanContext;
  tracer.startActiveSpan('active', (active) => {
    for (const options of [
      { childOf: other },
      { childOf: other.context() },
      { childOf: extracted },
      { references: [opentracing.childOf(other)] },
      { references: [opentracing.followsFrom(other)] },
    ]) {
      const { parentIdStr } = tracer.startSpan('child', options).context();
      expect(parentIdStr).toBe(other.context().toSpanId());
    }
    for (const options of [{ childOf: null }, { references: [] }]) {
      const { parentIdStr } = tracer.startSpan('child', options).context();
      expect(parentIdStr).toBe((active.context() as SpanContext).toSpanId());
    }
    const debug = tracer.extract(opentracing.FORMAT_TEXT_MAP, { 'jaeger-debug-id': 'look' });
    expect(tracer.startSpan('root', { childOf: debug }).context().parentIdStr).toBeNull();
  });
});

test('a span of another implementation can be active, and is no parent', () => {
  const tracer = new InMemoryTracer();
  const foreign = new opentracing.Tracer().startSpan('noop');
  tracer.withActiveSpan(foreign, () => {
    expect(tracer.activeSpan()).toBe(foreign);
    expect(tracer.startSpan('root').context().parentIdStr).toBeNull();
  });
});

test('startActiveSpan without a function says so', () => {
  const call = new InMemoryTracer().startActiveSpan as (name: string) => void;
  expect(() => call.call(new InMemoryTracer(), 'a')).toThrow('needs a function');
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

test('200 concurrent requests of two tracers each see their own spans, whatever they wait for', async () => {
  const names = Object.keys(steps);
  const request = fc.array(fc.tuple(fc.constantFrom(...names), fc.boolean()), {
    minLength: 1,
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(request, { minLength: 200, maxLength: 200 }),
      fc.infiniteStream(fc.nat(199)),
      async (requests, order) => {
        const [web, db] = [new InMemoryTracer('web'), new InMemoryTracer('db')];
        const shared = new EventEmitter().setMaxListeners(0);
        const waiting: (() => void)[] = [];
        const unsettled = new Set<unknown>();
        const serve = (plan: readonly (readonly [string, boolean])[], i: number): Promise<void> =>
          web.startActiveSpan('request', { tags: { i } }, async (root) => {
            for (const [name, isNested] of plan) {
              await steps[name]?.();
              // Whoever resumes it, and in whichever order, has another span active.
              await new Promise<void>((resolve) => waiting.push(resolve));
              expect(web.activeSpan()).toBe(root);
              expect(db.activeSpan()).toBeUndefined();
              if (!isNested) continue;
              await db.startActiveSpan('query', { tags: { i } }, async (query) => {
                const heard = new Promise<unknown>((resolve) => {
                  shared.once(
                    'row',
                    db.bind(() => resolve(db.activeSpan())),
                  );
                });
                await steps[name]?.();
                db.withActiveSpan(undefined, () => shared.emit('row'));
                expect(await heard).toBe(query);
                expect([web.activeSpan(), db.activeSpan()]).toEqual([root, query]);
              });
            }
            web.startSpan('answer', { tags: { i } }).finish();
          });
        const served = requests.map((plan, i) => {
          const promise = serve(plan, i);
          unsettled.add(promise);
          return promise.finally(() => unsettled.delete(promise));
        });
        const [foreman] = [web.startSpan('foreman')];
        const all = Promise.all(served);
        while (unsettled.size > 0) {
          await setImmediate();
          web.withActiveSpan(foreman, () => {
            while (waiting.length > 0) {
              const next = (order.next().value as number) % waiting.length;
              waiting.splice(next, 1)[0]?.();
            }
          });
        }
        await all;
        const byId = new Map(web.spans.map((span) => [span.context().toSpanId(), span]));
        const answers = web.spansOf('answer');
        expect(answers).toHaveLength(200);
        for (const answer of answers) {
          const parent = byId.get(answer.context().parentIdStr ?? '');
          expect(parent?.operationName).toBe('request');
          expect(parent?.tags.at(-1)).toBe(answer.tags.at(-1));
        }
        for (const query of db.spans) expect(query.context().parentIdStr).toBeNull();
      },
    ),
    { numRuns: 3 },
  );
}, 20_000);

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
