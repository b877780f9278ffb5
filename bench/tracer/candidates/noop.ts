import { Tracer } from 'opentracing';
import type { Candidate } from '../candidate.ts';
import { STATEMENT_MASK, STATEMENTS, WORK } from '../workload.ts';

/** OpenTracing's tracer that does nothing: what the calls cost by themselves. */
export const noop: Candidate = {
  name: 'opentracing no-op',
  format: 'nothing',
  modes: ['no-op'],
  rootTags: {},
  start() {
    const tracer = new Tracer();
    return {
      run: (first, units) => run(tracer, first, units),
      flush: async () => {},
      close: async () => {},
    };
  },
  decode() {},
};

function run(tracer: Tracer, first: number, units: number): void {
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
