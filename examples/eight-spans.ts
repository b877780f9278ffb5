// The trace of eight spans that OpenTracing's specification draws, ChildOf and FollowsFrom, with times of one's own:
//   node examples/eight-spans.ts
// Spans go to 127.0.0.1:6831, or where JAEGER_AGENT_HOST and JAEGER_AGENT_PORT say.
//
//   [Span A]  ←←←(the root span)
//       |
//    +------+------+
//    |             |
//   [Span B]      [Span C] ←←←(Span C is a child of Span A, ChildOf)
//    |             |
//   [Span D]      +---+-------+
//                 |           |
//              [Span E]    [Span F] >>> [Span G] >>> [Span H]
//                                           ↑
//                                (Span G is called after Span F, FollowsFrom)
//
//   ––|–––––––|–––––––|–––––––|–––––––|–––––––|–––––––|–––––––|–> time
//   [Span A···················································]
//   [Span B··············································]
//   [Span D··········································]
//   [Span C········································]
//   [Span E·······]        [Span F··] [Span G··] [Span H··]
import { initTracerFromEnv, opentracing } from '@clew/tracer';

const { followsFrom } = opentracing;
const tracer = initTracerFromEnv({
  serviceName: 'eight-spans',
  sampler: { type: 'const', param: 1 }, // 1 records every trace, 0 none
});

/** What a column of the drawing lasts, in milliseconds. */
const COLUMN = 10;
const start = Date.now() - 60 * COLUMN;

/** A caller begins before what it calls: of the spans that begin in one column, each is a millisecond later than its caller. */
function at(column: number, late = 0): { readonly startTime: number } {
  return { startTime: start + column * COLUMN + late };
}

const a = tracer.startSpan('A', at(0));
const b = tracer.startSpan('B', { childOf: a, ...at(0, 1) });
const d = tracer.startSpan('D', { childOf: b, ...at(0, 2) });
const c = tracer.startSpan('C', { childOf: a, ...at(0, 3) });
const e = tracer.startSpan('E', { childOf: c, ...at(0, 4) });
const f = tracer.startSpan('F', { childOf: c, ...at(23) });
const g = tracer.startSpan('G', { references: [followsFrom(f.context())], ...at(34) });
const h = tracer.startSpan('H', { references: [followsFrom(g.context())], ...at(45) });

const ends = [
  [e, 15],
  [f, 33],
  [g, 44],
  [c, 48],
  [d, 50],
  [b, 54],
  [h, 55],
  [a, 59],
] as const;
for (const [span, column] of ends) span.finish(start + column * COLUMN);

const traceId = a.context().toTraceId();
console.log(`trace ${traceId}: http://127.0.0.1:16686/trace/${traceId}`);
await tracer.close(); // sends what was not sent yet
