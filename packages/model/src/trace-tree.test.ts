import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildTraceTree, type Span, SpanKind, type TraceNode, type TraceTree } from './index.ts';
import { idOf, linkTo, plainSpan, resourceOf } from './testing/plain-span.ts';

const client = SpanKind.client;
const server = SpanKind.server;

function spanOf(id: number, parent: number, change: Partial<Span> = {}): Span {
  const parentSpanId = parent === 0 ? '' : idOf(parent);
  return { ...plainSpan, spanId: idOf(id), parentSpanId, ...change };
}

/** The tree as text: one line a span, indented by depth. */
function outline(tree: TraceTree): readonly string[] {
  return tree.nodes.map((node) => {
    const place = node.place === 'child' ? '' : ` ${node.place}`;
    return `${'  '.repeat(node.depth)}${node.span.name}${place}`;
  });
}

describe('the tree of a trace', () => {
  test('has every child under its parent, by start, whatever the order in which spans came', () => {
    const spans = [
      spanOf(3, 1, { name: 'late', start: 30n }),
      spanOf(4, 2, { name: 'grandchild', start: 25n }),
      spanOf(2, 1, { name: 'early', start: 20n }),
      spanOf(1, 0, { name: 'root', start: 10n }),
    ];
    expect(outline(buildTraceTree(spans))).toEqual([
      'root root',
      '  early',
      '    grandchild',
      '  late',
    ]);
  });

  test('shows a span whose parent never came beside the root, and says so', () => {
    const spans = [
      spanOf(1, 0, { name: 'root', start: 10n }),
      spanOf(2, 99, { name: 'lost', start: 5n }),
      spanOf(3, 2, { name: 'under it' }),
    ];
    expect(outline(buildTraceTree(spans))).toEqual(['lost orphan', '  under it', 'root root']);
  });

  test('puts a span without a parent under the one it follows from', () => {
    const spans = [
      spanOf(1, 0, { name: 'root' }),
      spanOf(2, 1, { name: 'job' }),
      spanOf(3, 0, { name: 'after', links: [linkTo(idOf(2), 'follows_from')] }),
      spanOf(4, 0, {
        name: 'child by reference',
        links: [linkTo(idOf(2)), linkTo(idOf(1), 'child_of')],
      }),
      spanOf(5, 1, { name: 'parent wins', links: [linkTo(idOf(2))] }),
      spanOf(6, 0, {
        name: 'another trace',
        links: [{ ...linkTo(idOf(1)), traceId: 'f'.repeat(32) }],
      }),
      spanOf(7, 0, { name: 'follows what never came', links: [linkTo(idOf(99))] }),
    ];
    expect(outline(buildTraceTree(spans))).toEqual([
      'root root',
      '  job',
      '    after',
      '  child by reference',
      '  parent wins',
      'another trace root',
      'follows what never came root',
    ]);
  });

  test('puts a server that shares its span id under the client, and children under their own service', () => {
    const web = resourceOf({ 'service.name': 'web' });
    const shop = resourceOf({ 'service.name': 'shop' });
    const spans = [
      spanOf(1, 0, { name: 'root', resource: web, start: 1n }),
      spanOf(2, 1, { name: 'server half', kind: server, resource: shop, start: 3n }),
      spanOf(2, 1, { name: 'client half', kind: client, resource: web, start: 2n }),
      spanOf(3, 2, { name: 'in the shop', resource: shop, start: 4n }),
      spanOf(4, 2, { name: 'in the web', resource: web, start: 5n }),
      spanOf(5, 2, { name: 'elsewhere', resource: resourceOf({}), start: 6n }),
    ];
    expect(outline(buildTraceTree(spans))).toEqual([
      'root root',
      '  client half',
      '    server half',
      '      in the shop',
      '      elsewhere',
      '    in the web',
    ]);
  });

  test('is cut at the earliest span of a circle, and at a span that is its own parent', () => {
    const spans = [
      spanOf(1, 3, { name: 'b', start: 20n }),
      spanOf(2, 1, { name: 'c', start: 30n }),
      spanOf(3, 2, { name: 'a', start: 10n }),
      spanOf(4, 2, { name: 'outside', start: 40n }),
      spanOf(5, 5, { name: 'itself', start: 50n }),
    ];
    expect(outline(buildTraceTree(spans))).toEqual([
      'a cycle',
      '  b',
      '    c',
      '      outside',
      'itself cycle',
    ]);
  });

  test('may be 100,000 spans deep, or have as many spans under one, or of one id', () => {
    const count = 100_000;
    const numbers = Array.from({ length: count }, (_, i) => i);
    const deep = buildTraceTree(numbers.map((i) => spanOf(i + 1, i)));
    expect(deep.roots.length).toBe(1);
    expect(deep.nodes.at(-1)?.depth).toBe(count - 1);
    const wide = buildTraceTree(numbers.map((i) => spanOf(i + 1, i === 0 ? 0 : 1)));
    expect(wide.roots[0]?.children.length).toBe(count - 1);
    const same = buildTraceTree(
      numbers.map((i) => spanOf(1, 1, { kind: i % 2 ? client : server })),
    );
    expect(same.nodes.length).toBe(count);
  });

  test('has every span exactly once, each before its children, for any spans at all', () => {
    const anySpan = fc.record({
      spanId: fc.nat({ max: 12 }).map((id) => idOf(id + 1)),
      parentSpanId: fc.nat({ max: 14 }).map((id) => (id === 0 ? '' : idOf(id))),
      start: fc.bigInt({ min: 0n, max: 5n }),
      kind: fc.constantFrom(SpanKind.unspecified, client, server),
      resource: fc.constantFrom('a', 'b').map((name) => resourceOf({ 'service.name': name })),
      links: fc.array(
        fc.nat({ max: 12 }).map((id) => linkTo(idOf(id + 1))),
        { maxLength: 2 },
      ),
    });
    fc.assert(
      fc.property(fc.array(anySpan, { maxLength: 30 }), (changes) => {
        const spans = changes.map((change) => ({ ...plainSpan, ...change }));
        const { roots, nodes } = buildTraceTree(spans);
        expect(new Set(nodes.map(({ span }) => span))).toEqual(new Set(spans));
        expect(nodes.length).toBe(spans.length);
        const seen = new Set<TraceNode>();
        for (const node of nodes) {
          const { parent } = node;
          if (parent === undefined) {
            expect(roots).toContain(node);
            expect(node.depth).toBe(0);
            expect(node.place).not.toBe('child');
          } else {
            expect(seen).toContain(parent);
            expect(parent.children).toContain(node);
            expect(node.depth).toBe(parent.depth + 1);
            expect(node.place).toBe('child');
          }
          for (const [i, child] of node.children.entries()) {
            const before = node.children[i - 1];
            if (before !== undefined) expect(before.span.start <= child.span.start).toBe(true);
          }
          seen.add(node);
        }
      }),
      { numRuns: 300 },
    );
  });
});
