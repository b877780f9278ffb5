// A condition on one span made ready for columns: which blocks can't hold a match, and which rows match.
import { StatusCode, utf8Encode } from '@clew/model';
import {
  type AttributeScope,
  isPatternComparison,
  isPatternOperator,
  type SpanExpression,
  type TextComparison,
  type TextField,
} from '@clew/storage';
import { mayContain } from '../segment/bloom-filter.ts';
import {
  type AttributeSeeds,
  eventNameItem,
  keyItem,
  LINK_SEEDS,
  nameItem,
  SPAN_SEEDS,
  scopeNameItem,
  serviceItem,
  valueItem,
} from '../segment/filter-items.ts';
import type { BlockFooter } from '../segment/segment-format.ts';
import type { BlockSummary } from '../segment/segment-reader.ts';
import { hasLinkCondition, linkIdCondition, mayHaveLink } from './link-condition.ts';
import type { PatternTests } from './pattern-tests.ts';
import { and, bytesMask, type RowMask, type RowSource, wordsMask } from './row-source.ts';
import { anyValue, equalValues, textTest, type ValueTest, valueTest } from './value-test.ts';

/** A condition on one span. */
export interface SpanCondition {
  /** False when surely no span of the block matches. */
  mayMatch(block: BlockSummary): boolean;
  /** True when surely every span of the block matches: then no span matches the opposite. */
  surelyAll(block: BlockSummary): boolean;
  /** The rows that match, as a mask of the caller's. */
  rows(source: RowSource): RowMask;
}

/**
 * Makes a condition ready.
 * @param patterns makes the tests by regular expressions
 */
export function spanCondition(expression: SpanExpression, patterns: PatternTests): SpanCondition {
  const inner = (one: SpanExpression): SpanCondition => spanCondition(one, patterns);
  switch (expression.op) {
    case 'and':
      return allOf(expression.of.map(inner));
    case 'or':
      return anyOf(expression.of.map(inner));
    case 'not': {
      const denied = inner(expression.of);
      return {
        mayMatch: (block) => !denied.surelyAll(block),
        surelyAll: (block) => !denied.mayMatch(block),
        rows: (source) => negate(denied.rows(source)),
      };
    }
    case 'service':
    case 'name':
    case 'scopeName':
    case 'scopeVersion':
    case 'statusMessage':
    case 'traceState':
    case 'eventName':
      return textCondition(expression.op, expression, patterns);
    case 'kind': {
      const { is, value } = expression;
      return {
        mayMatch: ({ footer }) => is === '!=' || (footer.kinds & (1 << value)) !== 0,
        surelyAll: ({ footer }) => is === '=' && footer.kinds === 1 << value,
        rows: (source) => bytesMask(source.kind, is, value),
      };
    }
    case 'status': {
      const { is, value } = expression;
      return {
        mayMatch: ({ footer }) => is === '!=' || value !== StatusCode.error || footer.errors > 0,
        surelyAll: ({ footer }) => is === '!=' && value === StatusCode.error && footer.errors === 0,
        rows: (source) => bytesMask(source.status, is, value),
      };
    }
    case 'duration': {
      const { is, value } = expression;
      return {
        mayMatch: ({ footer }) => durationMayMatch(footer, is, value),
        surelyAll: ({ footer }) => !durationMayMatch(footer, opposite[is], value),
        rows: (source) => wordsMask(source.duration, source.rows, is, value),
      };
    }
    case 'attribute': {
      const key = utf8Encode(expression.key);
      const seeds = seedsOf(expression.scope);
      if (isPatternComparison(expression)) {
        const test = patterns.test(expression.is, expression, false);
        return attributeCondition(expression.scope, key, test, [keyItem(seeds, key)]);
      }
      const items =
        expression.is === '='
          ? equalValues(expression.value).map((value) => valueItem(seeds, key, value))
          : [keyItem(seeds, key)];
      return attributeCondition(
        expression.scope,
        key,
        valueTest(expression.is, expression.value),
        items,
      );
    }
    case 'has': {
      const key = utf8Encode(expression.key);
      const { scope } = expression;
      const items = [keyItem(seedsOf(scope), key)];
      const condition = attributeCondition(scope, key, anyValue(), items);
      if (scope === 'event' || scope === 'link' || scope === 'scope') return condition;
      return { ...condition, surelyAll: (block) => block.everySpanHas(scope, key) };
    }
    case 'linkTraceId':
    case 'linkSpanId':
      return linkIdCondition(expression);
    case 'hasLink':
      return hasLinkCondition();
  }
}

function textCondition(
  field: TextField,
  comparison: { readonly is: TextComparison; readonly value: string },
  patterns: PatternTests,
): SpanCondition {
  const { is, value } = comparison;
  const test = isPatternOperator(is) ? patterns.test(is, comparison, true) : textTest(is, value);
  const rows = (source: RowSource): RowMask => source.textMask(field, test);
  const text = utf8Encode(value);
  const items: Partial<Record<TextField, number>> = {
    service: serviceItem(text),
    name: nameItem(text),
    scopeName: scopeNameItem(text),
    eventName: eventNameItem(text),
  };
  const item = is === '=' ? items[field] : undefined;
  const surelyAll = (): boolean => false;
  if (item === undefined) return { mayMatch: () => true, surelyAll, rows };
  return { mayMatch: ({ filter }) => mayContain(filter(), item), surelyAll, rows };
}

function attributeCondition(
  scope: AttributeScope,
  key: Uint8Array,
  test: ValueTest,
  items: readonly number[],
): SpanCondition {
  return {
    mayMatch: (block) =>
      scope === 'link'
        ? mayHaveLink(block, items)
        : items.some((item) => mayContain(block.filter(), item)),
    surelyAll: () => false,
    rows: (source) => source.attributeMask(scope, key, test),
  };
}

/** Links have items of their own: `any` does not look at them. */
function seedsOf(scope: AttributeScope): AttributeSeeds {
  return scope === 'link' ? LINK_SEEDS : SPAN_SEEDS;
}

const opposite = { '=': '!=', '!=': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const;

function durationMayMatch(
  { minDuration, maxDuration }: BlockFooter,
  is: Extract<SpanExpression, { readonly op: 'duration' }>['is'],
  value: bigint,
): boolean {
  switch (is) {
    case '=':
      return BigInt(minDuration) <= value && value <= BigInt(maxDuration);
    case '!=':
      return BigInt(minDuration) !== value || BigInt(maxDuration) !== value;
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
    mayMatch: (block) => conditions.every((one) => one.mayMatch(block)),
    surelyAll: (block) => conditions.every((one) => one.surelyAll(block)),
    rows(source) {
      const [first, ...others] = conditions;
      if (first === undefined) return new Uint8Array(source.rows).fill(1);
      const mask = first.rows(source);
      for (const other of others) {
        if (!mask.includes(1)) break;
        and(mask, other.rows(source));
      }
      return mask;
    },
  };
}

function anyOf(conditions: readonly SpanCondition[]): SpanCondition {
  return {
    mayMatch: (block) => conditions.some((one) => one.mayMatch(block)),
    surelyAll: (block) => conditions.some((one) => one.surelyAll(block)),
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
