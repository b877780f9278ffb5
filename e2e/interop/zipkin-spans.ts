/** Sends spans as zipkin-js's own transport does, whose package is not needed for that. */
export async function postSpans(
  address: string,
  version: 'v1' | 'v2',
  spans: readonly string[],
): Promise<void> {
  const { status } = await fetch(new URL(`/api/${version}/spans`, address), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `[${spans.join(',')}]`,
  });
  if (status !== 202) throw new Error(`${spans.length} spans are answered with ${status}`);
}
