// What the span table shows, as it stands in the address.
import { parseDuration } from '../../format/duration.ts';
import type { SpanCondition } from '../data/span-conditions.ts';
import {
  type ChoiceTerm,
  escaped,
  formatChoice,
  parseChoice,
  unescaped,
} from '../data/view-choice.ts';
import { formatOrder, type GridOrder, parseOrder } from '../grid/grid-order.ts';

/** The order, the added columns, and which spans are left. */
export interface TableChoice {
  readonly order: GridOrder;
  /** Keys of attributes. */
  readonly attributes: readonly string[];
  readonly onlyErrors: boolean;
  readonly onlyFound: boolean;
  /** The least duration, as it was typed. */
  readonly least: string;
  readonly conditions: readonly SpanCondition[];
}

export const DEFAULT_ORDER: GridOrder = { column: 'start', isDescending: false };

const ERRORS = 'errors';
const FOUND = 'found';
const LEAST = 'min';

export function parseTableChoice(by: string): TableChoice {
  const { parts, terms } = parseChoice(by);
  const [order, ...attributes] = parts;
  const flag = (name: string) => terms.find((term) => term.name === name);
  return {
    order: order === undefined ? DEFAULT_ORDER : parseOrder(order),
    attributes: [...new Set(attributes.map(unescaped))],
    onlyErrors: flag(ERRORS) !== undefined,
    onlyFound: flag(FOUND) !== undefined,
    least: flag(LEAST)?.value ?? '',
    conditions: terms
      .filter(({ name }) => name !== ERRORS && name !== FOUND && name !== LEAST)
      .map(({ name, value }) => ({ grouping: name, value })),
  };
}

/** Empty where nothing is chosen. */
export function formatTableChoice(choice: TableChoice): string {
  const { order, attributes, onlyErrors, onlyFound, least, conditions } = choice;
  const isDefault = order.column === DEFAULT_ORDER.column && !order.isDescending;
  const terms: ChoiceTerm[] = [];
  if (onlyErrors) terms.push({ name: ERRORS, value: undefined });
  if (onlyFound) terms.push({ name: FOUND, value: undefined });
  if (least !== '') terms.push({ name: LEAST, value: least });
  for (const { grouping, value } of conditions) terms.push({ name: grouping, value });
  return formatChoice({
    parts: [
      ...(isDefault && attributes.length === 0 ? [] : [formatOrder(order)]),
      ...attributes.map(escaped),
    ],
    terms,
  });
}

/** Nanoseconds of the least duration; 0 for none, undefined for what is no duration. */
export function leastNanos({ least }: Pick<TableChoice, 'least'>): number | undefined {
  return least.trim() === '' ? 0 : parseDuration(least);
}
