// The search for traces whose spans have an attribute as one span has it.
import type { Attribute, AttributeValue } from '@clew/model';
import { formatTraceql, type TraceqlScope, type TraceqlValue } from '@clew/protocols/traceql';

/** Where it stands in a text that was never written: nobody asks. */
const NOWHERE = { start: 0, end: 0 } as const;

/** A filter in TraceQL; undefined for a value that nothing can be compared with, and for an attribute without a key. */
export function attributeQuery(scope: TraceqlScope, { key, value }: Attribute): string | undefined {
  const wanted = traceqlValue(value);
  if (wanted === undefined || key === '') return undefined;
  return formatTraceql({
    type: 'filter',
    where: {
      type: 'comparison',
      field: { type: 'attribute', scope, key, ...NOWHERE },
      operator: '=',
      value: wanted,
      ...NOWHERE,
    },
    ...NOWHERE,
  });
}

function traceqlValue(value: AttributeValue): TraceqlValue | undefined {
  switch (typeof value) {
    case 'string':
      return { type: 'text', value, ...NOWHERE };
    case 'bigint':
      return { type: 'integer', value, ...NOWHERE };
    case 'number':
      return Number.isFinite(value) ? { type: 'float', value, ...NOWHERE } : undefined;
    case 'boolean':
      return { type: 'boolean', value, ...NOWHERE };
    default:
      return undefined;
  }
}
