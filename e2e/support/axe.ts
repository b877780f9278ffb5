// axe-core in a page: what is wrong with it for those who do not see it or use no mouse.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

/** WCAG 2.2 up to AA, and what axe's makers hold to be good practice besides. */
const RULES: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  resultTypes: ['violations'],
};

let source: string | undefined;

/**
 * What axe finds wrong with a page as it is now, a line for each element: the rule, the element, and what to mend. Colours that are
 * still on their way are waited for, since contrast is measured on what is painted.
 * @param within a CSS selector of what to look at; default: the whole page
 */
export async function axeViolations(page: Page, within = 'html'): Promise<readonly string[]> {
  source ??= readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const isLoaded = await page.evaluate(() => 'axe' in window);
  if (!isLoaded) await page.evaluate(source);
  await page.evaluate(async () => {
    const passing = document
      .getAnimations()
      .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime));
    await Promise.allSettled(passing.map((one) => one.finished));
  });
  const { violations } = await page.evaluate(
    async ([selector, options]) => {
      const { axe } = window as unknown as {
        readonly axe: { run(selector: string, options: RunOptions): Promise<AxeResults> };
      };
      return axe.run(selector, options);
    },
    [within, RULES] as const,
  );
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) => {
      const what = failureSummary
        .replace(/\s*\n\s*/g, ' ')
        .replace(/^Fix \w+ of the following: /, '');
      return `${id} (${impact}): ${target.join(' ')}: ${what}`;
    }),
  );
}
