import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Attribute,
  AttributeTexts,
  BatchTextSearch,
  batchOf,
  collectAttributeKeys,
  type Span,
  SpanBatchReader,
  valueText,
} from './index.ts';
import { idOf, plainSpan, resourceOf } from './testing/plain-span.ts';

const words = fc.constantFrom('a', 'B', 'ab', 'aB=b', '=', 'Ä', 'long text that repeats', '1');
const attribute = fc.record({
  key: words,
  value: fc.oneof(words, fc.constantFrom<Attribute['value']>(1n, 1.5, true, null, ['a', 1n])),
});
const attributes = fc.array(attribute, { maxLength: 3 });
const span = fc.record({
  name: words,
  attributes,
  statusMessage: fc.constantFrom('', 'aBc'),
  warnings: fc.constantFrom<readonly string[]>([], ['odd b']),
  host: words,
  event: fc.option(fc.record({ name: words, attributes })),
});

function spansOf(seeds: readonly (typeof span extends fc.Arbitrary<infer T> ? T : never)[]) {
  return seeds.map((seed, index): Span => {
    const { name, statusMessage, warnings } = seed;
    const event = { time: 1n, droppedAttributesCount: 0 };
    return {
      ...plainSpan,
      ...{
        spanId: idOf(index + 0xab0),
        name,
        statusMessage,
        warnings,
        attributes: seed.attributes,
      },
      events: seed.event === null ? [] : [{ ...event, ...seed.event }],
      resource: resourceOf({ 'service.name': 'shop', host: seed.host }),
    };
  });
}

/** Everything that a span says, a line each. */
function linesOf(one: Span): readonly string[] {
  const pairs = (list: readonly Attribute[]) =>
    list.map(({ key, value }) => `${key}=${valueText(value)}`);
  return [
    ...[one.name, one.spanId, one.parentSpanId, one.statusMessage, ...one.warnings],
    ...[...pairs(one.attributes), ...pairs(one.resource.attributes)],
    ...one.events.flatMap((event) => [event.name, ...pairs(event.attributes)]),
  ].map((line) => line.toLowerCase());
}

describe('a search for text in a batch', () => {
  test('finds exactly the spans that say it somewhere', () => {
    const texts = fc.constantFrom('a', 'ab', 'B=', '=b', 'b=A', 'ab=b=', 'ä', 'text', 'ab1', '1.5');
    fc.assert(
      fc.property(fc.array(span, { maxLength: 8 }), texts, (seeds, text) => {
        const spans = spansOf(seeds);
        const search = new BatchTextSearch(new SpanBatchReader(batchOf(spans)), text);
        const found = spans.map((_, index) => search.matches(index));
        const wanted = spans.map((one) =>
          linesOf(one).some((line) => line.includes(text.toLowerCase())),
        );
        expect(found).toEqual(wanted);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the texts of an attribute', () => {
  test("are the span's own or else its resource's", () => {
    fc.assert(
      fc.property(
        fc.array(span, { maxLength: 8 }),
        fc.constantFrom('a', 'ab', 'host'),
        (seeds, key) => {
          const spans = spansOf(seeds);
          const texts = new AttributeTexts(new SpanBatchReader(batchOf(spans)), key);
          for (const [index, one] of spans.entries()) {
            const found = [...one.attributes, ...one.resource.attributes].find(
              (a) => a.key === key,
            );
            expect(texts.textOf(index)).toBe(
              found === undefined ? undefined : valueText(found.value),
            );
          }
        },
      ),
    );
  });

  test('have keys that can be listed', () => {
    const keys = new Set<string>();
    const one = { ...plainSpan, attributes: [{ key: 'k', value: 1n }] };
    collectAttributeKeys(
      new SpanBatchReader(batchOf([one, { ...one, resource: resourceOf({ h: 'x' }) }])),
      keys,
    );
    expect([...keys].sort()).toEqual(['h', 'k']);
  });
});
