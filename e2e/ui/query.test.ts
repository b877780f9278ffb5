import { expect, test } from 'vitest';
import { shopTraces } from './shop.ts';
import { uiSuite } from './ui-suite.ts';

const ui = uiSuite(shopTraces());

test('what is no duration says so, and asks for nothing', async () => {
  const page = await ui.open('/search');
  await page.getByLabel('Min duration').fill('soon');
  await page.getByText('Such as 1.5s, 20ms, 100us').waitFor();
  await page.getByLabel('Min duration').press('Enter');
  expect(page.url()).not.toContain('soon');
});

test('a filter in TraceQL is checked while it is written, asked for, and kept in the address', async () => {
  const page = await ui.open('/search');
  const bar = page.getByRole('textbox', { name: 'Query' });
  await bar.fill('{ duration > }');
  await expect.poll(() => bar.getAttribute('aria-invalid')).toBe('true');
  await bar.press('Enter');
  expect(new URL(page.url()).searchParams.has('q')).toBe(false);
  const query = '{ duration > 20ms && .http.status_code >= 500 }';
  await bar.fill(query);
  const asked = page.waitForRequest((request) => request.url().includes('/v1/search'));
  await bar.press('Enter');
  expect(new URL((await asked).url()).searchParams.get('q')).toBe(query);
  expect(new URL(page.url()).searchParams.get('q')).toBe(query);
  await page.reload();
  expect(await bar.inputValue()).toBe(query);
});
