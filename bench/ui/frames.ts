// How evenly a page draws while someone uses it.
import type { Page } from 'playwright-core';

const STEPS = 120;
const STEP_MILLIS = 16;

/** Frames and tasks of a while. */
export interface FrameFigures {
  readonly frames: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  /** The longest task of the page's thread; 0 where none took 50 ms. */
  readonly longestTaskMs: number;
}

/** Takes steps of use, 60 a second, and tells how the page kept up. */
export async function framesDuring(
  page: Page,
  step: (index: number) => Promise<void>,
): Promise<FrameFigures> {
  const recording = await page.evaluateHandle(() => {
    const gaps: number[] = [];
    const tasks: number[] = [];
    let last = performance.now();
    let isOn = true;
    const frame = (now: number) => {
      gaps.push(now - last);
      last = now;
      if (isOn) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration);
    });
    observer.observe({ type: 'longtask' });
    return {
      stop: () => {
        isOn = false;
        observer.disconnect();
        return { gaps: gaps.slice(1), tasks };
      },
    };
  });
  for (let index = 0; index < STEPS; index++) {
    const began = performance.now();
    await step(index);
    const rest = STEP_MILLIS - (performance.now() - began);
    if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
  }
  const { gaps, tasks } = await recording.evaluate((one) => one.stop());
  const sorted = gaps.toSorted((a, b) => a - b);
  return {
    frames: sorted.length,
    medianMs: sorted[Math.floor(sorted.length / 2)] ?? 0,
    p95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? 0,
    longestTaskMs: Math.max(0, ...tasks),
  };
}
