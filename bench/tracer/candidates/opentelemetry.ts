import { decodeOtlpProtobuf } from '@clew/protocols/otlp';
import { context, type Tracer, trace } from '@opentelemetry/api';
import { ExportResultCode } from '@opentelemetry/core';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  NoopSpanProcessor,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import type { ByteSink, Candidate } from '../candidate.ts';
import { STATEMENT_MASK, STATEMENTS, WORK } from '../workload.ts';

/** OpenTelemetry's SDK with its own batches of 512 spans and its own serialiser. */
export const openTelemetry: Candidate = {
  name: 'opentelemetry',
  format: 'OTLP protobuf',
  modes: ['encoded', 'finished', 'unsampled'],
  rootTags: {},
  start(mode, sink) {
    const processor =
      mode === 'finished' ? new NoopSpanProcessor() : new BatchSpanProcessor(sinkExporter(sink));
    const provider = new BasicTracerProvider({
      resource: resourceFromAttributes({ 'service.name': WORK.service }),
      spanProcessors: [processor],
      ...(mode === 'unsampled' ? { sampler: new AlwaysOffSampler() } : {}),
    });
    const tracer = provider.getTracer('bench');
    return {
      run: (first, units) => run(tracer, first, units),
      flush: () => provider.forceFlush(),
      close: () => provider.shutdown(),
    };
  },
  decode: decodeOtlpProtobuf,
};

function sinkExporter(sink: ByteSink): SpanExporter {
  return {
    export(spans, callback) {
      const bytes = ProtobufTraceSerializer.serializeRequest(spans);
      if (bytes === undefined) {
        callback({ code: ExportResultCode.FAILED, error: new Error('spans were not serialised') });
        return;
      }
      sink.take(bytes);
      callback({ code: ExportResultCode.SUCCESS });
    },
    shutdown: async () => {},
  };
}

function run(tracer: Tracer, first: number, units: number): void {
  for (let i = first; i < first + units; i++) {
    const parent = tracer.startSpan(WORK.parent);
    parent.setAttribute(WORK.methodKey, WORK.method);
    const child = tracer.startSpan(WORK.child, undefined, trace.setSpan(context.active(), parent));
    child.setAttribute(WORK.statementKey, STATEMENTS[i & STATEMENT_MASK] as string);
    child.addEvent(WORK.event, { [WORK.messageKey]: WORK.message });
    child.end();
    parent.setAttribute(WORK.statusKey, WORK.status);
    parent.end();
  }
}
