import { useMemo, useState } from 'react';
import { attributeKeysOf } from './data/group-spans.ts';
import type { Trace } from './data/trace.ts';
import { useAllSpans } from './use-all-spans.ts';

/** Beyond this attributes are fetched only when someone asks for their keys. */
const FEW_SPANS = 50_000;

/** The keys of a trace's attributes as far as they have come, and a way to ask for the rest. */
export function useAttributeKeys(trace: Trace): {
  readonly keys: readonly string[];
  readonly ask: () => void;
} {
  const [isAsked, setAsked] = useState(false);
  const { count } = useAllSpans(trace, isAsked || trace.count <= FEW_SPANS);
  // biome-ignore lint/correctness/useExhaustiveDependencies: more spans have come when the count changes
  const keys = useMemo(() => attributeKeysOf(trace), [trace, count]);
  return { keys, ask: () => setAsked(true) };
}
