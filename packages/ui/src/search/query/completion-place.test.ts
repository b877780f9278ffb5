import fc from 'fast-check';
import { expect, test } from 'vitest';
import { completionPlace } from './completion-place.ts';

/** What is wanted where `|` stands. */
function at(marked: string) {
  const place = marked.indexOf('¦');
  return completionPlace(marked.replace('¦', ''), place);
}

test.each<[string, object]>([
  ['¦', { type: 'field', opens: true, from: 0, to: 0, typed: '' }],
  ['serv¦', { type: 'field', opens: true, from: 0, to: 4, typed: 'serv' }],
  ['.http¦', { type: 'field', opens: true, typed: '.http' }],
  ['{ ¦', { type: 'field', opens: false, from: 2, to: 2 }],
  ['{¦}', { type: 'field', opens: false, from: 1, to: 1 }],
  ['{ res¦ }', { type: 'field', from: 2, to: 5, typed: 'res' }],
  ['{ span.¦', { type: 'field', from: 2, to: 7, typed: 'span.' }],
  ['{ span.ht¦tp.method = "GET" }', { type: 'field', from: 2, to: 18, typed: 'span.ht' }],
  ['{ kind = server && ¦', { type: 'field', opens: false }],
  ['{ kind = server ||¦', { type: 'field', opens: false }],
  ['{ kind = server && (¦', { type: 'field', opens: false }],
  ['{ !(¦', { type: 'field', opens: false }],
  ['{ kind = server } && ¦', { type: 'field', opens: true }],
  ['{} || (¦', { type: 'field', opens: true }],
  ['kind = server && ¦', { type: 'field', opens: false }],
  ['{ name ¦', { type: 'operator', field: { type: 'intrinsic', name: 'span:name' }, typed: '' }],
  ['{ name !¦', { type: 'operator', typed: '!' }],
  [
    '{ .a ¦ && kind = server }',
    { type: 'operator', field: { type: 'attribute', scope: 'any', key: 'a' } },
  ],
  ['duration ¦', { type: 'operator', field: { type: 'intrinsic', name: 'span:duration' } }],
  ['{ name = ¦', { type: 'value', operator: '=', from: 9, to: 9, service: undefined }],
  ['{ name =¦', { type: 'value', from: 8, typed: '' }],
  ['{ name =~ "sho¦', { type: 'value', operator: '=~', from: 10, to: 14, typed: '"sho' }],
  ['{ name = "s¦hop" }', { type: 'value', from: 9, to: 15, typed: '"s' }],
  ['{ name = "sho¦ && kind = server }', { type: 'value', from: 9, to: 13, typed: '"sho' }],
  ['{ name = "sho¦ && .b = "c" }', { type: 'value', from: 9, to: 13, typed: '"sho' }],
  ['{ kind = ser¦', { type: 'value', typed: 'ser', from: 9 }],
  ['{ duration > 10¦', { type: 'value', typed: '10' }],
  ['{ resource.service.name = "a" && name = ¦ }', { type: 'value', service: 'a' }],
  ['{ name = ¦ && resource.service.name = "a" }', { type: 'value', service: 'a' }],
  ['{ resource.service.name = "a" } && { name = ¦', { type: 'value', service: undefined }],
  ['{ kind = server ¦', { type: 'join', closing: '}' }],
  ['{ kind = server ¦}', { type: 'join', closing: undefined }],
  ['{ (kind = server ¦', { type: 'join', closing: ')' }],
  ['{ (kind = server)¦', { type: 'join', closing: '}' }],
  ['{ kind = server &¦ }', { type: 'join', typed: '&', from: 16, to: 17 }],
  ['{} ¦', { type: 'join', closing: undefined }],
])('%s', (marked, place) => {
  expect(at(marked)).toMatchObject(place);
});

test.each(['{ nested ¦', '{ kind = server x¦', '{ .a .b ¦', 'order failed¦', '{ !¦', '{ 5 ¦'])(
  'nothing is known to fit in %s',
  (marked) => {
    expect(at(marked)).toBeUndefined();
  },
);

test('every place of any text has an answer that lies in it', () => {
  const piece = fc.constantFrom(
    ...[
      '{',
      '}',
      '(',
      ')',
      '&&',
      '||',
      '&',
      '!',
      '=',
      '=~',
      '"',
      '`',
      ' ',
      '.a',
      'span.',
      'name',
      '1',
      '20ms',
      '\ud800',
    ],
  );
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(text, fc.nat(), (query, seed) => {
      const place = seed % (query.length + 1);
      const found = completionPlace(query, place);
      if (found === undefined) return;
      expect(found.from).toBeLessThanOrEqual(place);
      expect(found.to).toBeGreaterThanOrEqual(place);
      expect(found.typed).toBe(query.slice(found.from, place));
    }),
    { numRuns: 1000 },
  );
});
