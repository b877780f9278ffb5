import { expect, test } from 'vitest';
import { LOOKBACKS, localInputToMicros, microsToLocalInput, parseLookback } from './time-range.ts';

test('every lookback on offer is understood', () => {
  for (const lookback of LOOKBACKS) expect(parseLookback(lookback)).toBeGreaterThan(0);
  expect(parseLookback('15m')).toBe(900_000);
  expect(parseLookback('2d')).toBe(172_800_000);
});

test.each(['', 'custom', '0m', '1y', '-5m', '1.5h'])('"%s" is no lookback', (text) => {
  expect(parseLookback(text)).toBeUndefined();
});

test('a moment survives being edited in a date field', () => {
  const micros = '1795451101000000';
  expect(localInputToMicros(microsToLocalInput(micros))).toBe(micros);
  expect(microsToLocalInput('')).toBe('');
  expect(microsToLocalInput('9'.repeat(30))).toBe('');
  expect(localInputToMicros('')).toBe('');
});
