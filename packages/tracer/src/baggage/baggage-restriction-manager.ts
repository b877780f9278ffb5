/** What may be set under a baggage key. */
export interface Restriction {
  readonly keyAllowed: boolean;
  /** UTF-16 units; longer values are cut. */
  readonly maxValueLength: number;
}

/** Knows which baggage a service may set. */
export interface BaggageRestrictionManager {
  getRestriction(service: string, key: string): Restriction;
  close?(): void;
}
