import type { Span } from './span.ts';
import { tagsOf } from './span-content.ts';

/** jaeger-client's helpers for tests; `@clew/tracer/testing` has more. */
export const TestUtils = {
  /** Whether a span has all of these tags with these values. */
  hasTags(span: Span, expected: Readonly<Record<string, unknown>>): boolean {
    const tags = tagsOf(span);
    return Object.entries(expected).every(
      ([key, value]) => Object.hasOwn(tags, key) && tags[key] === value,
    );
  },

  /** The tags of a span, or of them those with these keys. */
  getTags(span: Span, keys?: readonly string[]): Record<string, unknown> {
    const entries = Object.entries(tagsOf(span));
    return Object.fromEntries(keys ? entries.filter(([key]) => keys.includes(key)) : entries);
  },
} as const;
