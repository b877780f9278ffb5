import { expect, test } from 'vitest';
import { InMemoryTracer } from './testing.ts';

function warningsFor(names: readonly string[]): string[] {
  const warnings: string[] = [];
  const logger = { info() {}, error() {}, warn: (message: string) => void warnings.push(message) };
  const tracer = new InMemoryTracer('shop', { logger });
  for (const name of names) tracer.startSpan(name);
  return warnings;
}

const numbers = Array.from({ length: 200 }, (_, i) => i);

test.each([
  ['numbers', (i: number) => `get_account/${i}`],
  [
    'UUIDs',
    (i: number) => `GET /goods/3f2504e0-4f89-11d3-9a0c-0305e82c${String(i).padStart(4, '0')}`,
  ],
  ['hexadecimal ids', (i: number) => `lock ${(0xabcdef0000 + i).toString(16)}`],
])('operation names with %s in them are warned about, once', (_what, name) => {
  const warnings = warningsFor(numbers.map(name));
  expect(warnings).toEqual([expect.stringMatching(/10 operation names have the form.*into a tag/)]);
});

test('names without end are warned about, once', () => {
  const names = Array.from(
    { length: 3000 },
    (_, i) => `user ${i.toString(26).replace(/\d/g, 'z')}${'y'.repeat(i % 90)}`,
  );
  expect(warningsFor(names)).toHaveLength(1);
});

test('what services are called by is not warned about', () => {
  const names = numbers.flatMap((i) => [
    'get_account',
    `GET /api/v${i % 3}/goods`,
    `operation ${'abcdefghij'[i % 10]}`,
    'sha256',
    'select t1, t2',
  ]);
  expect(warningsFor(names)).toEqual([]);
});

test('a name that is set later is looked at, too', () => {
  const warnings: string[] = [];
  const logger = { info() {}, error() {}, warn: (message: string) => void warnings.push(message) };
  const span = new InMemoryTracer('shop', { logger }).startSpan('GET');
  for (const i of numbers) span.setOperationName(`GET /account/${i}`);
  expect(warnings).toHaveLength(1);
});
