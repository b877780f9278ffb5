import { EventEmitter, once } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { InMemoryTracer } from './testing.ts';

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

test('a listener that ran once, or was removed with all others, is gone', () => {
  const tracer = new InMemoryTracer();
  const emitter = tracer.bind(new EventEmitter(), tracer.startSpan('a'));
  let calls = 0;
  const listener = (): void => {
    calls += 1;
  };
  emitter.once('x', listener).prependOnceListener('x', listener);
  emitter.emit('x');
  emitter.emit('x');
  expect([calls, emitter.listenerCount('x')]).toEqual([2, 0]);
  emitter.on('x', listener).addListener('x', listener).removeAllListeners('x');
  emitter.emit('x');
  expect([calls, emitter.listenerCount('x')]).toEqual([2, 0]);
  emitter.off('x', listener);
});

test('a listener is removed from the event that it was removed from, and no other', () => {
  const tracer = new InMemoryTracer();
  const emitter = tracer.bind(new EventEmitter(), tracer.startSpan('a'));
  const seen: string[] = [];
  const listener = (name: string): void => void seen.push(name);
  emitter.on('x', listener).on('y', listener).off('x', listener);
  emitter.emit('x', 'x');
  emitter.emit('y', 'y');
  expect(seen).toEqual(['y']);
});

test('listeners that were there before an emitter was bound run as before, and can be removed', () => {
  const tracer = new InMemoryTracer();
  const seen: unknown[] = [];
  const early = (): void => void seen.push(tracer.activeSpan());
  const emitter = new EventEmitter().on('x', early);
  tracer.bind(emitter, tracer.startSpan('a'));
  emitter.emit('x');
  emitter.off('x', early);
  emitter.emit('x');
  expect(seen).toEqual([undefined]);
});

test('an emitter that is bound twice, by one tracer or two, runs its listeners with the last span of each', () => {
  const [a, b] = [new InMemoryTracer('a'), new InMemoryTracer('b')];
  const [a1, a2, b1] = [a.startSpan('a 1'), a.startSpan('a 2'), b.startSpan('b 1')];
  const emitter = b.bind(a.bind(a.bind(new EventEmitter(), a1), a2), b1);
  const seen: unknown[] = [];
  const listener = (): void => void seen.push(a.activeSpan(), b.activeSpan());
  emitter.on('x', listener);
  emitter.emit('x');
  expect(seen).toEqual([a2, b1]);
  emitter.off('x', listener);
  expect(emitter.listenerCount('x')).toBe(0);
});

test('what a listener is called with and on, and what it throws, is as without a span', () => {
  const tracer = new InMemoryTracer();
  const emitter = tracer.bind(new EventEmitter(), tracer.startSpan('a'));
  const seen: unknown[] = [];
  emitter.on('x', function (this: unknown, ...args: unknown[]) {
    seen.push(this, ...args);
    throw new Error('from a listener');
  });
  expect(() => emitter.emit('x', 1, 'two')).toThrow('from a listener');
  expect(seen).toEqual([emitter, 1, 'two']);
  expect(() => emitter.on('x', undefined as unknown as () => void)).toThrow(TypeError);
  expect(tracer.activeSpan()).toBeUndefined();
});

test('events of a stream run with its span, whoever feeds it', async () => {
  const tracer = new InMemoryTracer();
  const [mine, other] = [tracer.startSpan('mine'), tracer.startSpan('other')];
  const stream = tracer.bind(new PassThrough(), mine);
  const seen = new Set<unknown>();
  const note = (): void => void seen.add(tracer.activeSpan());
  stream.on('data', note).on('end', note).once('finish', note);
  const closed = once(stream, 'close');
  tracer.withActiveSpan(other, () => stream.end('text'));
  await closed;
  expect([...seen]).toEqual([mine]);
});
