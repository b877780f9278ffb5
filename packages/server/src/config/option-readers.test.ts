import { describe, expect, test } from 'vitest';
import { address, bytes, duration, host, oneOf, origins, orOff } from './option-readers.ts';

describe('sizes', () => {
  const size = bytes(1000, 2 ** 40);

  test.each([
    ['1000', 1000],
    ['20GB', 20e9],
    ['64MiB', 64 * 2 ** 20],
    ['1.5 gib', 1.5 * 2 ** 30],
  ])('%s is %d bytes', (text, value) => {
    expect(size(text)).toBe(value);
  });

  test.each(['', '999', 'GB', '10 GBs', '-5MB', '1e6', '2TiB', '5M'])('"%s" is refused', (text) => {
    expect(() => size(text)).toThrow(/from 1KB to 1TiB/);
  });
});

describe('times', () => {
  test.each([
    ['7d', 7 * 86_400_000],
    ['1h30m', 5_400_000],
    ['90s', 90_000],
    ['0.5h', 1_800_000],
  ])('%s is %d ms', (text, value) => {
    expect(duration(text)).toBe(value);
  });

  test.each(['', '7', '0d', '7 d', '1h30', '5ms', 'x7d'])('"%s" is refused', (text) => {
    expect(() => duration(text)).toThrow(/7d, 12h/);
  });
});

describe('addresses', () => {
  test.each([
    [':4318', undefined, 4318],
    ['0.0.0.0:4318', '0.0.0.0', 4318],
    ['collector.example:1', 'collector.example', 1],
    ['[::1]:0', '::1', 0],
    ['[fe80::1%eth0]:80', 'fe80::1%eth0', 80],
  ])('%s', (text, expectedHost, port) => {
    expect(address(text)).toEqual({ host: expectedHost, port });
  });

  test.each(['', '4318', ':', ':65536', '::1:80', 'http://x:80', 'a b:80', ':-1', '[::1]'])(
    '"%s" is refused',
    (text) => {
      expect(() => address(text)).toThrow(/host:port/);
    },
  );

  test('a host may stand in brackets', () => {
    expect([host('[::1]'), host('::1'), host('localhost')]).toEqual(['::1', '::1', 'localhost']);
    expect(() => host('localhost/')).toThrow(/host name/);
  });
});

test('off turns off what can be, and the message of a wrong value says so', () => {
  expect(orOff(duration)('OFF')).toBeUndefined();
  expect(() => orOff(duration)('never')).toThrow(/, or off$/);
});

test('a choice takes its words only', () => {
  const level = oneOf('debug', 'info');
  expect(level('Info')).toBe('info');
  expect(() => level('loud')).toThrow('give one of debug, info');
});

test('origins are a list', () => {
  expect(origins('https://a.example, http://localhost:3000')).toEqual([
    'https://a.example',
    'http://localhost:3000',
  ]);
  expect(origins('*')).toEqual(['*']);
  expect(() => origins('a.example')).toThrow(/origins/);
});
