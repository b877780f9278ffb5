import { expect, test } from 'vitest';
import { relativeTimeText } from './relative-time.ts';

const english = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const chinese = new Intl.RelativeTimeFormat('zh-CN', { numeric: 'auto' });

test('a time is told by the largest unit that fits', () => {
  const now = 1_795_451_101_000;
  expect(relativeTimeText(now, now, english)).toBe('now');
  expect(relativeTimeText(now - 59_000, now, english)).toBe('59 seconds ago');
  expect(relativeTimeText(now - 61_000, now, english)).toBe('1 minute ago');
  expect(relativeTimeText(now - 3 * 3_600_000, now, chinese)).toBe('3小时前');
  expect(relativeTimeText(now - 86_400_000, now, english)).toBe('yesterday');
});
