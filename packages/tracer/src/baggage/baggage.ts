/** Baggage items by key: an object without a prototype, frozen. */
export type Baggage = Readonly<Record<string, string>>;

/** The baggage of a trace that has none. */
export const NO_BAGGAGE: Baggage = Object.freeze(Object.create(null));
