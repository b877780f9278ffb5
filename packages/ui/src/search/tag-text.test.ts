import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatTagText, parseTagText } from './tag-text.ts';

test.each([
  ['http.status_code=500 error', ['http.status_code=500', 'error']],
  ['message="not found"  !retry ', ['message=not found', '!retry']],
  ['"db statement"="select \\"a\\""', ['db statement=select "a"']],
  ['url=/g/v1?a=b', ['url=/g/v1?a=b']],
  ['desc=商品不存在', ['desc=商品不存在']],
  ['path=C:\\temp', ['path=C:\\temp']],
  ['empty=', ['empty=']],
  ['open="to the end', ['open=to the end']],
  ['  ! =x ', []],
])('%s', (text, tags) => {
  expect(parseTagText(text)).toEqual(tags);
});

test('tags survive being shown in the box and read back', () => {
  const key = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !/^[!=]|=/.test(text));
  const tag = fc
    .tuple(key, fc.option(fc.string({ unit: 'grapheme' })))
    .map(([name, value]) => (value === null ? name : `${name}=${value}`));
  fc.assert(
    fc.property(fc.array(tag), (tags) => {
      expect(parseTagText(formatTagText(tags))).toEqual(tags);
    }),
  );
});
