// Which of a query's conditions on spans a search starts from: every match has a span that satisfies it, so that only
// the traces of such spans need to be looked at.
import type { SpanExpression, TraceExpression } from '@clew/storage';
import type { SegmentReader } from '../segment/segment-reader.ts';
import type { SpanCondition } from './span-condition.ts';

/** Blocks that are asked, of the newest segments. */
const SAMPLED_BLOCKS = 16;

/**
 * Of the conditions that some span of every match satisfies the one that most blocks say they have nothing for.
 * @param conditionOf makes a condition of an expression
 * @returns undefined when the expression has none
 */
export function chooseDriver(
  expression: TraceExpression,
  conditionOf: (expression: SpanExpression) => SpanCondition,
  segments: readonly SegmentReader[],
): SpanCondition | undefined {
  const candidates = driversOf(expression).map(conditionOf);
  if (candidates.length < 2) return candidates[0];
  const counts = candidates.map(() => 0);
  let left = SAMPLED_BLOCKS;
  for (const segment of segments.toReversed()) {
    for (let block = segment.footer.blocks.length - 1; block >= 0 && left > 0; block--, left--) {
      const summary = segment.summary(block);
      candidates.forEach((candidate, index) => {
        counts[index] = (counts[index] as number) + Number(candidate.mayMatch(summary));
      });
    }
  }
  return candidates[counts.indexOf(Math.min(...counts))];
}

/** The conditions each of which some span of every matching trace satisfies. */
function driversOf(expression: TraceExpression): readonly SpanExpression[] {
  switch (expression.op) {
    case 'some':
      return [expression.span];
    case 'and':
      return expression.of.flatMap(driversOf);
    case 'or': {
      const drivers = expression.of.flatMap((one) => driversOf(one).slice(0, 1));
      return drivers.length === expression.of.length ? [{ op: 'or', of: drivers }] : [];
    }
    default:
      // Roots and totals say nothing of the spans within the range.
      return [];
  }
}
