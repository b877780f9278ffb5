import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byAttribute } from '../data/group-spans.ts';
import { formatTableChoice, leastNanos, parseTableChoice } from './table-choice.ts';

const text = fc.string({
  minLength: 1,
  unit: fc.constantFrom(';', '=', '!', ',', '%', '2', '5', 'a', '商'),
});

test('the address keeps every choice, whatever the names in it are', () => {
  const choices = fc.record({
    order: fc.record({ column: text, isDescending: fc.boolean() }),
    attributes: fc.uniqueArray(text, { maxLength: 3 }),
    onlyErrors: fc.boolean(),
    onlyFound: fc.boolean(),
    least: fc.constantFrom('', '5ms', '1.5 s'),
    conditions: fc.array(
      fc.record({ grouping: text.map(byAttribute), value: fc.option(text, { nil: undefined }) }),
      { maxLength: 3 },
    ),
  });
  fc.assert(
    fc.property(choices, (choice) => {
      expect(parseTableChoice(formatTableChoice(choice))).toEqual(choice);
    }),
  );
});

test('an address reads as it is written in a note, and an empty one is the default', () => {
  const choice = parseTableChoice('duration,desc;http.status_code;!errors;!min=5ms;!service=shop');
  expect(choice.order).toEqual({ column: 'duration', isDescending: true });
  expect(choice.attributes).toEqual(['http.status_code']);
  expect(choice.onlyErrors).toBe(true);
  expect(leastNanos(choice)).toBe(5_000_000);
  expect(choice.conditions).toEqual([{ grouping: 'service', value: 'shop' }]);
  expect(formatTableChoice(parseTableChoice(''))).toBe('');
  expect(leastNanos(parseTableChoice('!min=soon'))).toBeUndefined();
});
