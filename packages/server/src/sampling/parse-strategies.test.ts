import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseStrategies, StrategiesError } from './parse-strategies.ts';

const folder = new URL('fixtures/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const expected = JSON.parse(read('expected.json')) as Readonly<
  Record<string, Readonly<Record<string, unknown>>>
>;
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.strategies.json'))
  .map((name) => name.replace('.strategies.json', ''));

const parse = (file: unknown) => parseStrategies(JSON.stringify(file));

test.each(files)(
  'of the file %s every service is told what Jaeger tells it, field by field',
  (name) => {
    const { strategies } = parseStrategies(read(`${name}.strategies.json`));
    const told = Object.keys(expected[name] ?? {}).map((service) => [
      service,
      strategies.of(service),
    ]);
    expect(told.length).toBeGreaterThan(0);
    expect(JSON.stringify(Object.fromEntries(told))).toBe(JSON.stringify(expected[name]));
  },
);

describe('what counts otherwise than one may think is said', () => {
  test.each([
    [{ default_stratgy: {} }, 'default_stratgy is not known and has no effect'],
    [
      { default_strategy: { operation_strategies: [] } },
      'default_strategy.type is missing; as with Jaeger that is probabilistic with 0.001',
    ],
    [
      {
        service_strategies: [1, 2].map((param) => ({ service: 'a', type: 'ratelimiting', param })),
      },
      'service_strategies[1] stands in place of an earlier one for "a"',
    ],
    [
      {
        default_strategy: {
          type: 'probabilistic',
          param: 1,
          operation_strategies: [{ operation: 'get', type: 'ratelimiting', param: 1 }],
        },
      },
      'default_strategy.operation_strategies[0] has no effect: operations are sampled by probability only, and "get" has the one of its service',
    ],
  ])('%j', (file, warning) => {
    expect(parse(file).warnings).toEqual([warning]);
  });

  test('and of a file without doubts nothing', () => {
    expect(parseStrategies(read('shop.strategies.json')).warnings).toEqual([]);
  });
});

describe('what can not be meant is refused, and the place named', () => {
  const ofService = (fields: object) => ({ service_strategies: [{ service: 'a', ...fields }] });

  test.each<[unknown, string]>([
    [[], 'the file must be an object, not []'],
    ['text', 'the file must be an object, not "text"'],
    [{ default_strategy: 1 }, 'default_strategy must be an object, not 1'],
    [{ service_strategies: {} }, 'service_strategies must be a list, not {}'],
    [{ service_strategies: [1] }, 'service_strategies[0] must be an object, not 1'],
    [{ service_strategies: [{}] }, 'service_strategies[0].service is missing'],
    [
      { service_strategies: [{ service: 7 }] },
      'service_strategies[0].service must be a name, not 7',
    ],
    [
      ofService({ type: 'const', param: 1 }),
      'service_strategies[0].type must be "probabilistic" or "ratelimiting", not "const"',
    ],
    [ofService({ type: 'probabilistic' }), 'service_strategies[0].param is missing'],
    [
      ofService({ type: 'probabilistic', param: 1.5 }),
      'service_strategies[0].param must be a number from 0 to 1, not 1.5',
    ],
    [
      ofService({ type: 'probabilistic', param: -0.1 }),
      'service_strategies[0].param must be a number from 0 to 1, not -0.1',
    ],
    [
      ofService({ type: 'probabilistic', param: '1' }),
      'service_strategies[0].param must be a number from 0 to 1, not "1"',
    ],
    [
      ofService({ type: 'ratelimiting', param: 2 ** 31 }),
      'service_strategies[0].param must be a number from 0 to 2147483647, not 2147483648',
    ],
    [
      ofService({ type: 'ratelimiting', param: 1, operation_strategies: [{ type: 'x' }] }),
      'service_strategies[0].operation_strategies[0].operation is missing',
    ],
    [
      ofService({ type: 'ratelimiting', param: 1, operation_strategies: 'none' }),
      'service_strategies[0].operation_strategies must be a list, not "none"',
    ],
  ])('%j', (file, message) => {
    expect(() => parse(file)).toThrow(new StrategiesError(message));
  });

  test('text that is no JSON, by line and column', () => {
    expect(() => parseStrategies('{\n  "default_strategy": {\n')).toThrow(
      /^it is not JSON: .*line 3 column 1/,
    );
    expect(() => parseStrategies('')).toThrow(/^it is not JSON/);
  });
});

test('names of prototypes are services like others', () => {
  const { strategies } = parse({
    default_strategy: { type: 'probabilistic', param: 0.5 },
    service_strategies: [{ service: '__proto__', type: 'ratelimiting', param: 1 }],
  });
  expect(strategies.of('constructor').strategyType).toBe('PROBABILISTIC');
  expect(strategies.of('__proto__').strategyType).toBe('RATE_LIMITING');
});
