// Conditions on the links of spans: where they point to, and what attributes they have.
import type { Attribute, SpanLink } from '@clew/model';
import { expect } from 'vitest';
import type { SpanStore } from '../span-store.ts';
import type { SpanExpression } from '../trace-query.ts';
import { CONTEXT, type ContractCheck, matches, write } from './contract-check.ts';
import { spanId, spanOf, traceId } from './sample-spans.ts';

function linkTo(trace: number, span: number, attributes: readonly Attribute[] = []): SpanLink {
  return {
    ...{ traceId: traceId(trace), spanId: spanId(span), traceState: '', flags: 0 },
    ...{ attributes, droppedAttributesCount: 0 },
  };
}

export const linkConditionChecks: readonly ContractCheck[] = [
  {
    promise: 'finds spans by the traces and spans that any of their links points to',
    async holds(store) {
      await write(store, spanOf({ trace: 1, links: [linkTo(77, 7)] }));
      await write(store, spanOf({ trace: 2, links: [linkTo(66, 6), linkTo(77, 8)] }));
      await write(store, spanOf({ trace: 3 }), spanOf({ trace: 3, id: 2, links: [linkTo(66, 7)] }));
      await write(store, spanOf({ trace: 4 }));
      // What a link points to need not be there, and is not found by being pointed to.
      await write(store, spanOf({ trace: 66, id: 6 }));
      await expectTraces(store, toTrace('=', 77), [2, 1]);
      await expectTraces(store, toTrace('=', 66), [3, 2]);
      await expectTraces(store, toTrace('=', 6), []);
      await expectTraces(store, toTrace('=', 5, 66), [3, 2]);
      await expectTraces(store, toTrace('=', 66, 77), [3, 2, 1]);
      await expectTraces(store, toTrace('!=', 77), [3, 2]);
      await expectTraces(store, toTrace('!=', 66, 77), []);
      await expectTraces(store, toTrace('!=', 5), [3, 2, 1]);
      await expectTraces(store, toSpan('=', 7), [3, 1]);
      await expectTraces(store, toSpan('=', 8), [2]);
      await expectTraces(store, toSpan('=', 66), []);
      await expectTraces(store, toSpan('!=', 7), [2]);
      await expectTraces(store, toSpan('!=', 7, 6), [2]);
      // Each condition may be satisfied by another link of the span.
      await expectTraces(store, { op: 'and', of: [toTrace('=', 66), toSpan('=', 8)] }, [2]);
    },
  },
  {
    promise: 'tells spans with links from those without',
    async holds(store) {
      await write(store, spanOf({ trace: 1, links: [linkTo(9, 9)] }));
      await write(store, spanOf({ trace: 2, events: [] }));
      const event = { time: 1n, name: 'event', attributes: [], droppedAttributesCount: 0 };
      await write(store, spanOf({ trace: 3, events: [event] }));
      const hasLink: SpanExpression = { op: 'hasLink' };
      await expectTraces(store, hasLink, [1]);
      await expectTraces(store, { op: 'not', of: hasLink }, [3, 2]);
      await expectTraces(store, { op: 'not', of: toTrace('=', 9) }, [3, 2]);
      await expectTraces(store, { op: 'not', of: toTrace('!=', 9) }, [3, 2, 1]);
    },
  },
  {
    promise: 'tells ids of links apart by each of their bytes',
    async holds(store) {
      const whole = '0123456789abcdeffedcba9876543210';
      const halves = [whole.slice(0, 16), whole.slice(16)] as const;
      const link = { ...linkTo(0, 0), traceId: whole, spanId: halves[1] };
      await write(store, spanOf({ trace: 1, links: [link] }));
      const finds = async (op: 'linkTraceId' | 'linkSpanId', id: string): Promise<number> =>
        (await matches(store, { op: 'some', span: { op, is: '=', ids: [id] } })).length;
      expect(await finds('linkTraceId', whole)).toBe(1);
      expect(await finds('linkSpanId', halves[1])).toBe(1);
      expect(await finds('linkSpanId', halves[0])).toBe(0);
      for (let at = 0; at < whole.length; at++) {
        const digit = whole[at] === '0' ? '1' : '0';
        const other = whole.slice(0, at) + digit + whole.slice(at + 1);
        expect(await finds('linkTraceId', other)).toBe(0);
        if (at >= 16) expect(await finds('linkSpanId', other.slice(16))).toBe(0);
      }
    },
  },
  {
    promise: 'looks at the attributes of every link where those of links are asked for',
    async holds(store) {
      const link = (value: string) => linkTo(9, 9, [{ key: 'key', value }]);
      await write(store, spanOf({ trace: 1, links: ['a', 'b'].map(link) }));
      await write(store, spanOf({ trace: 2, links: [linkTo(9, 9)] }));
      await write(store, spanOf({ trace: 3, attributes: [{ key: 'key', value: 'a' }] }));
      const inLink = { op: 'attribute', scope: 'link', key: 'key' } as const;
      for (const value of ['a', 'b']) {
        await expectTraces(store, { ...inLink, is: '=', value }, [1]);
      }
      await expectTraces(store, { ...inLink, is: '!=', value: 'a' }, [1]);
      await expectTraces(store, { ...inLink, is: '=', value: 'c' }, []);
      await expectTraces(store, { ...inLink, is: '=~', value: '[bc]' }, [1]);
      const has: SpanExpression = { op: 'has', scope: 'link', key: 'key' };
      await expectTraces(store, has, [1]);
      await expectTraces(store, { op: 'not', of: has }, [3, 2]);
      await expectTraces(store, { ...inLink, scope: 'any', is: '=', value: 'b' }, []);
      expect(await store.attributeKeys(CONTEXT)).toContainEqual({ scope: 'link', key: 'key' });
      const values = await store.attributeValues({ scope: 'link', key: 'key' }, 9, CONTEXT);
      expect(values).toEqual(['a', 'b']);
    },
  },
];

function toTrace(is: '=' | '!=', ...traces: readonly number[]): SpanExpression {
  return { op: 'linkTraceId', is, ids: traces.map(traceId) };
}

function toSpan(is: '=' | '!=', ...spans: readonly number[]): SpanExpression {
  return { op: 'linkSpanId', is, ids: spans.map(spanId) };
}

async function expectTraces(
  store: SpanStore,
  span: SpanExpression,
  traces: readonly number[],
): Promise<void> {
  const found = await matches(store, { op: 'some', span });
  expect(found, JSON.stringify(span)).toEqual(traces.map(traceId));
}
