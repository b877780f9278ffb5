// Conditions on the intrinsic fields of spans and on whole traces.
import { SpanKind, StatusCode } from '@clew/model';
import { expect } from 'vitest';
import type { SpanStore } from '../span-store.ts';
import type { Comparison, SpanExpression, TraceExpression } from '../trace-query.ts';
import { type ContractCheck, matches, write } from './contract-check.ts';
import { spanOf, traceId } from './sample-spans.ts';

const COMPARISONS: readonly Comparison[] = ['=', '!=', '<', '<=', '>', '>='];

export const searchConditionChecks: readonly ContractCheck[] = [
  {
    promise: 'finds spans by service and name, exactly, and by their being others',
    async holds(store) {
      await write(store, spanOf({ trace: 1, service: 'shop', name: 'GET' }));
      await write(store, spanOf({ trace: 2, service: 'shop', name: 'POST' }));
      await write(store, spanOf({ trace: 3, service: 'Shop', name: 'GET ' }));
      await write(store, spanOf({ trace: 4, service: '', name: '' }));
      await expectSome(store, { op: 'service', is: '=', value: 'shop' }, [2, 1]);
      await expectSome(store, { op: 'service', is: '!=', value: 'shop' }, [4, 3]);
      await expectSome(store, { op: 'service', is: '=', value: '' }, [4]);
      await expectSome(store, { op: 'service', is: '=', value: 'sho' }, []);
      await expectSome(store, { op: 'name', is: '=', value: 'GET' }, [1]);
      await expectSome(store, { op: 'name', is: '!=', value: 'GET' }, [4, 3, 2]);
      await expectSome(store, { op: 'name', is: '!=', value: '' }, [3, 2, 1]);
      await expectSome(store, { op: 'name', is: '!=', value: 'nowhere' }, [4, 3, 2, 1]);
    },
  },
  {
    promise: 'finds spans by the texts of their scope, status, trace state and events',
    async holds(store) {
      const scope = { ...spanOf().scope, name: 'http', version: '1' };
      const event = (name: string) => ({
        time: 0n,
        name,
        attributes: [],
        droppedAttributesCount: 0,
      });
      await write(store, spanOf({ trace: 1, scope, statusMessage: 'failed', traceState: 'a=b' }));
      await write(store, spanOf({ trace: 2, events: [event('start'), event('end')] }));
      await write(store, spanOf({ trace: 3 }));
      await expectSome(store, { op: 'scopeName', is: '=', value: 'http' }, [1]);
      await expectSome(store, { op: 'scopeName', is: '!=', value: 'http' }, [3, 2]);
      await expectSome(store, { op: 'scopeVersion', is: '=', value: '1' }, [1]);
      await expectSome(store, { op: 'statusMessage', is: '=', value: 'failed' }, [1]);
      await expectSome(store, { op: 'statusMessage', is: '=', value: '' }, [3, 2]);
      await expectSome(store, { op: 'statusMessage', is: '!=', value: '' }, [1]);
      await expectSome(store, { op: 'traceState', is: '=', value: 'a=b' }, [1]);
      await expectSome(store, { op: 'eventName', is: '=', value: 'end' }, [2]);
      await expectSome(store, { op: 'eventName', is: '!=', value: 'end' }, [2]);
      await expectSome(store, { op: 'eventName', is: '=', value: '' }, []);
    },
  },
  {
    promise: 'finds spans by kind and status',
    async holds(store) {
      const kinds = Object.values(SpanKind);
      for (const kind of kinds) await write(store, spanOf({ trace: kind + 1, kind }));
      const statuses = Object.values(StatusCode);
      for (const status of statuses) await write(store, spanOf({ trace: status + 10, status }));
      for (const kind of kinds) {
        const own = kind === SpanKind.server ? [12, 11, 10, kind + 1] : [kind + 1];
        await expectSome(store, { op: 'kind', is: '=', value: kind }, own);
        const others = [12, 11, 10, 6, 5, 4, 3, 2, 1].filter((trace) => !own.includes(trace));
        await expectSome(store, { op: 'kind', is: '!=', value: kind }, others);
      }
      await expectSome(store, { op: 'status', is: '=', value: StatusCode.error }, [12]);
      await expectSome(store, { op: 'status', is: '=', value: StatusCode.ok }, [11]);
      await expectSome(store, { op: 'status', is: '!=', value: StatusCode.unset }, [12, 11]);
    },
  },
  {
    promise: 'compares the durations of spans to the nanosecond, however long they are',
    async holds(store) {
      const durations = [0n, 5n, 6n, 2n ** 32n, 2n ** 53n + 1n, 2n ** 63n];
      for (const [index, duration] of durations.entries()) {
        await write(store, spanOf({ trace: index + 1, start: 1n, duration }));
      }
      const bounds = [...durations, 1n, 2n ** 53n, -1n, 2n ** 64n, 2n ** 80n, -(2n ** 64n) + 5n];
      for (const value of bounds) {
        for (const is of COMPARISONS) {
          const expected = [6, 5, 4, 3, 2, 1].filter((trace) =>
            compares(durations[trace - 1] ?? 0n, is, value),
          );
          await expectSome(store, { op: 'duration', is, value }, expected);
          expect(await matches(store, { op: 'traceDuration', is, value })).toEqual(
            expected.map(traceId),
          );
        }
      }
    },
  },
  {
    promise: 'joins conditions by and, or and not; an empty `and` holds, an empty `or` does not',
    async holds(store) {
      await write(store, spanOf({ trace: 1, service: 'a', name: 'x' }));
      await write(store, spanOf({ trace: 2, service: 'a', name: 'y' }));
      await write(store, spanOf({ trace: 3, service: 'b', name: 'x' }));
      const a: SpanExpression = { op: 'service', is: '=', value: 'a' };
      const x: SpanExpression = { op: 'name', is: '=', value: 'x' };
      const inSpans: readonly (readonly [SpanExpression, readonly number[]])[] = [
        [{ op: 'and', of: [a, x] }, [1]],
        [{ op: 'or', of: [a, x] }, [3, 2, 1]],
        [{ op: 'not', of: a }, [3]],
        [{ op: 'and', of: [a, { op: 'not', of: x }] }, [2]],
        [{ op: 'not', of: { op: 'or', of: [a, x] } }, []],
        [
          {
            op: 'and',
            of: [
              { op: 'or', of: [a, x] },
              { op: 'not', of: x },
            ],
          },
          [2],
        ],
        [{ op: 'not', of: { op: 'not', of: x } }, [3, 1]],
        [{ op: 'and', of: [] }, [3, 2, 1]],
        [{ op: 'or', of: [] }, []],
        [{ op: 'not', of: { op: 'or', of: [] } }, [3, 2, 1]],
        [{ op: 'and', of: [{ op: 'and', of: [] }, x] }, [3, 1]],
      ];
      for (const [span, expected] of inSpans) {
        await expectSome(store, span, expected);
        // The same tree over the trace, which has one span only.
        expect(await matches(store, liftedToTrace(span))).toEqual(expected.map(traceId));
      }
    },
  },
  {
    promise: 'asks one span to satisfy all of one `some`, and lets each `some` be another span',
    async holds(store) {
      await write(store, spanOf({ trace: 1, id: 1, service: 'a', name: 'x' }));
      await write(store, spanOf({ trace: 1, id: 2, service: 'b', name: 'y', parent: 1 }));
      await write(store, spanOf({ trace: 2, id: 1, service: 'a', name: 'y' }));
      const a: SpanExpression = { op: 'service', is: '=', value: 'a' };
      const y: SpanExpression = { op: 'name', is: '=', value: 'y' };
      await expectSome(store, { op: 'and', of: [a, y] }, [2]);
      const both: TraceExpression = {
        op: 'and',
        of: [
          { op: 'some', span: a },
          { op: 'some', span: y },
        ],
      };
      expect(await matches(store, both)).toEqual([2, 1].map(traceId));
      // Some span that is no `a`, and no span that is an `a`, are different things.
      await expectSome(store, { op: 'not', of: a }, [1]);
      expect(await matches(store, { op: 'not', of: { op: 'some', span: a } })).toEqual([]);
    },
  },
  {
    promise: 'decides what a whole trace has or lacks after its fragments came together',
    async holds(store) {
      for (const trace of [1, 2, 3]) await write(store, spanOf({ trace, id: 2, parent: 1, at: 5 }));
      await store.flush();
      const failed = { id: 3, parent: 2, at: 9, status: StatusCode.error } as const;
      await write(
        store,
        spanOf({ trace: 1, ...failed }),
        spanOf({ trace: 2, at: 5, service: 'b' }),
      );
      await write(store, spanOf({ trace: 3, at: 1, name: 'early', service: 'b' }));
      const error: TraceExpression = {
        op: 'some',
        span: { op: 'status', is: '=', value: StatusCode.error },
      };
      const cases: readonly (readonly [TraceExpression, readonly number[]])[] = [
        [{ op: 'not', of: error }, [2, 3]],
        [{ op: 'and', of: [error, { op: 'spanCount', is: '=', value: 2 }] }, [1]],
        [{ op: 'rootService', is: '=', value: 'b' }, [2, 3]],
        [{ op: 'rootService', is: '!=', value: 'b' }, [1]],
        [{ op: 'rootName', is: '=', value: 'early' }, [3]],
        [{ op: 'rootName', is: '!=', value: 'early' }, [2, 1]],
        [{ op: 'traceDuration', is: '=', value: 1_000_004n }, [1, 3]],
        [{ op: 'traceDuration', is: '<=', value: 1_000_000n }, [2]],
        [{ op: 'errorCount', is: '>=', value: 1 }, [1]],
        [{ op: 'errorCount', is: '=', value: 0 }, [2, 3]],
        [{ op: 'spanCount', is: '>', value: 2 }, []],
        [{ op: 'or', of: [error, { op: 'rootName', is: '=', value: 'early' }] }, [1, 3]],
      ];
      for (const [where, expected] of cases) {
        expect(await matches(store, where), JSON.stringify(where, plainJson)).toEqual(
          expected.map(traceId),
        );
      }
    },
  },
  {
    promise: 'compares the counts of spans and errors by every comparison',
    async holds(store) {
      for (const trace of [1, 2, 3, 4]) {
        for (let id = 1; id <= trace; id++) {
          const status = id < trace ? StatusCode.error : StatusCode.ok;
          await write(store, spanOf({ trace, id, at: id === 1 ? 0 : id, status }));
        }
      }
      for (const value of [0, 1, 2, 2.5, 4, 9, -1, Number.POSITIVE_INFINITY, Number.NaN]) {
        for (const is of COMPARISONS) {
          const expected = (offset: number) =>
            [4, 3, 2, 1].filter((trace) => compares(trace - offset, is, value)).map(traceId);
          expect(await matches(store, { op: 'spanCount', is, value })).toEqual(expected(0));
          expect(await matches(store, { op: 'errorCount', is, value })).toEqual(expected(1));
        }
      }
    },
  },
];

async function expectSome(
  store: SpanStore,
  span: SpanExpression,
  traces: readonly number[],
): Promise<void> {
  const found = await matches(store, { op: 'some', span });
  expect(found, JSON.stringify(span, plainJson)).toEqual(traces.map(traceId));
}

function compares(a: number | bigint, is: Comparison, b: number | bigint): boolean {
  if (Number.isNaN(b)) return false;
  const order = a < b ? -1 : a > b ? 1 : 0;
  return {
    '=': order === 0,
    '!=': order !== 0,
    '<': order < 0,
    '<=': order <= 0,
    '>': order > 0,
    '>=': order >= 0,
  }[is];
}

function liftedToTrace(expression: SpanExpression): TraceExpression {
  if (expression.op === 'and' || expression.op === 'or') {
    return { op: expression.op, of: expression.of.map(liftedToTrace) };
  }
  if (expression.op === 'not') return { op: 'not', of: liftedToTrace(expression.of) };
  return { op: 'some', span: expression };
}

function plainJson(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}
