import { SpanKind, StatusCode } from '@clew/model';
import type { SpanExpression } from '@clew/storage';
import { describe, expect, test } from 'vitest';
import { tagEquals, tagExists } from './tag-condition.ts';

const attribute = (key: string, value: string | number | bigint | boolean): SpanExpression => ({
  ...{ op: 'attribute', scope: 'any', key, is: '=', value },
});

describe('a tag with a value', () => {
  test('that is a word is a text anywhere in the span', () => {
    expect(tagEquals('db.type', 'mysql')).toEqual(attribute('db.type', 'mysql'));
  });

  test.each([
    ['500', 500n],
    ['-1', -1n],
    ['+7', 7n],
    ['9223372036854775807', 9_223_372_036_854_775_807n],
    ['9223372036854775808', 2 ** 63],
    ['0.25', 0.25],
    ['1e3', 1000],
    ['.5', 0.5],
  ])('that reads as a number is the text and the number: %s', (text, number) => {
    expect(tagEquals('n', text)).toEqual({
      op: 'or',
      of: [attribute('n', text), attribute('n', number)],
    });
  });

  test.each(['', '1.2.3', '0x10', '1e999', 'Infinity', 'NaN', ' 1', '1_000', 'TRUE'])(
    'that only looks like one is a text: %j',
    (text) => {
      expect(tagEquals('n', text)).toEqual(attribute('n', text));
    },
  );

  test('that reads as a boolean is the text and the boolean', () => {
    expect(tagEquals('retry', 'false')).toEqual({
      op: 'or',
      of: [attribute('retry', 'false'), attribute('retry', false)],
    });
  });

  test('finds spans with error status by error=true', () => {
    expect(tagEquals('error', 'true')).toEqual({
      op: 'or',
      of: [
        attribute('error', 'true'),
        attribute('error', true),
        { op: 'status', is: '=', value: StatusCode.error },
      ],
    });
  });

  test('finds an error tag that is neither true nor false as the text that it is', () => {
    expect(tagEquals('error', 'timeout')).toEqual(attribute('error', 'timeout'));
  });

  test('finds the kind by span.kind', () => {
    expect(tagEquals('span.kind', 'server')).toEqual({
      op: 'or',
      of: [attribute('span.kind', 'server'), { op: 'kind', is: '=', value: SpanKind.server }],
    });
    expect(tagEquals('span.kind', 'broker')).toEqual(attribute('span.kind', 'broker'));
  });

  test('finds the status by otel.status_code', () => {
    expect(tagEquals('otel.status_code', 'ERROR')).toEqual({
      op: 'or',
      of: [
        attribute('otel.status_code', 'ERROR'),
        { op: 'status', is: '=', value: StatusCode.error },
      ],
    });
    expect(tagEquals('otel.status_code', 'toString')).toEqual(
      attribute('otel.status_code', 'toString'),
    );
  });
});

describe('a tag without a value', () => {
  test('is any attribute of the key', () => {
    expect(tagExists('db.type')).toEqual({ op: 'has', scope: 'any', key: 'db.type' });
  });

  test('counts the fields that Jaeger shows as tags', () => {
    expect(tagExists('error')).toEqual({
      op: 'or',
      of: [
        { op: 'has', scope: 'any', key: 'error' },
        { op: 'status', is: '=', value: StatusCode.error },
      ],
    });
    expect(tagExists('span.kind')).toMatchObject({ op: 'or' });
  });
});
