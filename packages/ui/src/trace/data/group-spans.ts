// Spans of a trace in groups that a reader asks for: by service, by operation, by host, by the value of an attribute.
import { type Attribute, type Span, valueText } from '@clew/model';
import { placeOf } from './host-use.ts';
import type { Trace } from './trace.ts';

/** What spans can be grouped by; anything else is the key of an attribute, after `attribute:`. */
export const FIXED_GROUPINGS = ['operation', 'service', 'host'] as const;

const ATTRIBUTE = 'attribute:';

/** Groups of rows; one that has no value is in none. */
export interface SpanGroups {
  readonly names: readonly string[];
  /** The group of each row, or −1. */
  readonly group: Int32Array;
}

/** The grouping by an attribute's value. */
export function byAttribute(key: string): string {
  return ATTRIBUTE + key;
}

/** The attribute that a grouping is by, if it is by one. */
export function attributeOf(grouping: string): string | undefined {
  return grouping.startsWith(ATTRIBUTE) ? grouping.slice(ATTRIBUTE.length) : undefined;
}

/** Puts each row into the group of what it has; groups are in the order in which they come up. */
export function groupSpans(trace: Trace, grouping: string): SpanGroups {
  const nameOf = namer(grouping);
  const indices = new Map<string, number>();
  const group = Int32Array.from(trace.spans, (span) => {
    const name = nameOf(span);
    if (name === undefined) return -1;
    const index = indices.get(name) ?? indices.size;
    indices.set(name, index);
    return index;
  });
  return { names: [...indices.keys()], group };
}

function namer(grouping: string): (span: Span) => string | undefined {
  const key = attributeOf(grouping);
  if (key !== undefined) return (span) => textOf(span, key);
  switch (grouping) {
    case 'service':
      return ({ resource }) => resource.serviceName;
    case 'host':
      return ({ resource }) => placeOf(resource).host || undefined;
    default:
      return ({ resource, name }) => `${resource.serviceName}: ${name}`;
  }
}

function textOf({ attributes, resource }: Span, wanted: string): string | undefined {
  const isWanted = ({ key }: Attribute): boolean => key === wanted;
  const found = attributes.find(isWanted) ?? resource.attributes.find(isWanted);
  return found === undefined ? undefined : valueText(found.value);
}

/** The keys of all attributes of the spans and of their processes, sorted. */
export function attributeKeysOf(trace: Trace): readonly string[] {
  const keys = new Set<string>();
  for (const { attributes, resource } of trace.spans) {
    for (const { key } of attributes) keys.add(key);
    for (const { key } of resource.attributes) keys.add(key);
  }
  return [...keys].sort();
}
