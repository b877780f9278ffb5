import { RowMark, type Span, SpanKind, traceStatistics } from '@clew/model';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bigTrace } from '../../../testing/big-trace.ts';
import { orderTrace, rootlessTrace } from '../../../testing/shop-traces.ts';
import { processOf, TraceMaker } from '../../../testing/span-maker.ts';
import { traceOf } from '../../../testing/trace-of.ts';
import { hasMark, isError, type Trace } from '../../data/trace.ts';
import { EVERY_SPAN, GRAPH_MODES, MOST_NODES, MOST_PATHS } from './row-groups.ts';
import { type EdgeType, type TraceGraph, traceGraph } from './trace-graph.ts';

const START = 1_795_451_101_189_306;
const order = await traceOf(orderTrace('104a41e92ef1cd2e', START));
const big = await traceOf(bigTrace('b16', START, 20_000));

/** Edges as `from -> to type calls errors`, the critical path's with a star. */
function edgesOf(graph: TraceGraph): readonly string[] {
  const name = (node: number) => {
    const { service, operation, host } = graph.nodes[node]?.subject ?? {};
    return operation || service || host;
  };
  return graph.edges.map(
    ({ from, to, type, calls, errors, isOnPath }) =>
      `${name(from)} -> ${name(to)} ${type} ${calls} ${errors}${isOnPath ? ' *' : ''}`,
  );
}

test('services call each other, and what only follows is told from what is waited for', () => {
  expect(edgesOf(traceGraph(order, 'services'))).toEqual([
    'mxshop-order-web -> user-srv call 1 0 *',
    'mxshop-order-web -> mxshop-order-srv call 1 1 *',
    'mxshop-order-srv -> goods-srv call 1 1 *',
    'mxshop-order-srv -> inventory-srv call 1 0 *',
    'mxshop-order-srv -> inventory-srv followsFrom 1 0',
  ]);
});

test('a machine is a node with the services that ran on it', () => {
  const graph = traceGraph(order, 'hosts');
  expect(
    graph.nodes.map(({ subject, parts }) => [subject.host, parts.map(({ name }) => name)]),
  ).toEqual([
    ['web-02', ['mxshop-order-web']],
    ['srv-b', ['goods-srv', 'user-srv']],
    ['srv-a', ['mxshop-order-srv']],
    ['node-cn-hangzhou-3', ['inventory-srv']],
  ]);
  expect(graph.linksOutside).toBe(1);
});

test('a service has a loop for a request to itself or to another instance of it, and none for its own work', async () => {
  const maker = new TraceMaker('a1', START);
  const [one, other] = [1, 2].map((id) => processOf('a', { 'service.instance.id': `a-${id}` }));
  if (one === undefined || other === undefined) throw new Error('no process');
  const root = maker.add('', { name: 'root', resource: one, at: 0, lasts: 90 });
  const work = maker.add(root, { name: 'work', resource: one, at: 1, lasts: 80 });
  const back = maker.add(work, { name: 'other', resource: processOf('b', {}), at: 2, lasts: 60 });
  maker.add(work, { name: 'self', resource: one, at: 3, lasts: 5, kind: SpanKind.server });
  maker.add(work, { name: 'peer', resource: other, at: 9, lasts: 5 });
  maker.add(back, { name: 'back', resource: one, at: 20, lasts: 5 });
  const graph = traceGraph(await traceOf(maker.spans), 'services');
  expect(edgesOf(graph).map((edge) => edge.replace(/ \*$/, ''))).toEqual([
    'a -> b call 1 0',
    'b -> a call 1 0',
    'a -> a call 2 0',
  ]);
  expect(graph.nodes.map(({ within }) => within)).toEqual([1, 0]);
});

test('references to several parents and links make a graph of the tree', async () => {
  const maker = new TraceMaker('a2', START);
  const resource = processOf('queue', {});
  const root = maker.add('', { name: 'root', resource, at: 0, lasts: 90 });
  const sends = [1, 2, 3].map((at) =>
    maker.add(root, { name: `send ${at}`, resource, at, lasts: 1, kind: SpanKind.producer }),
  );
  maker.add(sends[0] ?? '', {
    name: 'batch',
    resource,
    at: 9,
    lasts: 9,
    kind: SpanKind.consumer,
    follows: true,
    links: sends.map((id) => ['a2', id]),
  });
  const graph = traceGraph(await traceOf(maker.spans), 'spans');
  expect(edgesOf(graph).filter((edge) => edge.includes('batch'))).toEqual([
    'send 1 -> batch followsFrom 1 0',
    'send 2 -> batch link 1 0',
    'send 3 -> batch link 1 0',
  ]);
});

test('what is there of a trace without its root is a graph too', async () => {
  const graph = traceGraph(await traceOf(rootlessTrace('7caa', START)), 'spans');
  expect(edgesOf(graph)).toEqual(['/Goods/GoodsDetail -> select_goods call 1 0 *']);
});

test.each(GRAPH_MODES)(
  'a trace of 20,000 spans has few nodes by %s, and no span is lost',
  (mode) => {
    const graph = traceGraph(big, mode);
    expect(graph.nodes.length).toBeLessThanOrEqual(Math.max(MOST_NODES + 1, MOST_PATHS * 2));
    expect(sum(graph.nodes.map(({ count }) => count))).toBe(20_000);
    expect(sum(graph.nodes.map(({ share }) => share))).toBeCloseTo(1, 9);
    expect(
      sum(graph.edges.map(({ calls }) => calls)) + sum(graph.nodes.map(({ within }) => within)),
    ).toBe(20_000 - 1);
  },
);

test('siblings of one operation are one node once there are too many, with ids and numbers left out of names', async () => {
  const maker = new TraceMaker('a3', START);
  const resource = processOf('shop', {});
  const root = maker.add('', { name: 'root', resource, at: 0, lasts: 9000 });
  for (let i = 0; i < EVERY_SPAN; i++) {
    const select = maker.add(root, { name: `select ${i}`, resource, at: i, lasts: 5 });
    maker.add(select, { name: 'row', resource, at: i, lasts: 2 });
  }
  const { nodes } = traceGraph(await traceOf(maker.spans), 'spans');
  expect(nodes.map(({ subject, count }) => [subject.operation, count, subject.isPattern])).toEqual([
    ['root', 1, false],
    ['select #', EVERY_SPAN, true],
    ['row', EVERY_SPAN, false],
  ]);
});

test('more services than can be drawn share a node', async () => {
  const maker = new TraceMaker('a4', START);
  const root = maker.add('', { name: 'root', resource: processOf('root', {}), at: 0, lasts: 9000 });
  for (let i = 0; i < MOST_NODES + 9; i++) {
    maker.add(root, { name: 'work', resource: processOf(`s${i}`, {}), at: i, lasts: 5 });
  }
  const { nodes } = traceGraph(await traceOf(maker.spans), 'services');
  expect(nodes).toHaveLength(MOST_NODES + 1);
  expect(nodes.at(-1)).toMatchObject({ subject: { type: 'rest', size: 10 }, count: 10 });
});

/** Any trace of a few services, machines and names. */
const anyTrace = fc
  .array(
    fc.record({
      parent: fc.nat(50),
      service: fc.nat(2),
      host: fc.nat(2),
      name: fc.nat(2),
      kind: fc.constantFrom(SpanKind.internal, SpanKind.server, SpanKind.consumer),
      at: fc.nat(50),
      lasts: fc.nat(50),
      fails: fc.boolean(),
      follows: fc.boolean(),
      link: fc.option(fc.nat(50), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((notes) => {
    const maker = new TraceMaker('f1', START);
    const ids: string[] = [];
    for (const [i, note] of notes.entries()) {
      const parent = ids[(note.parent % (i + 1)) - 1] ?? '';
      const link = note.link === undefined ? undefined : ids[note.link];
      ids.push(
        maker.add(parent, {
          name: `n${note.name}`,
          resource: processOf(`s${note.service}`, { 'host.name': `h${note.host}` }),
          at: note.at,
          lasts: note.lasts,
          kind: note.kind,
          follows: note.follows && parent !== '',
          ...(note.fails && { error: 'failed' }),
          ...(link !== undefined && { links: [['f1', link] as const] }),
        }),
      );
    }
    return maker.spans;
  });

test('the figures of any trace are those of model, and its edges those that counting one by one gives', async () => {
  await fc.assert(
    fc.asyncProperty(anyTrace, fc.constantFrom(...GRAPH_MODES), async (spans, mode) => {
      const trace = await traceOf(spans);
      const graph = traceGraph(trace, mode);
      const key = (row: number): string => {
        if (mode === 'services') return trace.serviceOf(row);
        if (mode === 'hosts') return trace.hosts[trace.host[row] ?? 0] ?? '';
        return mode === 'spans' ? String(row) : `${trace.serviceOf(row)} ${trace.nameOf(row)}`;
      };
      const keys = Array.from({ length: trace.count }, (_, row) => key(row));
      for (const [row, node] of graph.nodeOf.entries()) {
        expect(keys.map((other) => other === keys[row])).toEqual(
          [...graph.nodeOf].map((other) => other === node),
        );
      }
      const statistics = traceStatistics({
        times: trace.timeUse.times,
        group: graph.nodeOf,
        groupCount: graph.nodes.length,
        isError: Uint8Array.from(keys, (_, row) => Number(isError(trace, row))),
        selfTime: trace.timeUse.self,
        path: trace.timeUse.path,
      });
      for (const [index, node] of graph.nodes.entries()) {
        for (const figure of [
          'count',
          'errors',
          'total',
          'mean',
          'self',
          'onPath',
          'p95',
        ] as const) {
          expect(node[figure]).toBe(statistics[figure][index]);
        }
        expect(node.isOnPath).toBe(
          keys.some((_, row) => graph.nodeOf[row] === index && isReached(trace, row)),
        );
      }
      expect(countedEdges(graph)).toEqual(naiveEdges(trace, graph, spans));
    }),
    { numRuns: 100 },
  );
});

function countedEdges(graph: TraceGraph) {
  return new Map(
    graph.edges.map(({ from, to, type, calls, errors, total, isOnPath }) => [
      `${from} ${to} ${type}`,
      { calls, errors, total, isOnPath },
    ]),
  );
}

function naiveEdges(trace: Trace, graph: TraceGraph, spans: readonly Span[]) {
  const edges = new Map<
    string,
    { calls: number; errors: number; total: number; isOnPath: boolean }
  >();
  const add = (from: number, to: number, type: EdgeType) => {
    const [a, b] = [graph.nodeOf[from], graph.nodeOf[to]];
    const kind = trace.kindOf(to);
    const isOwnWork =
      type === 'call' &&
      graph.mode !== 'operations' &&
      trace.serviceOf(from) === trace.serviceOf(to) &&
      trace.hosts[trace.host[from] ?? 0] === trace.hosts[trace.host[to] ?? 0] &&
      kind !== SpanKind.server &&
      kind !== SpanKind.consumer;
    if (a === b && isOwnWork) return;
    const key = `${a} ${b} ${type}`;
    const edge = edges.get(key) ?? { calls: 0, errors: 0, total: 0, isOnPath: false };
    edges.set(key, {
      calls: edge.calls + 1,
      errors: edge.errors + Number(isError(trace, to)),
      total: edge.total + (trace.length[to] ?? 0),
      isOnPath: edge.isOnPath || (type === 'call' && isReached(trace, to)),
    });
  };
  for (let row = 0; row < trace.count; row++) {
    const parent = trace.parent[row] ?? -1;
    if (parent < 0) continue;
    add(parent, row, hasMark(trace, row, RowMark.followsFrom) ? 'followsFrom' : 'call');
  }
  for (const span of spans) {
    const row = trace.rowOf(span.spanId);
    for (const { spanId, attributes } of span.links) {
      const target = trace.rowOf(spanId);
      if (target === trace.parent[row] || target === row) continue;
      add(target, row, attributes.length > 0 ? 'followsFrom' : 'link');
    }
  }
  return edges;
}

/** Whether the critical path goes through a row or what is waited for below it. */
function isReached(trace: Trace, row: number): boolean {
  if ((trace.timeUse.onPath[row] ?? 0) > 0) return true;
  return Array.from(trace.parent.keys()).some(
    (child) =>
      trace.parent[child] === row &&
      !hasMark(trace, child, RowMark.followsFrom) &&
      isReached(trace, child),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
