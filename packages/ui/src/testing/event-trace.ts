// A trace whose spans log much: what they do, what they are warned of, and exceptions as OpenTelemetry's clients send them.
import { type Span, SpanKind } from '@clew/model';
import { processOf, TraceMaker } from './span-maker.ts';

const STEP_MICROS = 1_000;
/** Every so many spans, one of each. */
const WARNING_EVERY = 7;
const EXCEPTION_EVERY = 50;
const SERVICES = ['checkout', 'payment', '库存服务'];

/** Two events a span, and an exception for every fiftieth. */
export function eventTrace(traceId: string, start: number, spanCount: number): Span[] {
  const processes = SERVICES.map((name) => processOf(name, { 'host.name': `${name}-1` }));
  const trace = new TraceMaker(traceId, start);
  let root = '';
  for (let i = 0; i < spanCount; i++) {
    const at = i * STEP_MICROS;
    const isBad = i % EXCEPTION_EVERY === EXCEPTION_EVERY - 1;
    const id = trace.add(root, {
      name: i === 0 ? 'POST /checkout' : `step ${i % 20}`,
      resource: processes[i % processes.length] ?? processOf('checkout', {}),
      at,
      lasts: i === 0 ? (spanCount + 10) * STEP_MICROS : 5_000,
      kind: SpanKind.internal,
      attributes: { 'step.id': BigInt(i), 'step.even': i % 2 === 0 },
      ...(isBad && { error: 'declined' }),
      logs: [
        { at: at + 20, name: 'begin', values: { message: `step ${i} began`, 'cart.items': 3n } },
        ...(isBad
          ? [
              {
                at: at + 3_000,
                name: 'exception',
                values: {
                  'exception.type': 'CardDeclinedError',
                  'exception.message': `the bank declined payment ${i}`,
                  'exception.stacktrace':
                    'CardDeclinedError: declined\n    at pay (/srv/payment/pay.js:88:11)\n    at run (/srv/payment/run.js:12:3)',
                },
              },
            ]
          : []),
        {
          at: at + 4_000,
          values: {
            level: i % WARNING_EVERY === 0 ? 'warn' : 'info',
            message: i % WARNING_EVERY === 0 ? '响应缓慢，已重试' : `step ${i} ended`,
          },
        },
      ],
    });
    if (i === 0) root = id;
  }
  return trace.spans;
}
