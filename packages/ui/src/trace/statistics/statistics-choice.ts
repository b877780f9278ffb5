// What the statistics group spans by and are sorted by, as it stands in the address.
import { escaped, formatChoice, parseChoice, unescaped } from '../data/view-choice.ts';
import { formatOrder, type GridOrder, parseOrder } from '../grid/grid-order.ts';

export interface StatisticsChoice {
  /** One grouping or two. */
  readonly groupings: readonly string[];
  readonly order: GridOrder;
}

const MOST_GROUPINGS = 2;
const SORT = 'sort';
const DEFAULT_GROUPING = 'operation';
const DEFAULT_ORDER: GridOrder = { column: 'self', isDescending: true };

export function parseStatisticsChoice(by: string): StatisticsChoice {
  const { parts, terms } = parseChoice(by);
  const groupings = [...new Set(parts.map(unescaped))].slice(0, MOST_GROUPINGS);
  const sort = terms.find(({ name }) => name === SORT)?.value;
  return {
    groupings: groupings.length === 0 ? [DEFAULT_GROUPING] : groupings,
    order: sort === undefined ? DEFAULT_ORDER : parseOrder(sort),
  };
}

/** Empty where nothing is chosen. */
export function formatStatisticsChoice({ groupings, order }: StatisticsChoice): string {
  const isDefaultGrouping = groupings.length === 1 && groupings[0] === DEFAULT_GROUPING;
  const isDefaultOrder =
    order.column === DEFAULT_ORDER.column && order.isDescending === DEFAULT_ORDER.isDescending;
  return formatChoice({
    parts: isDefaultGrouping ? [] : groupings.map(escaped),
    terms: isDefaultOrder ? [] : [{ name: SORT, value: formatOrder(order) }],
  });
}
