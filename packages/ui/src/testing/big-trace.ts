// A trace of any size, the same each time: a batch job that calls many services, deep here and wide there.
import { type Span, SpanKind } from '@clew/model';
import { processOf, TraceMaker } from './span-maker.ts';

const SERVICES = 12;
const INSTANCES = 3;
const STEP_MICROS = 37;
const MULTIPLIER = 1_103_515_245;
const INCREMENT = 12_345;
const MODULUS = 0x8000_0000;

/** A trace of so many spans; times are Unix microseconds. */
export function bigTrace(traceId: string, start: number, spanCount: number): Span[] {
  return [...bigTraceParts(traceId, start, spanCount, spanCount)].flat();
}

/** The same in parts, so that a million spans are never there at once. */
export function* bigTraceParts(
  traceId: string,
  start: number,
  spanCount: number,
  partSize: number,
): Generator<Span[]> {
  const processes = Array.from({ length: SERVICES * INSTANCES }, (_, index) => {
    const service = index % SERVICES;
    return processOf(`batch-${service}`, {
      'host.name': `node-${index}`,
      'service.instance.id': `batch-${service}-${Math.floor(index / SERVICES)}`,
    });
  });
  let seed = 7;
  const random = (below: number) => {
    seed = (Math.imul(seed, MULTIPLIER) + INCREMENT) & (MODULUS - 1);
    return Math.floor((seed / MODULUS) * below);
  };
  const trace = new TraceMaker(traceId, start);
  const path: string[] = [];
  for (let i = 0; i < spanCount; i++) {
    const resource = processes[random(processes.length)] ?? processOf('batch', {});
    const parent = path.at(-1) ?? '';
    const id = trace.add(parent, {
      name: i === 0 ? 'nightly-import' : `import row ${i}`,
      resource,
      at: i * STEP_MICROS,
      lasts: i === 0 ? spanCount * STEP_MICROS : (random(400) + 20) * (13 - path.length),
      kind: i % 3 === 0 ? SpanKind.server : SpanKind.client,
      attributes: { row: BigInt(i), 'row.key': `key-${random(1_000_000)}` },
      ...(i > 0 && random(200) === 0 && { error: 'duplicate key' }),
    });
    if (trace.spans.length === partSize) yield trace.takeSpans();
    if (path.length === 0 || (path.length < 12 && random(3) > 0)) path.push(id);
    else if (path.length > 1 && random(2) === 0) path.length = 1 + random(path.length - 1);
  }
  if (trace.spans.length > 0) yield trace.takeSpans();
}
