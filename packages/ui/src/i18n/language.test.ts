import { expect, test } from 'vitest';
import { chooseLanguage } from './language.ts';

test('the choice made before wins over the browser', () => {
  expect(chooseLanguage('en', ['zh-CN'])).toBe('en');
  expect(chooseLanguage('zh-CN', ['en-US'])).toBe('zh-CN');
});

test('without a choice the first language of the browser that is there is shown', () => {
  expect(chooseLanguage(null, ['zh-TW', 'en'])).toBe('zh-CN');
  expect(chooseLanguage(null, ['de-DE', 'en-GB', 'zh'])).toBe('en');
  expect(chooseLanguage('klingon', ['zh'])).toBe('zh-CN');
  expect(chooseLanguage(null, ['fr'])).toBe('en');
});
