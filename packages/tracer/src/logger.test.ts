import { afterEach, expect, test, vi } from 'vitest';
import { processLogger, safeLogger } from './logger.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

test('without a logger, warnings are those of the process, and not more than ten a minute', () => {
  const emitted: string[] = [];
  vi.spyOn(process, 'emitWarning').mockImplementation(
    (warning) => void emitted.push(String(warning)),
  );
  let now = 1e9;
  vi.spyOn(Date, 'now').mockImplementation(() => now);
  processLogger.info('not said');
  for (let i = 0; i < 50; i++) processLogger.error(`fault ${i}`);
  expect(emitted).toHaveLength(10);
  expect(emitted[9]).toContain('left out for a minute');
  now += 60_000;
  processLogger.warn('again');
  expect(emitted.slice(10)).toEqual(['again']);
  for (let i = 0; i < 50; i++) processLogger.warn(`more ${i}`);
  now -= 3_600_000;
  processLogger.warn('after the clock was set back');
  expect(emitted.at(-1)).toBe('after the clock was set back');
});

test('a logger that throws does not fail the application', () => {
  const broken = {
    info(): void {
      throw new Error('full');
    },
    error(): void {
      throw new Error('full');
    },
  };
  const logger = safeLogger(broken);
  logger.info('a');
  logger.warn('b');
  logger.error('c');
});

test('a logger without warn gets warnings as errors', () => {
  const errors: string[] = [];
  safeLogger({ info() {}, error: (message) => void errors.push(message) }).warn('careful');
  expect(errors).toEqual(['careful']);
});
