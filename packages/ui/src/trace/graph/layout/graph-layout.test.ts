import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextNode } from '../walk.ts';
import { arrowHead, edgePath } from './edge-path.ts';
import { type GraphLayout, type LayoutRequest, layoutGraph } from './graph-layout.ts';

const NODE = { nodeWidth: 200, nodeHeight: 70 };

/** Any graph, with loops, circles and several edges between two nodes. */
const anyRequest = fc
  .record({
    direction: fc.constantFrom('LR' as const, 'TB' as const),
    nodeCount: fc.integer({ min: 1, max: 12 }),
    edges: fc.array(fc.record({ from: fc.nat(99), to: fc.nat(99), isLabelled: fc.boolean() }), {
      maxLength: 20,
    }),
  })
  .map(
    ({ direction, nodeCount, edges }): LayoutRequest => ({
      ...NODE,
      direction,
      nodeCount,
      edges: edges.map(({ from, to, isLabelled }) => ({
        from: from % nodeCount,
        to: to % nodeCount,
        labelWidth: isLabelled ? 60 : 0,
        labelHeight: isLabelled ? 16 : 0,
      })),
    }),
  );

function areApart({ nodes }: GraphLayout): boolean {
  return nodes.every((one, i) =>
    nodes.every(
      (other, j) =>
        i === j ||
        Math.abs(one.x - other.x) >= NODE.nodeWidth ||
        Math.abs(one.y - other.y) >= NODE.nodeHeight,
    ),
  );
}

test('in any graph no nodes overlap, and every edge goes from border to border', () => {
  fc.assert(
    fc.property(anyRequest, (request) => {
      const layout = layoutGraph(request);
      expect(areApart(layout)).toBe(true);
      for (const [index, { from, to }] of request.edges.entries()) {
        const line = layout.edges[index];
        const ends = [
          [line?.points[0], layout.nodes[from]],
          [line?.points.at(-1), layout.nodes[to]],
        ] as const;
        for (const [point, node] of ends) {
          if (line === undefined || point === undefined || node === undefined)
            throw new Error('no end');
          const [dx, dy] = [Math.abs(point.x - node.x), Math.abs(point.y - node.y)];
          expect(dx).toBeLessThanOrEqual(NODE.nodeWidth / 2);
          expect(dy).toBeLessThanOrEqual(NODE.nodeHeight / 2);
          expect(dx === NODE.nodeWidth / 2 || dy === NODE.nodeHeight / 2).toBe(true);
          expect(edgePath(line, layout.direction)).toMatch(/^M[-\d.,]+(C[-\d., ]+)+$/);
          expect(arrowHead(line, layout.direction, 2).split(' ')).toHaveLength(3);
        }
      }
    }),
  );
});

test('callees stand after their callers along the way of the request', () => {
  const edges = [
    { from: 0, to: 1, labelWidth: 0, labelHeight: 0 },
    { from: 1, to: 2, labelWidth: 0, labelHeight: 0 },
  ];
  const across = layoutGraph({ ...NODE, direction: 'LR', nodeCount: 3, edges }).nodes;
  expect(across.map(({ x }) => x)).toEqual(across.map(({ x }) => x).sort((a, b) => a - b));
  const down = layoutGraph({ ...NODE, direction: 'TB', nodeCount: 3, edges }).nodes;
  expect(down.map(({ y }) => y)).toEqual(down.map(({ y }) => y).sort((a, b) => a - b));
});

test('the keys reach every node of any graph, and forward goes along an edge', () => {
  fc.assert(
    fc.property(anyRequest, (request) => {
      const layout = layoutGraph(request);
      const walk = (from: number, step: Parameters<typeof nextNode>[3]) =>
        nextNode(request, layout, from, step);
      const visited = [walk(0, 'first')];
      for (let i = 1; i < request.nodeCount; i++) visited.push(walk(visited.at(-1) ?? 0, 'after'));
      expect(new Set(visited).size).toBe(request.nodeCount);
      expect(visited.at(-1)).toBe(walk(0, 'last'));
      for (const node of visited) {
        const callees = request.edges.flatMap(({ from, to }) =>
          from === node && to !== node ? [to] : [],
        );
        const next = walk(node, 'forward');
        expect(callees.length === 0 ? next === node : callees.includes(next)).toBe(true);
      }
    }),
  );
});
