import { decodeEmitBatchCompact } from '@clew/protocols/jaeger';
import {
  type BaseTracer,
  type EncodedBatch,
  initTracer,
  NoopReporter,
  RemoteReporter,
  UdpSender,
} from '@clew/tracer';
import type { ByteSink, Candidate } from '../candidate.ts';
import { STATEMENT_MASK, STATEMENTS, WORK } from '../workload.ts';

/** Clew's tracer as it is configured by default: UDP to an agent, in Thrift's compact protocol. */
export const clew: Candidate = {
  name: 'clew',
  format: 'Thrift compact, UDP',
  modes: ['encoded', 'finished', 'unsampled'],
  rootTags: { 'sampler.type': 'const', 'sampler.param': true },
  start(mode, sink) {
    const reporter =
      mode === 'finished' ? new NoopReporter() : new RemoteReporter(new SinkSender(sink));
    const tracer = initTracer(
      {
        serviceName: WORK.service,
        sampler: { type: 'const', param: mode === 'unsampled' ? 0 : 1 },
      },
      { reporter },
    );
    return {
      run: (first, units) => run(tracer, first, units),
      flush: () => tracer.flush(),
      close: () => tracer.close(),
    };
  },
  decode: decodeEmitBatchCompact,
};

/** The sender for agents, with the sink in place of its socket. */
class SinkSender extends UdpSender {
  readonly #sink: ByteSink;

  constructor(sink: ByteSink) {
    super();
    this.#sink = sink;
  }

  override async send(batch: EncodedBatch): Promise<number> {
    this.#sink.take(batch.bytes);
    return 0;
  }
}

function run(tracer: BaseTracer, first: number, units: number): void {
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
