// What an application does with the tracer, for the package in each of its forms and on each Node: it must run as it is
// on Node 18. It gives what is the same on every run.
const { AsyncLocalStorage } = require('node:async_hooks');
const { setTimeout: sleep } = require('node:timers/promises');

/** Starts spans, carries them through await and timers and through every format, and sends them to an agent. */
exports.exercise = async function exercise(tracing, port) {
  const { initTracer, opentracing } = tracing;
  const tracer = initTracer(
    {
      serviceName: 'packed',
      sampler: { type: 'const', param: 1 },
      reporter: { agentPort: port, agentProtocol: 'compact' },
    },
    { tags: { 'packed.tag': 'yes' }, traceId128bit: true },
  );
  const store = new AsyncLocalStorage();
  const active = () => tracer.activeSpan()?.operationName;

  const seen = await tracer.startActiveSpan('root', async (root) => {
    root.setBaggageItem('user', 'bé').setTag('answer', 42).log({ event: 'begun' });
    const inside = await store.run('of the application', async () => {
      const names = [active()];
      await tracer.startActiveSpan('awaited', async () => {
        await sleep(1);
        names.push(active());
      });
      await new Promise((resolve) => {
        setTimeout(() => {
          names.push(active());
          tracer.startSpan('timed').finish();
          resolve();
        }, 1);
      });
      return { names, store: store.getStore() };
    });
    return { ...inside, formats: carry(tracing, root) };
  });
  const failed = await tracer
    .startActiveSpan('failed', async () => {
      throw new Error('as asked');
    })
    .catch((error) => error.message);
  await tracer.close();
  return { seen, failed, after: active() ?? 'none', opentracing: typeof opentracing.Tracer };
};

/** What each format makes of a span's context, there and back. */
function carry({ Tracer, NoopReporter, ConstSampler, opentracing }, span) {
  const { FORMAT_TEXT_MAP, FORMAT_HTTP_HEADERS, FORMAT_BINARY } = opentracing;
  const context = span.context();
  const there = {};
  for (const propagation of ['jaeger', 'b3', 'b3-single', 'w3c']) {
    const tracer = new Tracer('carry', new NoopReporter(), new ConstSampler(true), {
      propagation: [propagation],
    });
    for (const format of [FORMAT_TEXT_MAP, FORMAT_HTTP_HEADERS, FORMAT_BINARY]) {
      const carrier = {};
      tracer.inject(context, format, carrier);
      const back = tracer.extract(format, carrier);
      there[`${propagation} ${format}`] = {
        headers: Object.keys(carrier).sort().join(),
        ids: back?.toTraceId() === context.toTraceId() && back?.toSpanId() === context.toSpanId(),
        sampled: back?.isSampled(),
        baggage: back?.baggage.user ?? 'none',
      };
    }
  }
  return there;
}

/** Tests an application with the entry for tests. */
exports.exerciseTesting = function exerciseTesting({ InMemoryTracer, assertSpan }) {
  const tracer = new InMemoryTracer('tested');
  tracer.startActiveSpan('parent', (parent) => {
    parent.setTag('error', true);
    tracer.startActiveSpan('child', () => {});
  });
  const parent = tracer.span('parent');
  assertSpan(parent).isRoot().failed();
  assertSpan(tracer.span('child')).isChildOf(parent).succeeded();
  let message = '';
  try {
    assertSpan(parent).hasTag('absent');
  } catch (error) {
    message = `${error.name}: ${error.message}`;
  }
  return { tree: tracer.tree(), message };
};

/** A parent from one form of the package and its child from the other: libraries of a program may load both. */
exports.exerciseBoth = function exerciseBoth(first, second) {
  const parent = new first.InMemoryTracer('first').startSpan('parent');
  parent.setBaggageItem('user', '7');
  const tracer = new second.InMemoryTracer('second');
  tracer.startSpan('child', { childOf: parent }).finish();
  const child = tracer.span('child').context();
  const [own, its] = [parent.context(), child].map((context) => context.toTraceId());
  return {
    trace: own === its,
    parent: child.parentIdStr === parent.context().toSpanId(),
    baggage: child.baggage.user,
  };
};
