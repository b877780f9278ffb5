// Operation names are what traces are grouped by; a name with an id in it (`get_account/792`) makes a group of its own
// for each request. OpenTracing 1.1, "Start a new Span", has this very example.
import type { Logger } from './logger.ts';

/** How many names that differ in numbers or ids only are taken for an accident. */
const NAMES_OF_ONE_FORM = 10;
/** How many names a service may well have. */
const NAMES_REMEMBERED = 1000;
/** Numbers, and what looks like an id: hexadecimal digits with a digit among them, eight or more. */
const VARIABLE_PARTS = /(?=[a-f-]*\d)[\da-f-]{8,}|\d+/gi;

/** Warns once when names look unbounded. */
export class OperationNames {
  readonly #logger: Required<Logger>;
  /** Emptied, and no longer looked at, once it was warned. */
  readonly #names = new Set<string>();
  readonly #forms = new Map<string, number>();
  #isWatching = true;

  constructor(logger: Required<Logger>) {
    this.#logger = logger;
  }

  /** Looks at the name of a span. Hot: costs one look-up for a name that is known. */
  check(name: string): void {
    if (this.#isWatching && !this.#names.has(name)) this.#add(name);
  }

  #add(name: string): void {
    if (typeof name !== 'string') return;
    this.#names.add(name);
    const form = name.replace(VARIABLE_PARTS, '{}');
    if (form !== name) {
      const count = (this.#forms.get(form) ?? 0) + 1;
      this.#forms.set(form, count);
      if (count >= NAMES_OF_ONE_FORM) {
        this.#warn(`${count} operation names have the form '${form}', '${name}' for one`);
        return;
      }
    }
    if (this.#names.size >= NAMES_REMEMBERED) {
      this.#warn(`there are ${this.#names.size} operation names, '${name}' for one`);
    }
  }

  #warn(found: string): void {
    this.#isWatching = false;
    this.#names.clear();
    this.#forms.clear();
    this.#logger.warn(
      `${found}. Names are what spans are grouped by: take one for the kind of work ('get_account') and put what varies into a tag.`,
    );
  }
}
