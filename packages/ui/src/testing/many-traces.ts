// Many small traces, the same each time: most are quick, some are slow, few fail, and the slow ones fail more often.
import { type Span, SpanKind } from '@clew/model';
import { processOf, TraceMaker } from './span-maker.ts';

const MULTIPLIER = 1_103_515_245;
const INCREMENT = 12_345;
const MODULUS = 0x8000_0000;
const HOSTS = 5;

/**
 * Traces of two spans that start evenly over a time.
 * @param startMicros of the first
 * @param stepMicros from the start of one to the next's
 */
export function manyTraces(
  count: number,
  startMicros: number,
  stepMicros: number,
): readonly Span[][] {
  let seed = 11;
  const random = () => {
    seed = (Math.imul(seed, MULTIPLIER) + INCREMENT) & (MODULUS - 1);
    return seed / MODULUS;
  };
  const web = Array.from({ length: HOSTS }, (_, host) =>
    processOf('shop-web', { 'host.name': `web-${host}` }),
  );
  const stock = Array.from({ length: HOSTS }, (_, host) =>
    processOf('stock', { 'host.name': `stock-${host}` }),
  );
  const nothing = processOf('', {});
  return Array.from({ length: count }, (_, index) => {
    const isSlow = random() < 0.06;
    const spread = random() + random() + random() - 1.5;
    const lasts = Math.round((isSlow ? 900_000 : 9_000) * 10 ** (spread * (isSlow ? 0.5 : 0.9)));
    const failed = random() < (isSlow ? 0.12 : 0.006);
    const trace = new TraceMaker(
      (0x1000_0000 + index).toString(16),
      startMicros + index * stepMicros,
    );
    const root = trace.add('', {
      name: index % 3 === 0 ? 'POST /cart' : 'GET /goods',
      resource: web[index % HOSTS] ?? nothing,
      at: 0,
      lasts,
      kind: SpanKind.server,
      ...(failed && { error: 'stock is locked' }),
    });
    trace.add(root, {
      name: 'Stock/Reserve',
      resource: stock[(index * 3) % HOSTS] ?? nothing,
      at: Math.floor(lasts / 10),
      lasts: Math.floor(lasts / 2),
      kind: SpanKind.server,
      ...(failed && { error: 'locked' }),
    });
    return trace.spans;
  });
}
