// What each option does.
import * as opentracing from 'opentracing';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { InMemoryReporter } from '../reporters/in-memory-reporter.ts';
import { keptLines, spansIn, startAgent } from './testing/receivers.ts';
import { headersOf, Tracers } from './testing/tracers.ts';

const tracers = new Tracers(onTestFinished);

describe('options', () => {
  test('tags are tags of the process, beside those that it has anyway', async () => {
    const agent = await startAgent(onTestFinished);
    const tags = { zone: 'cn-east', hostname: 'goods-7' };
    const tracer = tracers.make({ reporter: { agentPort: agent.port } }, { tags });
    tracer.startSpan('pay').finish();
    await tracer.flush();
    const [span] = spansIn(await agent.next(), 'binary');
    const found = Object.fromEntries(
      (span?.resource.attributes ?? []).map(({ key, value }) => [key, value]),
    );
    expect(found).toMatchObject({ ...tags, ip: expect.any(String) });
    expect(found['jaeger.version']).toMatch(/^Clew-Node-\d/);
  });

  test('traceId128bit gives trace ids of 32 digits, and without it they have 16', () => {
    expect(tracers.withSpan({}).span?.context().paddedTraceId).toMatch(/^[\da-f]{16}$/);
    const wide = tracers.withSpan({}, { traceId128bit: true }).span?.context().paddedTraceId;
    expect(wide).toMatch(/^[\da-f]{32}$/);
  });

  test('shareRpcSpan lets a server have the id of its client', () => {
    const { tracer, span } = tracers.withSpan({}, { shareRpcSpan: true });
    const childOf = span as opentracing.Span;
    const server = tracer.startSpan('serve', { childOf, tags: { 'span.kind': 'server' } });
    expect(server.context().toSpanId()).toBe(childOf.context().toSpanId());
  });

  test('contextKey and baggagePrefix are the names of the headers', () => {
    const tracer = tracers.make({}, { contextKey: 'x-trace', baggagePrefix: 'x-baggage-' });
    const span = tracer.startSpan('pay').setBaggageItem('user', '7');
    const headers = {};
    tracer.inject(span, opentracing.FORMAT_HTTP_HEADERS, headers);
    expect(headers).toEqual({ 'x-trace': String(span.context()), 'x-baggage-user': '7' });
  });

  test('propagation says which headers are written', () => {
    expect(Object.keys(headersOf(tracers.make({})))).toEqual(['uber-trace-id']);
    const headers = headersOf(tracers.make({}, { propagation: ['w3c', 'b3-single', 'jaeger'] }));
    expect(Object.keys(headers).sort()).toEqual(['b3', 'traceparent', 'uber-trace-id']);
  });

  test('propagation says which headers are read, the first one counting most', () => {
    const tracer = tracers.make({}, { propagation: ['w3c', 'jaeger'] });
    const old = { 'uber-trace-id': 'abc:1:0:1' };
    const both = { ...old, traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
    const idOf = (headers: object) =>
      tracer.extract(opentracing.FORMAT_HTTP_HEADERS, headers)?.toTraceId();
    expect(idOf(old)).toBe('abc');
    expect(idOf(both)).toBe('af7651916cd43dd8448eb211c80319c');
  });

  test('metrics gets the counters of jaeger-client', () => {
    const counts: string[] = [];
    const createCounter = (name: string, tags = {}) => ({
      increment: () => counts.push(`${name} ${Object.entries(tags).join()}`),
    });
    const metrics = { createCounter, createGauge: () => ({ update() {} }) };
    tracers.withSpan({}, { metrics });
    expect(counts).toEqual([
      'jaeger:started_spans sampled,y',
      'jaeger:traces state,started,sampled,y',
      'jaeger:finished_spans ',
    ]);
  });

  test('a throttler and a baggage restriction manager of the application are asked', () => {
    const asked: string[] = [];
    const throttler = {
      isAllowed(operation: string) {
        asked.push(operation);
        return false;
      },
    };
    const baggageRestrictionManager = {
      getRestriction(service: string, key: string) {
        asked.push(`${service} ${key}`);
        return { keyAllowed: false, maxValueLength: 0 };
      },
    };
    const tracer = tracers.make({}, { throttler, baggageRestrictionManager });
    const span = tracer.startSpan('pay');
    span.setTag('sampling.priority', 1);
    span.setBaggageItem('user', '7');
    expect(asked).toEqual(['pay', 'shop user']);
    expect(span.getBaggageItem('user')).toBeUndefined();
  });

  test('a reporter of the application is told who the process is', () => {
    const reporter = new InMemoryReporter();
    const setProcess = vi.spyOn(reporter, 'setProcess');
    tracers.make({}, { reporter, tags: { zone: 'a' } });
    expect(setProcess).toHaveBeenCalledExactlyOnceWith(
      'shop',
      expect.arrayContaining([{ key: 'zone', value: 'a' }]),
    );
  });

  test('with a reporter of the application, the keys for another one are no misspellings', () => {
    const logger = keptLines();
    const reporter = new InMemoryReporter();
    tracers.make({ reporter: { agentHost: 'agent', logSpans: true } }, { logger, reporter });
    expect(logger.warnings).toEqual([]);
  });

  test('the logger learns what the tracer was made of', () => {
    const logger = keptLines();
    tracers.make({ reporter: { agentHost: '127.0.0.2', agentPort: 1 } }, { logger });
    expect(logger.infos).toEqual([
      'Initializing Clew Tracer with RemoteReporter(UdpSender(127.0.0.2:1)) and ConstSampler(always)',
    ]);
  });
});
