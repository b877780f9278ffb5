// Which span is active, for each tracer of its own. All tracers share one AsyncLocalStorage, since each one more costs
// something at every asynchronous step; what it stores is a short list with at most one entry a tracer.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';
import type { Span } from 'opentracing';

interface ActiveSpan {
  readonly tracer: object;
  readonly span: Span | undefined;
  /** Entries of other tracers. */
  readonly others: ActiveSpan | undefined;
}

/** Made when a span is first made active, so that who never does pays nothing. */
let storage: AsyncLocalStorage<ActiveSpan> | undefined;

/** The span that is active for a tracer where this is called. */
export function activeSpanOf(tracer: object): Span | undefined {
  if (storage === undefined) return undefined;
  for (let entry = storage.getStore(); entry !== undefined; entry = entry.others) {
    if (entry.tracer === tracer) return entry.span;
  }
  return undefined;
}

/** Calls a function while a span is active for a tracer. */
export function runWithSpan<T>(tracer: object, span: Span | undefined, fn: () => T): T {
  storage ??= new AsyncLocalStorage();
  return storage.run({ tracer, span, others: without(tracer, storage.getStore()) }, fn);
}

function without(tracer: object, entry: ActiveSpan | undefined): ActiveSpan | undefined {
  if (entry === undefined) return undefined;
  if (entry.tracer === tracer) return entry.others;
  const others = without(tracer, entry.others);
  return others === entry.others ? entry : { ...entry, others };
}

type Listener = (...args: unknown[]) => unknown;

const adding = [
  'addListener',
  'on',
  'once',
  'prependListener',
  'prependOnceListener',
] as const satisfies readonly (keyof EventEmitter)[];

const removing = ['removeListener', 'off'] as const satisfies readonly (keyof EventEmitter)[];

/** Makes an emitter wrap each listener that is added from now on. */
export function bindEmitter<E extends EventEmitter>(
  emitter: E,
  wrap: (listener: Listener) => Listener,
): E {
  const wrapped = new WeakMap<Listener, Listener>();
  let isNested = false;
  for (const method of adding) {
    const add: (event: string | symbol, listener: Listener) => E = emitter[method].bind(emitter);
    Object.defineProperty(emitter, method, {
      configurable: true,
      writable: true,
      value(event: string | symbol, listener: Listener): E {
        // Node's `once` and some streams' `on` call each other: only the outermost call is wrapped.
        if (isNested || typeof listener !== 'function') return add(event, listener);
        let bound = wrapped.get(listener);
        if (bound === undefined) {
          bound = wrap(listener);
          // By this property `listeners` gives what was added.
          Object.defineProperty(bound, 'listener', { value: listener, configurable: true });
          wrapped.set(listener, bound);
        }
        isNested = true;
        try {
          return add(event, bound);
        } finally {
          isNested = false;
        }
      },
    });
  }
  for (const method of removing) {
    const remove: (event: string | symbol, listener: Listener) => E = emitter[method].bind(emitter);
    Object.defineProperty(emitter, method, {
      configurable: true,
      writable: true,
      value: (event: string | symbol, listener: Listener): E =>
        remove(event, wrapped.get(listener) ?? listener),
    });
  }
  return emitter;
}
