// What the address of a comparison says.
import { first } from '../app/search-text.ts';

/** The parameters as they stand there; what is left out has its default. */
export interface CompareAddress {
  /** The trace id of the first trace. */
  readonly a?: string;
  readonly b?: string;
  /** `merged` if left out. */
  readonly view?: string;
  /** Which nodes are shown: `all` if left out. */
  readonly show?: string;
  /** The smallest difference that counts, as a duration. */
  readonly min?: string;
  /** What spans are matched by: `call` if left out. */
  readonly by?: string;
  /** The node that is open: `a:` or `b:` and the span that is its first in that trace. */
  readonly at?: string;
  /** What the table is sorted by: a column, and `,desc` for the other way round. */
  readonly order?: string;
}

const NAMES = ['a', 'b', 'view', 'show', 'min', 'by', 'at', 'order'] as const;

export function compareAddress(address: Readonly<Record<string, unknown>>): CompareAddress {
  return Object.fromEntries(
    NAMES.map((name) => [name, first(address[name])] as const).filter(([, value]) => value !== ''),
  );
}
