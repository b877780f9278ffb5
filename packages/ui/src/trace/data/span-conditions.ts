// Which spans a reader wants to see: those of a group, or of several at once.
import { attributeOf, groupSpans } from './group-spans.ts';
import type { Trace } from './trace.ts';
import type { Work } from './turns.ts';

/** What a span has to be in: a group of a grouping (`groupSpans`), or none of them where the value is undefined. */
export interface SpanCondition {
  readonly grouping: string;
  readonly value: string | undefined;
}

/** Whether a row is wanted. */
export type RowTest = (row: number) => boolean;

/** Whether all of the trace's spans have to be here. */
export function needsAttributes(conditions: readonly SpanCondition[]): boolean {
  return conditions.some(({ grouping }) => attributeOf(grouping) !== undefined);
}

/** A test of rows for all of the conditions. */
export function* rowTest(trace: Trace, conditions: readonly SpanCondition[]): Work<RowTest> {
  const wanted: { readonly group: Int32Array; readonly index: number }[] = [];
  for (const { grouping, value } of conditions) {
    const { names, group } = yield* groupSpans(trace, grouping);
    // A group that is not there has no rows, while −1 is where rows without one are.
    const known = value === undefined ? -1 : names.indexOf(value);
    wanted.push({ group, index: value !== undefined && known < 0 ? names.length : known });
  }
  return (row) => wanted.every(({ group, index }) => group[row] === index);
}
