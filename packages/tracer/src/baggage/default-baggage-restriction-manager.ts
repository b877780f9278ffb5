import type { BaggageRestrictionManager, Restriction } from './baggage-restriction-manager.ts';

/** The longest value where nothing else is said, in UTF-16 units. */
const DEFAULT_MAX_VALUE_LENGTH = 2048;

/** Allows every key, with values up to a length. */
export class DefaultBaggageRestrictionManager implements BaggageRestrictionManager {
  readonly #restriction: Restriction;

  constructor(maxValueLength: number = DEFAULT_MAX_VALUE_LENGTH) {
    this.#restriction = Object.freeze({ keyAllowed: true, maxValueLength });
  }

  getRestriction(): Restriction {
    return this.#restriction;
  }
}
