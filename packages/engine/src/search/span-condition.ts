// A condition on one span made ready for columns: which blocks can't hold a match, and which rows match.
import { utf8Encode } from '@clew/model';
import type { SpanExpression, TextField } from '@clew/storage';
import { mayContain } from '../segment/bloom-filter.ts';
import {
  eventNameItem,
  keyItem,
  nameItem,
  scopeNameItem,
  serviceItem,
  valueItem,
} from '../segment/filter-items.ts';
import type { BlockFooter } from '../segment/segment-format.ts';
import { bytesMask, type RowMask, type RowSource, wordsMask } from './row-source.ts';
import { anyValue, equalValues, textTest, type ValueTest, valueTest } from './value-test.ts';

/** A condition on one span. */
export interface SpanCondition {
  /** False when surely no span of the block matches. The filter is read only when it is asked for. */
  mayMatch(block: BlockFooter, filter: () => Uint8Array): boolean;
  /** The rows that match, as a mask of the caller's. */
  rows(source: RowSource): RowMask;
}

/** Makes a condition ready. */
export function spanCondition(expression: SpanExpression): SpanCondition {
  switch (expression.op) {
    case 'and':
      return allOf(expression.of.map(spanCondition));
    case 'or':
      return anyOf(expression.of.map(spanCondition));
    case 'not': {
      const inner = spanCondition(expression.of);
      return { mayMatch: () => true, rows: (source) => negate(inner.rows(source)) };
    }
    case 'service':
    case 'name':
    case 'scopeName':
    case 'scopeVersion':
    case 'statusMessage':
    case 'traceState':
    case 'eventName':
      return textCondition(expression.op, expression.is, expression.value);
    case 'kind': {
      const { is, value } = expression;
      return {
        mayMatch: ({ kinds }) => is === '!=' || (kinds & (1 << value)) !== 0,
        rows: (source) => bytesMask(source.kind, is, value),
      };
    }
    case 'status': {
      const { is, value } = expression;
      return {
        mayMatch: ({ errors }) => is === '!=' || value !== 2 || errors > 0,
        rows: (source) => bytesMask(source.status, is, value),
      };
    }
    case 'duration': {
      const { is, value } = expression;
      return {
        mayMatch: (block) => durationMayMatch(block, is, value),
        rows: (source) => wordsMask(source.duration, source.rows, is, value),
      };
    }
    case 'attribute': {
      const key = utf8Encode(expression.key);
      const items =
        expression.is === '='
          ? equalValues(expression.value).map((value) => valueItem(key, value))
          : [keyItem(key)];
      return attributeCondition(
        expression.scope,
        key,
        valueTest(expression.is, expression.value),
        items,
      );
    }
    case 'has': {
      const key = utf8Encode(expression.key);
      return attributeCondition(expression.scope, key, anyValue, [keyItem(key)]);
    }
  }
}

function textCondition(field: TextField, is: '=' | '!=', value: string): SpanCondition {
  const test = textTest(is, value);
  const rows = (source: RowSource): RowMask => source.textMask(field, test);
  const text = utf8Encode(value);
  const items: Partial<Record<TextField, number>> = {
    service: serviceItem(text),
    name: nameItem(text),
    scopeName: scopeNameItem(text),
    eventName: eventNameItem(text),
  };
  const item = is === '=' ? items[field] : undefined;
  if (item === undefined) return { mayMatch: () => true, rows };
  return { mayMatch: (_, filter) => mayContain(filter(), item), rows };
}

function attributeCondition(
  scope: Extract<SpanExpression, { readonly op: 'has' }>['scope'],
  key: Uint8Array,
  test: ValueTest,
  items: readonly number[],
): SpanCondition {
  return {
    mayMatch: (_, filter) => items.some((item) => mayContain(filter(), item)),
    rows: (source) => source.attributeMask(scope, key, test),
  };
}

function durationMayMatch(
  { minDuration, maxDuration }: BlockFooter,
  is: Extract<SpanExpression, { readonly op: 'duration' }>['is'],
  value: bigint,
): boolean {
  switch (is) {
    case '=':
      return BigInt(minDuration) <= value && value <= BigInt(maxDuration);
    case '!=':
      return true;
    case '<':
      return BigInt(minDuration) < value;
    case '<=':
      return BigInt(minDuration) <= value;
    case '>':
      return BigInt(maxDuration) > value;
    case '>=':
      return BigInt(maxDuration) >= value;
  }
}

function allOf(conditions: readonly SpanCondition[]): SpanCondition {
  return {
    mayMatch: (block, filter) => conditions.every((one) => one.mayMatch(block, filter)),
    rows(source) {
      const [first, ...others] = conditions;
      if (first === undefined) return new Uint8Array(source.rows).fill(1);
      const mask = first.rows(source);
      for (const other of others) {
        if (!mask.includes(1)) break;
        const rows = other.rows(source);
        for (let row = 0; row < mask.length; row++) {
          mask[row] = (mask[row] as number) & (rows[row] as number);
        }
      }
      return mask;
    },
  };
}

function anyOf(conditions: readonly SpanCondition[]): SpanCondition {
  return {
    mayMatch: (block, filter) => conditions.some((one) => one.mayMatch(block, filter)),
    rows(source) {
      const mask = new Uint8Array(source.rows);
      for (const one of conditions) {
        const rows = one.rows(source);
        for (let row = 0; row < mask.length; row++) {
          mask[row] = (mask[row] as number) | (rows[row] as number);
        }
      }
      return mask;
    },
  };
}

function negate(mask: RowMask): RowMask {
  for (let row = 0; row < mask.length; row++) mask[row] = 1 - (mask[row] as number);
  return mask;
}
