import fc from 'fast-check';
import { expect, test } from 'vitest';
import { doNow } from '../data/turns.ts';
import { delimitedFile, delimitedLine, delimitedText } from './delimited-text.ts';

/** Reads one line as RFC 4180 has it. */
function fieldsOf(line: string): readonly string[] {
  const fields: string[] = [];
  for (const [, quoted, plain = ''] of line
    .slice(0, -2)
    .matchAll(/(?<=^|,)(?:"((?:[^"]|"")*)"|([^,"]*))(?=,|$)/g)) {
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
  }
  return fields;
}

test('whatever a field holds, a reader of CSV gets it back, and no formula', () => {
  const text = fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', '=', '@', '商', 'a', ' ') });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (fields) => {
      const read = fieldsOf(delimitedLine(fields, 'csv'));
      expect(read.map((field) => field.replace(/^'(?=[=@\r])/, ''))).toEqual(fields);
      for (const field of read) expect(field).not.toMatch(/^[=+\-@\t\r]/);
    }),
  );
});

test('a line of TSV has as many fields as were given, and is one line', () => {
  const fields = ['a\tb', 'c\r\nd', -5];
  expect(delimitedLine(fields, 'tsv')).toBe('a b\tc d\t-5\n');
});

test('a file has all rows, a text no more than asked for', async () => {
  const table = { head: ['n', 'name'], count: 50_000, row: (n: number) => [n, `行 ${n}`] };
  const file = doNow(delimitedFile(table, 'csv'));
  const lines = (await file.text()).split('\r\n');
  expect(lines.length).toBe(50_002);
  expect(lines[50_000]).toBe('49999,行 49999');
  expect(delimitedText(table, 'tsv', 2)).toBe('n\tname\n0\t行 0\n1\t行 1\n');
});
