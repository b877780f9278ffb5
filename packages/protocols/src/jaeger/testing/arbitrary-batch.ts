// Batches that a client could send, for property tests only: their tags have no meaning of their own.
import fc from 'fast-check';
import type { JaegerBatch, JaegerSpan, JaegerTag } from './jaeger-batch.ts';

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const id = int64.filter((value) => value !== 0n);
const micros = fc.bigInt({ min: 0n, max: 2n ** 63n / 1000n });
const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const tag: fc.Arbitrary<JaegerTag> = fc.record({
  key: fc
    .string({ minLength: 1, maxLength: 8 })
    .filter((key) => key !== 'event' && key !== 'error'),
  value: fc.oneof(text, fc.double(), fc.boolean(), int64, fc.uint8Array({ maxLength: 9 })),
});
const tags = fc.array(tag, { maxLength: 20 });
const span: fc.Arbitrary<JaegerSpan> = fc.record({
  traceIdLow: id,
  traceIdHigh: int64,
  spanId: id,
  parentSpanId: int64,
  operationName: text,
  references: fc.array(
    fc.record({
      type: fc.constantFrom('CHILD_OF' as const, 'FOLLOWS_FROM' as const),
      traceIdLow: id,
      traceIdHigh: int64,
      spanId: id,
    }),
    { maxLength: 3 },
  ),
  flags: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  startTime: micros,
  duration: micros,
  tags,
  logs: fc.array(fc.record({ timestamp: micros, fields: tags }), { maxLength: 3 }),
});
export const arbitraryBatch: fc.Arbitrary<JaegerBatch> = fc.record({
  process: fc.record({ serviceName: fc.string({ minLength: 1 }), tags }),
  spans: fc.array(span, { maxLength: 5 }),
});
