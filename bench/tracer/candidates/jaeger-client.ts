import { decodeEmitBatchBinary } from '@clew/protocols/jaeger';
import jaeger, { type JaegerTracer, type Reporter } from 'jaeger-client';
import udpSender from 'jaeger-client/dist/src/reporters/udp_sender.js';
import type { ByteSink, Candidate } from '../candidate.ts';
import { STATEMENT_MASK, STATEMENTS, WORK } from '../workload.ts';

/** jaeger-client 3.19 with its own reporter and sender; only the socket is another. */
export const jaegerClient: Candidate = {
  name: 'jaeger-client',
  format: 'Thrift binary, UDP',
  modes: ['encoded', 'finished', 'unsampled'],
  rootTags: { 'sampler.type': 'const', 'sampler.param': true },
  start(mode, sink) {
    const reporter = mode === 'finished' ? new jaeger.NoopReporter() : remoteReporter(sink);
    const tracer = jaeger.initTracer(
      {
        serviceName: WORK.service,
        sampler: { type: 'const', param: mode === 'unsampled' ? 0 : 1 },
      },
      { reporter },
    );
    return {
      run: (first, units) => run(tracer, first, units),
      flush: () => flushed(reporter),
      close: () => new Promise((resolve) => tracer.close(resolve)),
    };
  },
  decode: decodeEmitBatchBinary,
};

function remoteReporter(sink: ByteSink): Reporter {
  const sender = new udpSender.default();
  sender._client.close();
  sender._client = {
    send(bytes, _offset, length, _port, _host, callback) {
      sink.take(bytes);
      callback(null, length);
    },
    close() {},
  };
  return new jaeger.RemoteReporter(sender);
}

function flushed(reporter: Reporter): Promise<void> {
  return new Promise((resolve) => {
    if (reporter.flush === undefined) resolve();
    else reporter.flush(resolve);
  });
}

function run(tracer: JaegerTracer, first: number, units: number): void {
  for (let i = first; i < first + units; i++) {
    const parent = tracer.startSpan(WORK.parent);
    parent.setTag(WORK.methodKey, WORK.method);
    const child = tracer.startSpan(WORK.child, { childOf: parent });
    child.setTag(WORK.statementKey, STATEMENTS[i & STATEMENT_MASK]);
    child.log({ event: WORK.event, [WORK.messageKey]: WORK.message });
    child.finish();
    parent.setTag(WORK.statusKey, WORK.status);
    parent.finish();
  }
}
