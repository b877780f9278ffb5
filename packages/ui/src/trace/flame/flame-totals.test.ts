import { type Span, traceStatistics } from '@clew/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { processOf, TraceMaker } from '../../testing/span-maker.ts';
import { traceOf } from '../../testing/trace-of.ts';
import { groupSpans } from '../data/group-spans.ts';
import { isError, type Trace } from '../data/trace.ts';
import { doNow } from '../data/turns.ts';
import type { Flame } from './flame.ts';
import { callsOf, flameOf } from './flame-data.ts';
import { foundShare } from './found-share.ts';
import { operationText } from './operation-order.ts';

const SERVICES = ['shop', 'goods', 'stock'].map((name) => processOf(name, {}));
const never = new AbortController().signal;

const anySpans = fc
  .array(
    fc.record({
      at: fc.nat({ max: 60 }),
      lasts: fc.nat({ max: 40 }),
      parent: fc.nat({ max: 40 }),
      service: fc.nat({ max: SERVICES.length - 1 }),
      name: fc.constantFrom('GET', 'PUT', 'query'),
      isFailed: fc.boolean(),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((seeds): readonly Span[] => {
    const trace = new TraceMaker('f1a3e', 1_700_000_000_000_000);
    const ids = [''];
    for (const { at, lasts, parent, service, name, isFailed } of seeds) {
      const resource = SERVICES[service] ?? processOf('', {});
      const above = ids[parent % ids.length] ?? '';
      ids.push(
        trace.add(above, { name, resource, at, lasts, ...(isFailed && { error: 'failed' }) }),
      );
    }
    return trace.spans;
  });

/** The statistics view's figures, by service and operation. */
function statisticsOf(trace: Trace) {
  const { names, group } = doNow(groupSpans(trace, 'operation'));
  const statistics = traceStatistics({
    times: trace.timeUse.times,
    group,
    groupCount: names.length,
    isError: trace.marks.map((_, row) => Number(isError(trace, row))),
    selfTime: trace.timeUse.self,
    path: trace.timeUse.path,
  });
  return { names, statistics };
}

interface Sums {
  spans: number;
  errors: number;
  total: number;
  self: number;
}

/** The figures of boxes added up by service and operation. */
function sumsOf(trace: Trace, flame: Flame, boxes: Iterable<number>): Record<string, Sums> {
  const sums: Record<string, Sums> = {};
  for (const box of boxes) {
    const key = `${trace.services[flame.service[box] ?? 0]}: ${flame.nameOf(box)}`;
    sums[key] ??= { spans: 0, errors: 0, total: 0, self: 0 };
    const figures = flame.figuresOf(box);
    for (const column of ['spans', 'errors', 'total', 'self'] as const) {
      sums[key][column] += figures[column];
    }
  }
  return sums;
}

function statisticsSums(trace: Trace): Record<string, Sums> {
  const { names, statistics } = statisticsOf(trace);
  return Object.fromEntries(
    names.map((name, i) => [
      name,
      {
        spans: statistics.count[i] ?? 0,
        errors: statistics.errors[i] ?? 0,
        total: statistics.total[i] ?? 0,
        self: statistics.self[i] ?? 0,
      },
    ]),
  );
}

describe('the figures of a flame graph', () => {
  test('by time and left-heavy are those of the statistics, added up by operation', async () => {
    await fc.assert(
      fc.asyncProperty(anySpans, async (spans) => {
        const trace = await traceOf(spans);
        for (const mode of ['time', 'left'] as const) {
          const flame = await flameOf(trace, mode, -1, never);
          const sums = sumsOf(trace, flame, flame.service.keys());
          expect(sums, mode).toEqual(statisticsSums(trace));
        }
      }),
    );
  });

  test('in the list of operations are those of the statistics, and what is busy is once there', async () => {
    await fc.assert(
      fc.asyncProperty(anySpans, async (spans) => {
        const trace = await traceOf(spans);
        const { operations, merged } = await callsOf(trace, never);
        const wanted = statisticsSums(trace);
        expect(operations.count).toBe(Object.keys(wanted).length);
        for (let operation = 0; operation < operations.count; operation++) {
          const { spans: count, errors, total, self, busy } = merged.figures;
          const name = operationText(trace, operations, operation);
          expect(wanted[name]).toEqual({
            spans: count[operation],
            errors: errors[operation],
            total: total[operation],
            self: self[operation],
          });
          const flame = await flameOf(trace, 'sandwich', operation, never);
          expect(flame.figuresOf(0).weight).toBe(busy[operation]);
          expect(flame.layout.width).toBe(busy[operation]);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('the share of what is found is that of its time and of all below, each once', async () => {
    await fc.assert(
      fc.asyncProperty(anySpans, fc.array(fc.nat({ max: 39 })), async (spans, some) => {
        const trace = await traceOf(spans);
        const rows = new Set(some.map((row) => row % trace.count));
        let found = 0;
        let whole = 0;
        for (let row = 0; row < trace.count; row++) {
          const self = trace.timeUse.self[row] ?? 0;
          whole += self;
          for (let at = row; at >= 0; at = trace.parent[at] ?? -1) {
            if (!rows.has(at)) continue;
            found += self;
            break;
          }
        }
        expect(foundShare(trace, rows)).toBe(whole > 0 ? found / whole : 0);
      }),
    );
  });

  test('what is found marks the boxes that have it', async () => {
    await fc.assert(
      fc.asyncProperty(anySpans, fc.nat({ max: 39 }), async (spans, some) => {
        const trace = await traceOf(spans);
        const row = some % trace.count;
        for (const mode of ['time', 'left'] as const) {
          const flame = await flameOf(trace, mode, -1, never);
          const boxes = [...flame.boxesWith(new Set([row])).entries()];
          const marked = boxes.filter(([, is]) => is === 1).map(([box]) => box);
          expect(marked).toEqual([flame.boxOf(row)]);
          expect(flame.nameOf(flame.boxOf(row))).toBe(trace.nameOf(row));
        }
      }),
    );
  });
});
