// What references mean, the same as reference-decoder.ts has it for Thrift.

/** A reference, its ids as all of their digits. */
export interface JsonReference {
  readonly followsFrom: boolean;
  readonly traceId: string;
  readonly spanId: string;
}

const NO_TRACE = '0'.repeat(32);
const NO_SPAN = '0'.repeat(16);

/**
 * The id of the parent: the one that is named or else the first that the span is a child of, in its own trace. Empty
 * where there is none.
 * @param followed whether a span without any is under the first that it follows from: Jaeger's clients name that one as
 *   the parent, which then is not in the JSON
 */
export function parentOf(
  named: string,
  traceId: string,
  references: readonly JsonReference[],
  followed: boolean,
): string {
  if (named !== '' && named !== NO_SPAN) return named;
  const own = references.filter((one) => one.traceId === traceId && one.spanId !== NO_SPAN);
  const first = own.find((one) => !one.followsFrom) ?? (followed ? own[0] : undefined);
  return first?.spanId ?? '';
}

/**
 * The references that say more than the parent does. Where the parent is referred to in several ways, or as
 * FOLLOWS_FROM, all of those stay.
 */
export function remainingReferences(
  parent: string,
  traceId: string,
  references: readonly JsonReference[],
): readonly JsonReference[] {
  const isParent = (one: JsonReference): boolean =>
    parent !== '' && one.spanId === parent && one.traceId === traceId;
  const toParent = references.filter(isParent);
  const isImplied = toParent.length === 1 && toParent[0]?.followsFrom === false;
  return references.filter(
    (one) => (one.traceId !== NO_TRACE || one.spanId !== NO_SPAN) && !(isImplied && isParent(one)),
  );
}
