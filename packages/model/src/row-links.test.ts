import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  assembleTrace,
  atOnce,
  batchOf,
  LinkReference,
  rowLinksOf,
  type Span,
  SpanBatchReader,
  SpanKind,
  skeletonOf,
} from './index.ts';
import { idOf, linkTo, plainSpan } from './testing/plain-span.ts';

/** The links between spans as (name of the one that has it, name of the other, reference). */
function linksOf(spans: readonly Span[]) {
  const skeleton = atOnce(skeletonOf(batchOf(spans)));
  const rows = assembleTrace(plainSpan.traceId, skeleton);
  const links = rowLinksOf(new SpanBatchReader(skeleton), plainSpan.traceId, rows);
  const name = (row: number | undefined) => spans[rows.ordinal[row ?? -1] ?? -1]?.name ?? '';
  return {
    outside: links.outside,
    links: Array.from(
      links.row,
      (row, i) => [name(row), name(links.target[i]), links.reference[i]] as const,
    ),
  };
}

function span(id: number, note: Partial<Span>): Span {
  return { ...plainSpan, spanId: idOf(id), name: `s${id}`, ...note };
}

test('links are told from row to row with what they are, but for the one that is the parent', () => {
  const { links, outside } = linksOf([
    span(1, {}),
    span(2, { links: [linkTo(idOf(1), 'child_of'), linkTo(idOf(3), 'follows_from')] }),
    span(3, { parentSpanId: idOf(1), links: [linkTo(idOf(2), 'child_of'), linkTo(idOf(3))] }),
    span(4, {
      parentSpanId: idOf(1),
      links: [
        linkTo(idOf(2)),
        linkTo(idOf(9)),
        { ...linkTo(idOf(2)), traceId: plainSpan.traceId.replace('8', '9') },
      ],
    }),
  ]);
  expect(links).toEqual([
    ['s2', 's3', LinkReference.other],
    ['s3', 's2', LinkReference.childOf],
    ['s4', 's2', LinkReference.unsaid],
  ]);
  expect(outside).toBe(2);
});

test('a link to an id that client and server share is no link where one of them is the parent', () => {
  const { links } = linksOf([
    span(1, { kind: SpanKind.client }),
    span(1, { kind: SpanKind.server, name: 'server' }),
    span(2, { parentSpanId: idOf(1), links: [linkTo(idOf(1), 'follows_from')] }),
    span(3, { links: [linkTo(idOf(2), 'child_of'), linkTo(idOf(1))] }),
  ]);
  expect(links).toEqual([['s3', 's1', LinkReference.unsaid]]);
});

test('every link of any trace is told once, or is outside, or is the parent’s, or its own', () => {
  const seed = fc.record({ parent: fc.nat(12), links: fc.array(fc.nat(12), { maxLength: 3 }) });
  fc.assert(
    fc.property(fc.array(seed, { minLength: 1, maxLength: 10 }), (seeds) => {
      const spans = seeds.map(({ parent, links }, i) =>
        span(i + 1, {
          parentSpanId: parent % (i + 1) === 0 ? '' : idOf(parent % (i + 1)),
          links: links.map((id) => linkTo(idOf(id + 1))),
        }),
      );
      const { links, outside } = linksOf(spans);
      const isThere = (id: string) => spans.some(({ spanId }) => spanId === id);
      const all = spans.flatMap((one) => one.links.map((link) => ({ one, id: link.spanId })));
      expect(outside).toBe(all.filter(({ id }) => !isThere(id)).length);
      const rows = assembleTrace(plainSpan.traceId, batchOf(spans));
      const parentId = new Map(
        Array.from(rows.ordinal, (ordinal, row) => [
          spans[ordinal]?.spanId,
          spans[rows.ordinal[rows.parent[row] ?? -1] ?? -1]?.spanId,
        ]),
      );
      const wanted = all
        .filter(
          ({ one, id }) => isThere(id) && id !== one.spanId && id !== parentId.get(one.spanId),
        )
        .map(({ one, id }) => `${one.name} s${Number.parseInt(id, 16)}`);
      expect(links.map(([from, to]) => `${from} ${to}`).sort()).toEqual(wanted.sort());
    }),
  );
});
